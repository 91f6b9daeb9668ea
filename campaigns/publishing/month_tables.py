"""The tables of a month that come from the ledger: by district, by group of actions, by action, by evidence.

All of them are one system of cells (district, group, action, evidence), "total" standing for all of a kind, so that a
figure that stands in two tables is one cell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from campaigns.publishing import columns
from campaigns.publishing.making import Draft, Line, Making
from campaigns.publishing.tidy import Column, Schema, Value
from civic.city.text import Text
from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.tables import TOTAL, with_totals
from civic.errors import msgid
from footprint.ledger import months
from footprint.ledger.months import Figures, Span
from footprint.ledger.rules import TIERS
from footprint.resources import CATALOGUE

LEDGER = "ledger"
"""The second level of the names of these cells."""
OTHER = "other"
"""The group of an action that no version of the pack up to this one knows."""
_NOBODY = Figures()
Levels = Name
"""District, group, action, evidence."""


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The sums of a month by levels, and the levels there are, in the order in which they are listed."""

    by: Mapping[Levels, Figures]
    districts: Sequence[str]
    groups: Sequence[str]
    actions: Mapping[str, str]
    """Each action with its group."""

    def of(self, levels: Levels) -> Figures:
        """The sums, empty ones included."""
        return self.by.get(levels, _NOBODY)

    def cells(self, levels: Iterable[Levels]) -> dict[Name, Cell]:
        return {one: columns.cell_of(self.of(one)) for one in levels}


def span(making: Making) -> Span:
    """What of the ledger a month rests on."""
    return Span(making.period.start, making.period.end, making.upto_entry_id)


def month(making: Making) -> MonthFigures:
    """Counted once for all tables."""
    return making.once("month", lambda: _counted(making))


def kinds_of(making: Making) -> months.Kinds:
    """In which cells an action counts, the district left out."""
    groups = months.groups(making.session, making.pack_version)

    def kinds(action: str, tier: int) -> list[months.Kind]:
        group, evidence = groups.get(action, OTHER), TIERS[tier]
        return [
            (TOTAL, TOTAL, TOTAL),
            (group, TOTAL, TOTAL),
            (TOTAL, TOTAL, evidence),
            (group, TOTAL, evidence),
            (group, action, TOTAL),
        ]

    return kinds


def _counted(making: Making) -> MonthFigures:
    found = months.figures(making.session, span(making), kinds_of(making))
    city = {(TOTAL, *kind): sums for kind, sums in months.of_city(found).items()}
    by = {**{(place, *kind): sums for (place, kind), sums in found.items()}, **city}
    known = months.groups(making.session, making.pack_version)
    done = {(levels[1], levels[2]) for levels in city if levels[2] != TOTAL}
    actions = {action: group for group, action in sorted({*done, *((known[one], one) for one in known)})}
    return MonthFigures(by, making.districts, list(dict.fromkeys((*known.values(), *actions.values()))), actions)


# By district


def districts(making: Making) -> Draft:
    """Participation and reductions by district, with rates."""
    found = month(making)
    places = [*found.districts, TOTAL]
    lines = [_district(making, found, place) for place in places]
    levels = [(place, TOTAL, TOTAL, TOTAL) for place in places]
    return _draft(making, found, _district_schema(making), lines, levels)


def _district(making: Making, found: MonthFigures, place: str) -> Line:
    levels = (place, TOTAL, TOTAL, TOTAL)
    figures, known = found.of(levels), making.denominators[place].residents
    values: dict[str, Value] = {
        "district": place,
        **columns.amounts_of(figures),
        "residents": known,
        "participants_per_1000": columns.per_thousand(figures.people, known, figures.people),
        "kg_per_1000": columns.per_thousand(columns.kilograms(figures.mid_mg), known, figures.people),
    }
    return Line(values, making.cell(LEDGER, *levels))


def _district_schema(making: Making) -> Schema:
    residents = columns.count(making, "residents", msgid("Residents"), msgid("The denominator; see its own table."))
    thousand = msgid("Only of 30 participants or more.")
    rates = (
        columns.number(making, "participants_per_1000", msgid("Participants per 1,000 residents"), "", thousand),
        columns.number(making, "kg_per_1000", msgid("Reduction per 1,000 residents"), "kg CO2e", thousand),
    )
    return Schema(
        "participation",
        making.words(msgid("Participation by district")),
        (_place(making), *columns.amounts(making), columns.context(residents), *rates, columns.status(making)),
        making.words(msgid("Who took part, and what that saved.")),
        {"district": district_words(making)},
    )


def denominators(making: Making) -> Draft:
    """The numbers of residents as used."""
    lines = [
        Line({"district": place, **{name: getattr(known, name) for name in _DENOMINATOR}})
        for place, known in making.denominators.items()
    ]
    counts = [
        columns.context(columns.count(making, key, title))
        for key, title in {
            "residents": msgid("Residents"),
            "low": msgid("Residents, at least"),
            "high": msgid("Residents, at most"),
        }.items()
    ]
    texts = [
        columns.dimension(making, "status", msgid("Status"), msgid("How well the figure is known.")),
        columns.dimension(making, "source", msgid("Source")),
    ]
    title, words = making.words(msgid("Residents of the districts")), {"district": district_words(making)}
    schema = Schema("denominators", title, (_place(making), *counts, *texts), words=words)
    return Draft(schema, lines)


