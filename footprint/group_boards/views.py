"""What the templates of group boards show, in the request's language."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from civic.calendar import address_of
from civic.city.pack import City
from civic.disclosure.live import MINIMUM
from civic.language import locale
from civic.statistics.spread import Spread
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards import rules
from footprint.boards.queries import PARTICIPATION, EvidenceMix
from footprint.boards.rules import Change, MassInterval, Population
from footprint.boards.views import season_name
from footprint.group_boards.kinds import BoardPage, GroupKind
from footprint.group_boards.queries import ShownGroup

JUST_ABOVE = 2


def board_context(kind: GroupKind, shown: Sequence[ShownGroup]) -> dict[str, Any]:
    """The rows in bands and the newcomers beside them, for `footprint/group_boards/_board.html`."""
    page = kind.page
    ranked = [one for one in shown if not kind.beside or one.group_id != kind.beside]
    return {
        **page_words(page),
        "bands": _bands(page, ranked),
        "beside": [row(page, one) for one in shown if kind.beside and one.group_id == kind.beside],
        "more": max((one.compared for one in ranked), default=0) > kind.most,
        "is_compared": any(one.compared for one in ranked),
        "least": MINIMUM,
    }


def page_words(page: BoardPage) -> dict[str, Any]:
    """What a kind's page says."""
    words = {name: locale.gettext(getattr(page, name)) for name in ("title", "about", "per", "people", "others")}
    beside = locale.gettext(page.beside) if page.beside else ""
    return {**words, "beside_label": beside, "rules": [locale.gettext(one) for one in page.rules]}


def _bands(page: BoardPage, shown: Sequence[ShownGroup]) -> list[dict[str, Any]]:
    """Neighbours of the same band together; `number` is None in the lower half and where nothing is compared."""
    found: list[dict[str, Any]] = []
    for one in shown:
        if not found or found[-1]["number"] != one.band:
            found.append({"number": one.band, "rows": []})
        found[-1]["rows"].append(row(page, one))
    return found


def near_rows(page: BoardPage, near: Sequence[ShownGroup]) -> list[dict[str, Any]]:
    """Each of a reader's groups, with lines of those just `above` it and of all `near`, those of its band too."""
    return [_near_row(page, own, [one for one in near if one.of == own.of]) for own in near if own.group_id == own.of]


def near_context(kind: GroupKind, near: Sequence[ShownGroup]) -> dict[str, Any]:
    """A reader's own groups of a kind and what is near them, for `footprint/group_boards/_near_groups.html`."""
    return {**page_words(kind.page), "own": near_rows(kind.page, near), "address": kind.page.address}


def _near_row(page: BoardPage, own: ShownGroup, around: Sequence[ShownGroup]) -> dict[str, Any]:
    others = [one for one in around if one is not own]
    above = [one for one in others if one.rank is not None and own.rank is not None and one.rank < own.rank]
    figure, unit = _figure(page, own), _unit(page, own)
    lines = {one.group_id: _line(page, one) for one in others}
    return {
        "name": in_language(own.name),
        "band": own.band,
        "said": locale.gettext("%(figure)s %(unit)s", figure=figure, unit=unit) if unit else figure,
        "unit": unit,
        "before": _change(own),
        "near": list(lines.values()),
        "above": [lines[one.group_id] for one in above[-JUST_ABOVE:]],
    }


def _line(page: BoardPage, one: ShownGroup) -> dict[str, Any]:
    """What a group shows in a single line."""
    return {"name": in_language(one.name), "figure": _figure(page, one)}


def _figure(page: BoardPage, one: ShownGroup) -> str:
    """What the board goes by, as `figure` of `_group.html` writes it."""
    if not one.people:
        return locale.mass(one.mid_mg)
    if one.measure == PARTICIPATION:
        return locale.percent(one.participants / one.people)
    return locale.mass(page.per_people * one.mid_mg / one.people)


def _unit(page: BoardPage, one: ShownGroup) -> str:
    if not one.people:
        return ""
    return locale.gettext("took part") if one.measure == PARTICIPATION else locale.gettext(page.per)


