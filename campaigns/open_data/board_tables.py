"""Boards as tables: what their pages show, by the same rule and nothing more."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from campaigns.publishing.tidy import STATUS, Column, Kind, Role, Schema, Shown, TableText, Value, write
from civic.city.text import NO_TEXT, Text
from civic.disclosure.live import MINIMUM
from civic.errors import msgid
from civic.statistics.spread import Spread
from footprint.boards import rules
from footprint.boards.queries import Board, DistrictFigures, EvidenceMix
from footprint.boards.rules import MassInterval, Population
from footprint.group_boards.kinds import GroupKind
from footprint.group_boards.queries import ShownGroup

Words = Callable[[str], Text]
"""A msgid in every language of the city."""
DISTRICTS = "districts"
DISTRICTS_TITLE = msgid("Districts")
DISTRICTS_ABOUT = msgid("What each district saves per 1,000 residents, and how many of them take part.")
_DIGITS = Decimal("0.000001")


def of_districts(board: Board, words: Words, languages: Sequence[str]) -> TableText:
    """Every district of the city, in the order of its page; figures where enough people took part."""
    schema = _schema(DISTRICTS, words, languages, DISTRICTS_TITLE, DISTRICTS_ABOUT, msgid("per 1,000 residents"))
    return write(schema, [_district(row, languages) for row in board.rows])


def of_groups(kind: GroupKind, shown: Sequence[ShownGroup], words: Words, languages: Sequence[str]) -> TableText:
    """The groups that the page of a kind shows, in its order."""
    page = kind.page
    schema = _schema(page.address, words, languages, page.title, page.about, page.per)
    beside = words(page.beside) if page.beside else NO_TEXT
    return write(schema, [_group(kind, one, one.name or beside, languages) for one in shown])


# Rows


def _district(row: DistrictFigures, languages: Sequence[str]) -> dict[str, Value]:
    district, figures, standing = row.district, row.figures, row.standing
    named = {**_named(district.id, district.name, languages), "people": district.residents}
    if figures is None:
        return {**named, STATUS: Shown.WITHHELD}
    return {
        **named,
        "band": row.band,
        "rank": standing.rank if standing and standing.is_ahead else None,
        "participants": figures.participants,
        "participation": _share(figures.participation),
        **_masses("kg", figures.total),
        "rate_kg": _kilograms(figures.rate.mid_mg),
        **_masses("likely_kg", figures.likely, middle=False),
        **_evidence(figures.evidence),
        "counted_at": _moment(figures.counted_at),
        STATUS: Shown.PUBLISHED,
    }


def _group(kind: GroupKind, one: ShownGroup, name: Text, languages: Sequence[str]) -> dict[str, Value]:
    return {
        **_named(one.group_id, name, languages),
        "people": one.people or None,
        "band": one.band,
        "rank": one.rank if one.is_ahead else None,
        "participants": one.participants,
        **_masses("kg", _total(one)),
        **(_rates(kind, one) if one.people else {}),
        **_evidence(EvidenceMix(*rules.shares(_by_tier(one)))),
        "counted_at": _moment(one.counted_at),
        STATUS: Shown.PUBLISHED,
    }


def _rates(kind: GroupKind, one: ShownGroup) -> dict[str, Value]:
    people = Population(one.people, one.people, one.people)
    spread = Spread(one.participants, one.sum_g, one.sum_of_squares_g2)
    likely = rules.likely_rate(rules.by_mass(_total(one), spread, people))
    scale = kind.page.per_people / rules.PER_RESIDENTS
    bounds = MassInterval(*(round(scale * bound) for bound in (likely.low_mg, likely.mid_mg, likely.high_mg)))
    return {
        "participation": _share(one.participants / one.people),
        "rate_kg": _kilograms(bounds.mid_mg),
        **_masses("likely_kg", bounds, middle=False),
    }


def _total(one: ShownGroup) -> MassInterval:
    return MassInterval(one.low_mg, one.mid_mg, one.high_mg)


def _by_tier(one: ShownGroup) -> tuple[int, ...]:
    return one.self_reported_mg, one.paper_mg, one.organizer_mg, one.instrument_mg


def _named(key: str, name: Text, languages: Sequence[str]) -> dict[str, Value]:
    return {"id": key, **{f"name_{language}": name.in_(language) for language in languages}}


def _masses(name: str, mass: MassInterval, *, middle: bool = True) -> dict[str, Value]:
    bounds = {f"{name}_low": _kilograms(mass.low_mg), f"{name}_high": _kilograms(mass.high_mg)}
    return {**bounds, **({name: _kilograms(mass.mid_mg)} if middle else {})}


def _kilograms(mg: int) -> Decimal:
    return Decimal(mg).scaleb(-6).quantize(_DIGITS)


def _share(share: float) -> Decimal:
    return Decimal(share).quantize(_DIGITS)


def _evidence(mix: EvidenceMix) -> dict[str, Value]:
    return {name: _share(share) for name, share in mix._asdict().items()}


def _moment(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


# Columns


def _schema(key: str, words: Words, languages: Sequence[str], title: str, about: str, per: str) -> Schema:
    columns = (*_names(words, languages), *_standing(words), *_people(words), *_amounts(words, per), *_rest(words))
    return Schema(key, words(title), columns, words(about))


def _names(words: Words, languages: Sequence[str]) -> Iterator[Column]:
    yield Column("id", Kind.STRING, words(msgid("Identifier")), Role.DIMENSION)
    for language in languages:
        yield Column(f"name_{language}", Kind.STRING, words(msgid("Name")), Role.DIMENSION)


def _standing(words: Words) -> Iterator[Column]:
    band = msgid("Places of one group cannot be told apart; empty in the lower half, which is not ranked.")
    yield Column(
        "band", Kind.INTEGER, words(msgid("Group on the board")), Role.DIMENSION, description=words(band), minimum=1
    )
    rank = msgid("In the upper half only; the same rank means a tie.")
    yield Column("rank", Kind.INTEGER, words(msgid("Rank")), Role.DIMENSION, description=words(rank), minimum=1)


def _people(words: Words) -> Iterator[Column]:
    people = msgid("What rates are divided by; empty where it is not known.")
    yield Column("people", Kind.INTEGER, words(msgid("People")), Role.DIMENSION, description=words(people))
    yield Column("participants", Kind.INTEGER, words(msgid("Participants")), minimum=MINIMUM)
    share = words(msgid("Participants as a share of the people."))
    yield Column("participation", Kind.NUMBER, words(msgid("Share taking part")), description=share)


def _amounts(words: Words, per: str) -> Iterator[Column]:
    bound = words(msgid("A bound of the factors behind the middle value."))
    for key, title, said in (
        ("kg_low", msgid("Saved, at least"), bound),
        ("kg", msgid("Saved"), NO_TEXT),
        ("kg_high", msgid("Saved, at most"), bound),
        ("rate_kg", msgid("Saved for each"), words(per)),
        ("likely_kg_low", msgid("Saved for each, lower bound"), words(msgid("95 % interval, all things together."))),
        ("likely_kg_high", msgid("Saved for each, upper bound"), words(msgid("95 % interval, all things together."))),
    ):
        yield Column(key, Kind.NUMBER, words(title), unit="kg CO2e", description=said)


def _rest(words: Words) -> Iterator[Column]:
    share = words(msgid("As a share of the kilograms."))
    for key, title in (
        ("self_reported", msgid("Self-reported")),
        ("paper", msgid("On paper")),
        ("organizer", msgid("Confirmed by an organizer")),
        ("instrument", msgid("Confirmed by an instrument")),
    ):
        yield Column(key, Kind.NUMBER, words(title), description=share)
    yield Column("counted_at", Kind.STRING, words(msgid("Counted at")), Role.DIMENSION)
    yield Column(STATUS, Kind.STRING, words(msgid("Status")), Role.STATUS)
