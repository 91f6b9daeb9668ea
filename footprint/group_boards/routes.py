"""The pages of group boards, and what is near a reader."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from civic.caching.memory import AppCache
from civic.calendar import SEASON, address_of, is_season
from civic.denominators.in_force import city_on
from civic.errors import NotFound
from civic.language import locale
from civic.services import Services
from civic.web.context import services
from civic.web.guards import public, signed_in
from footprint.boards.frozen import is_frozen
from footprint.boards.queries import MEASURES, CountedPlace, Own, counted, district_board, own_since
from footprint.boards.rules import is_still_counted
from footprint.boards.views import PERIODS, Shown, near_context, offered, period_label, shown_period, tabs, ways_on
from footprint.group_boards import queries, views
from footprint.group_boards.kinds import GROUP_KINDS, GroupKind
from footprint.group_boards.places import subdistricts
from footprint.group_boards.queries import Asked, AskedNear, Rows

blueprint = Blueprint("group_boards", __name__)
_fragments: AppCache[Markup] = AppCache()


class Tab(NamedTuple):
    """A link of a row of them."""

    label: str
    href: str
    current: bool


class Where(NamedTuple):
    """Which board of a kind: among groups of which size, and in the order of which measure."""

    size: str
    measure: str


@blueprint.get("/boards/<board>")
@public
def board(board: str) -> str:
    """A board of groups: teams of a size, newcomers, sub-districts."""
    kind = _kind(board)
    shown, measure = _asked_period(), _asked_measure()
    near_rows = _near(kind, shown, measure) if kind.joining else ()
    where = Where(_asked_size(kind, near_rows), measure)
    _, rows = offered(_look_up(services(), kind, shown, where))
    own = _own_id(kind)
    final = shown.is_over and is_season(shown.key) and is_frozen(services().database, shown.key)
    mine = queries.own_among(rows, near_rows, own)
    html = _kept((final, kind.id, where, shown, rows), lambda: _board_html(kind, shown, where, rows, final))
    return render_template(
        "footprint/group_boards/board.html",
        title=locale.gettext(kind.page.title),
        about=locale.gettext(kind.page.about),
        pinned_html=_pinned_html(kind, shown, near_rows or queries.of_groups(rows, mine)),
        board_html=html,
        own_ids=mine,
        own_since_mg=_own_since(near_rows, shown),
    )


def _kept(made_from: tuple[Hashable, ...], make: Callable[[], Markup]) -> Markup:
    """A part of a page in the request's language, made anew only where it is made from something else."""
    return _fragments.get((g.language.code, *made_from), make)


def _pinned_html(kind: GroupKind, shown: Shown, near: Rows) -> Markup:
    """The reader's own groups, with those just above them; the same for everybody of them."""
    if not near:
        return Markup()
    near = queries.with_just_above(near, views.JUST_ABOVE)

    def drawn() -> Markup:
        own, words = views.near_rows(kind.page, queries.read(near)), views.page_words(kind.page)
        html = render_template("footprint/group_boards/_pinned.html", own=own, is_over=shown.is_over, **words)
        return Markup(html)  # noqa: S704 (rendered by an escaping template)

    return _kept((kind.id, shown, near), drawn)


def _own_since(near: Rows, shown: Shown) -> int:
    """What the reader did that the row of their own group does not say yet, while that is still counted."""
    if shown.span and not is_still_counted(shown.span, shown.today):
        return 0
    mine = queries.first_own(near)
    if mine is None:
        return 0
    return own_since(services().database, Own(current_user.resident_id, ""), mine, shown.span, shown.today)


def _kind(address: str) -> GroupKind:
    found = next((kind for kind in services().registry.all(GROUP_KINDS) if kind.page.address == address), None)
    if found is None:
        raise NotFound()
    return found


def _asked_period() -> Shown:
    asked = request.args.get("period")
    kind = asked if asked in PERIODS else "season"
    return shown_period(kind, request.args.get("key", ""), services().calendar.today())


def _asked_size(kind: GroupKind, near: Rows) -> str:
    """The size class that is asked for, else that of the reader's own group, else the smallest."""
    names = [name for _, name in kind.size_classes]
    asked, own = request.args.get("size", ""), queries.first_own(near)
    return asked if asked in names else own.size_class if own else names[-1]


def _asked_measure() -> str:
    asked = request.args.get("measure", "")
    return asked if asked in MEASURES else MEASURES[0]


def _before(shown: Shown) -> str:
    return shown.before.key if shown.before else ""


def _look_up(app_services: Services, kind: GroupKind, shown: Shown, where: Where) -> Callable[[], tuple[date, Rows]]:
    asked = Asked(kind.id, shown.key, _before(shown), where.measure, where.size, kind.beside, kind.most)
    return lambda: (app_services.calendar.today(), queries.board(app_services.database, asked))


def _near(kind: GroupKind, shown: Shown, measure: str = MEASURES[0]) -> Rows:
    """The reader's own groups and what stands near them; nothing for who is no resident."""
    if not current_user.is_resident:
        return ()
    season = services().calendar.season(shown.span.start if shown.span else shown.today).key
    asked = AskedNear(current_user.resident_id, season, kind.id, shown.key, _before(shown), measure)
    return queries.near(services().database, asked)