_DENOMINATOR = ("residents", "low", "high", "status", "source")


# By group, action and evidence


def groups(making: Making) -> Draft:
    """Reductions by district and group of actions."""
    found = month(making)
    levels = [(place, group, TOTAL, TOTAL) for place in (*found.districts, TOTAL) for group in (*found.groups, TOTAL)]
    lines = [
        Line({"district": one[0], "group": one[1], **columns.amounts_of(found.of(one))}, making.cell(LEDGER, *one))
        for one in levels
    ]
    schema = Schema(
        "groups",
        making.words(msgid("Reductions by district and group of actions")),
        (_place(making), _group(making), *columns.amounts(making), columns.status(making)),
        making.words(msgid("Who did what, in groups of habits. The same person may be in several groups.")),
        {"district": district_words(making), "group": group_words(making)},
    )
    return _draft(making, found, schema, lines, levels)


def actions(making: Making) -> Draft:
    """Reductions by action, for the city."""
    found = month(making)
    levels = [(TOTAL, group, action, TOTAL) for action, group in found.actions.items()]
    lines = [
        Line({"group": one[1], "action": one[2], **columns.amounts_of(found.of(one))}, making.cell(LEDGER, *one))
        for one in levels
    ]
    name = columns.dimension(making, "action", msgid("Action"))
    schema = Schema(
        "actions",
        making.words(msgid("Reductions by action")),
        (_group(making), name, *columns.amounts(making), columns.status(making)),
        making.words(msgid("The whole city, with the actions that nobody did or few. The same person may do several.")),
        {"group": group_words(making), "action": _action_words(making)},
    )
    totals = [(TOTAL, group, TOTAL, TOTAL) for group in dict.fromkeys(found.actions.values())]
    cells = _named(making, found.cells([*levels, *totals]))
    sums = [
        Sum(
            making.cell(LEDGER, *total),
            tuple(making.cell(LEDGER, *one) for one in levels if one[1] == total[1]),
        )
        for total in totals
    ]
    return Draft(schema, lines, cells, sums)


def evidence(making: Making) -> Draft:
    """How much of it rests on which evidence: by district, and by group for the city."""
    found = month(making)
    by_place = [(place, TOTAL, TOTAL, tier) for place in (*found.districts, TOTAL) for tier in (*_TIERS, TOTAL)]
    by_group = [(TOTAL, group, TOTAL, tier) for group in (*found.groups, TOTAL) for tier in (*_TIERS, TOTAL)]
    listed = [one for one in dict.fromkeys((*by_place, *by_group)) if one[3] != TOTAL]
    lines = [
        Line(
            {"district": one[0], "group": one[1], "evidence": one[3], **columns.amounts_of(found.of(one))},
            making.cell(LEDGER, *one),
        )
        for one in listed
    ]
    tier = columns.dimension(making, "evidence", msgid("Evidence"))
    schema = Schema(
        "evidence",
        making.words(msgid("Evidence behind the reductions")),
        (_place(making), _group(making), tier, *columns.amounts(making), columns.status(making)),
        making.words(msgid("By district over all groups, and by group over the whole city.")),
        {
            "district": district_words(making),
            "group": group_words(making),
            "evidence": {key: making.words(words) for key, words in _TIER_WORDS.items()},
        },
    )
    first, second = (_draft(making, found, schema, lines, levels) for levels in (by_place, by_group))
    return Draft(schema, lines, {**first.cells, **second.cells}, [*first.sums, *second.sums])


_TIERS = tuple(TIERS.values())
_TIER_WORDS = {
    "self_reported": msgid("self-reported"),
    "paper": msgid("reported on paper"),
    "organizer": msgid("confirmed by an organizer"),
    "instrument": msgid("measured by an instrument"),
}


# Words


def _place(making: Making) -> Column:
    return columns.dimension(making, "district", msgid("District"), msgid("“total” is the whole city."))


def _group(making: Making) -> Column:
    return columns.dimension(making, "group", msgid("Group of actions"), msgid("“total” is all groups."))


def district_words(making: Making) -> dict[str, Text]:
    """The names of the districts and of the city."""
    city = making.services.city
    return {**{one.id: one.name for one in city.districts}, TOTAL: making.words(msgid("Whole city"))}


def group_words(making: Making) -> dict[str, Text]:
    """The names of the groups of actions."""
    named = {one.id: one.name for one in making.services.get(CATALOGUE).groups}
    return {**named, OTHER: making.words(msgid("Others")), TOTAL: making.words(msgid("All groups"))}


def _action_words(making: Making) -> dict[str, Text]:
    return {one.id: one.name for one in making.services.get(CATALOGUE).actions.values()}


def _draft(
    making: Making, found: MonthFigures, schema: Schema, lines: Sequence[Line], levels: Collection[Levels]
) -> Draft:
    """With the sums over whatever varies in the levels."""
    _, sums = with_totals(found.cells(levels))
    named = [
        Sum(making.cell(LEDGER, *one.total), tuple(making.cell(LEDGER, *part) for part in one.parts), one.people_add_up)
        for one in sums
    ]
    return Draft(schema, lines, _named(making, found.cells(levels)), named)


def _named(making: Making, cells: Mapping[Name, Cell]) -> dict[Name, Cell]:
    return {making.cell(LEDGER, *levels): cell for levels, cell in cells.items()}