def row(page: BoardPage, one: ShownGroup) -> dict[str, Any]:
    """What a group shows: its figures, and its standing where it is compared; rates by the page's number of people."""
    return {
        "id": one.group_id,
        "measure": one.measure,
        "name": in_language(one.name),
        "people": one.people,
        "participants": one.participants,
        "total": MassInterval(one.low_mg, one.mid_mg, one.high_mg),
        "counted": locale.moment(services().calendar.local(one.counted_at)),
        "largest_share": Spread(one.participants, one.sum_g, one.sum_of_squares_g2).largest_share(),
        "evidence": EvidenceMix(*rules.shares(_by_tier(one))),
        "band": one.band,
        "is_compared": one.compared > 0,
        "before": _change(one),
        **(_rates(page, one) if one.people else {}),
        **(_standing(page, one) if one.compared else {}),
    }


def _by_tier(one: ShownGroup) -> tuple[int, ...]:
    return one.self_reported_mg, one.paper_mg, one.organizer_mg, one.instrument_mg


def _rates(page: BoardPage, one: ShownGroup) -> dict[str, Any]:
    size = Population(one.people, one.people, one.people)
    spread = Spread(one.participants, one.sum_g, one.sum_of_squares_g2)
    likely = rules.likely_rate(rules.by_mass(MassInterval(one.low_mg, one.mid_mg, one.high_mg), spread, size))
    scale = page.per_people / rules.PER_RESIDENTS
    return {
        "rate_mg": page.per_people * one.mid_mg / one.people,
        "likely": MassInterval(*(round(scale * bound) for bound in (likely.low_mg, likely.mid_mg, likely.high_mg))),
        "share": one.participants / one.people,
    }


def _standing(page: BoardPage, one: ShownGroup) -> dict[str, Any]:
    """`mean` and `shrunk` in mg by the page's number of people, or as shares."""
    assert one.mean is not None
    assert one.weight_ppm is not None
    assert one.shrunk is not None
    scale = 1 / 1_000_000 if one.measure == PARTICIPATION else page.per_people / 1_000
    return {
        "place": one.rank,
        "place_low": one.best,
        "place_high": one.worst,
        "tied": one.is_tied,
        "is_ahead": one.is_ahead,
        "mean": scale * one.mean,
        "weight": one.weight_ppm / 1_000_000,
        "shrunk": scale * one.shrunk,
        "per_people": page.per_people,
    }


def _change(one: ShownGroup) -> dict[str, Any] | None:
    """What the group had in the period before, where it was shown."""
    if one.before_participants is None or one.before_mid_mg is None:
        return None
    before = Change(one.before_mid_mg, one.before_participants, one.before_band)
    by_mg, by_people = one.mid_mg - before.rate_mg, one.participants - before.participants
    return {
        "mid_mg": before.rate_mg,
        "participants": before.participants,
        "by_mg": by_mg,
        "by_participants": by_people,
        "is_up": before.is_up(one.band),
    }


def certificate_context(kind: GroupKind, one: ShownGroup, season: str) -> dict[str, Any]:
    """A group's part in a season that is over, for `footprint/boards/certificate.html`."""
    shown = row(kind.page, one)
    size = kind.page.sizes.get(one.size_class)
    return {
        **{name: shown[name] for name in ("name", "total", "rate_mg", "participants", "share", "band")},
        "season_label": season_name(season),
        "of": locale.gettext(size) if size else "",
        "per": locale.gettext(kind.page.per),
        "back": url_for("boards.season", season=address_of(season)),
    }


def by_district(city: City, shown: Sequence[ShownGroup], page: BoardPage) -> list[dict[str, Any]]:
    """Sub-districts under the names of their districts, in the pack's order."""
    by_id = {one.group_id: one for one in shown}
    return [
        {
            "name": in_language(district.name),
            "rows": [row(page, by_id[part.id]) for part in district.subdistricts if part.id in by_id],
            "hidden": [in_language(part.name) for part in district.subdistricts if part.id not in by_id],
        }
        for district in city.districts
        if district.subdistricts
    ]