def _own_id(kind: GroupKind) -> str:
    """The reader's sub-district, where these are on the board."""
    if kind.joining or not current_user.is_resident:
        return ""
    return current_user.subdistrict_id or ""


def _board_html(kind: GroupKind, shown: Shown, where: Where, rows: Rows, final: bool) -> Markup:
    """What is the same for everybody; what is the reader's own is marked in it afterwards."""
    found = queries.read(rows)
    context = views.board_context(kind, found)
    has_before = any(one.before_participants is not None for one in found)
    html = render_template(
        "footprint/group_boards/_board.html",
        **context,
        **{name: way and _way(kind, way, where) for name, way in ways_on(shown, has_before=has_before).items()},
        districts=views.by_district(services().city, found, kind.page) if kind.id == subdistricts.id else [],
        periods=[_tab(kind, label, {"period": one}, where, one == shown.kind) for one, label in tabs()],
        sizes=_size_tabs(kind, shown, where),
        measures=_measure_tabs(kind, shown, where) if context["is_compared"] else [],
        period_label=period_label(shown.kind, shown.day),
        is_over=shown.is_over,
        final_season=address_of(shown.key) if final else "",
        address=kind.page.address,
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _way(kind: GroupKind, way: dict[str, Any], where: Where) -> Tab:
    return _tab(kind, way["label"], way["address"], where, False)


def _tab(kind: GroupKind, label: str, period: dict[str, Any], where: Where, current: bool) -> Tab:
    size: dict[str, Any] = {"size": where.size} if kind.page.sizes else {}
    measure: dict[str, Any] = {"measure": where.measure} if where.measure != MEASURES[0] else {}
    return Tab(label, url_for("group_boards.board", board=kind.page.address, **period, **size, **measure), current)


def _size_tabs(kind: GroupKind, shown: Shown, where: Where) -> list[Tab]:
    """Smallest first."""
    return [
        _tab(kind, locale.gettext(label), shown.address, where._replace(size=name), name == where.size)
        for name, label in kind.page.sizes.items()
    ]


def _measure_tabs(kind: GroupKind, shown: Shown, where: Where) -> list[Tab]:
    labels = (locale.gettext(kind.page.per), locale.gettext("Share taking part"))
    return [
        _tab(kind, label, shown.address, where._replace(measure=one), one == where.measure)
        for one, label in zip(MEASURES, labels, strict=True)
    ]


@blueprint.get("/seasons/<season>/<board>/<group>")
@public
def certificate(season: str, board: str, group: str) -> str:
    """A group's certificate for a season that is over; only what is compared has one."""
    kind, key, database = _kind(board), SEASON + season, services().database
    final, found = offered(lambda: (is_frozen(database, key), queries.group(database, kind.id, key, group)))
    if not final or found is None or not found.compared:
        raise NotFound()
    return render_template("footprint/boards/certificate.html", **views.certificate_context(kind, found, key))


@blueprint.get("/boards/near-me")
@signed_in
def near_me() -> str:
    """Where I live, and my teams: those just above, those of the same band, the neighbours; never who is last."""
    shown = _asked_period()
    places = counted(services().database, shown.key)
    parts, groups = _parts_near(shown), [(kind, _near(kind, shown)) for kind in _joined_kinds()]
    district_id, part_id = current_user.district_id, current_user.subdistrict_id
    return render_template(
        "footprint/group_boards/near_me.html",
        home_html=_kept((shown, district_id, places, parts), lambda: _home_html(shown, district_id, places, parts)),
        own_ids=[part_id] if part_id else [],
        groups_html=[_kept((shown, kind.id, rows), partial(_groups_html, shown, kind, rows)) for kind, rows in groups],
    )


def _joined_kinds() -> list[GroupKind]:
    """Of groups that people come to by themselves."""
    return [kind for kind in services().registry.all(GROUP_KINDS) if kind.beside]


def _parts_near(shown: Shown) -> Rows:
    """The parts of the reader's own district."""
    parts = [part.id for part in services().city.district_by_id[current_user.district_id].subdistricts]
    return queries.among(services().database, subdistricts.id, shown.key, _before(shown), parts)


def _home_html(shown: Shown, district_id: str, places: tuple[CountedPlace, ...], parts: Rows) -> Markup:
    """What is the same for everybody of the district."""
    city = city_on(services(), shown.day)
    html = render_template(
        "footprint/group_boards/_home.html",
        home=near_context(district_board(city, places, MEASURES[0]), city, district_id),
        parts=[views.row(subdistricts.page, one) for one in queries.read(parts)],
        periods=[
            Tab(label, url_for("group_boards.near_me", period=kind), kind == shown.kind) for kind, label in tabs()
        ],
        period_label=period_label(shown.kind, shown.day),
        is_over=shown.is_over,
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _groups_html(shown: Shown, kind: GroupKind, near: Rows) -> Markup:
    """What is the same for everybody of the same groups."""
    kind_context = views.near_context(kind, queries.read(near))
    html = render_template("footprint/group_boards/_near_groups.html", kind=kind_context, is_over=shown.is_over)
    return Markup(html)  # noqa: S704 (rendered by an escaping template)
