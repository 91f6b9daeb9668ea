"""When a month may be counted, what may be told of it, and how many newcomers come back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civic.calendar import Period, monday_of
from civic.disclosure.cells import Cell, Name, decide
from civic.disclosure.live import FEWEST_FOR_A_SHARE, may_be_shown, shares_may_be_shown
from civic.disclosure.tables import TOTAL, with_totals
from civic.errors import msgid
from footprint.month_counts.rules import NONE, Tally, added

CITY = ""
"""The place that is the whole city."""
TOLD, WITHHELD, NUMBER_ONLY, NOTHING, NOT_ADDED = "told", "withheld", "number_only", "nothing", "not_added"
STATUSES: Mapping[str, str] = {
    TOLD: msgid("shown"),
    WITHHELD: msgid("too few people to show"),
    NUMBER_ONLY: msgid("only the number says something"),
    NOTHING: msgid("nothing to compute it from"),
    NOT_ADDED: msgid("does not add up over months"),
}
"""What may be told of a value; none to nine people are told apart by none of them."""
SETTLED_DAYS = 9
"""Entries may come seven days late: a month is counted from so many days after its end on."""
MILLION = 1_000_000
WEEK = timedelta(days=7)
SECOND, FIFTH = 1, 4
"""How many weeks after the one of joining."""


def countable_from(last: date) -> date:
    """The first day on which what ended on a day may be counted."""
    return last + timedelta(days=SETTLED_DAYS)


# What may be told of a month


@dataclass(frozen=True, slots=True)
class Value:
    """What is told of a place. `people` is given where a share of answers has an interval; `low` and `high`, in
    millionths, where a survey has estimated it."""

    status: str
    numerator: int | None = None
    denominator: int | None = None
    people: int | None = None
    low: int | None = None
    high: int | None = None


def told_shares(tallies: Mapping[str, Tally]) -> dict[str, Value]:
    """The shares of districts and of the city: none of fewer than thirty people, none of which a part is of few, and
    none that follows from the others."""
    city, table = added(tallies.values()), dict[Name, Cell]()
    for place, tally in tallies.items():
        table |= dict(zip(_cells(place), (tally.part.cell, tally.rest.cell, tally.whole.cell), strict=True))
    cells, sums = with_totals({**table, (TOTAL, TOTAL): city.whole.cell})
    shown = decide(cells, sums).shown
    found = {place: _share(tally, shown.issuperset(_cells(place))) for place, tally in tallies.items()}
    return {CITY: _share(city, shown.issuperset(_cells(TOTAL))), **found}


def _cells(place: str) -> tuple[Name, Name, Name]:
    return (place, "part"), (place, "rest"), (place, TOTAL)


def _share(tally: Tally, is_shown: bool) -> Value:
    if not is_shown or tally.whole.people < FEWEST_FOR_A_SHARE:
        return Value(WITHHELD)
    return Value(TOLD, tally.part.amount, tally.whole.amount)


def told_rides(
    earlier: Mapping[str, Tally], newcomers: Mapping[str, Tally]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """The shares of two kinds of people, decided together, and as if all rides of the city were known: a release may
    tell them."""
    both = {place: added((earlier.get(place, NONE), newcomers.get(place, NONE))) for place in {**earlier, **newcomers}}
    whole, table = dict[str, dict[str, Tally]](), dict[Name, Cell]()
    for kind, tallies in (("earlier", earlier), ("new", newcomers), (TOTAL, both)):
        whole[kind] = {place: tallies.get(place, NONE) for place in both} | {TOTAL: added(tallies.values())}
        for place, tally in whole[kind].items():
            parts = zip(_KINDS, (tally.part.cell, tally.rest.cell, tally.whole.cell), strict=True)
            table |= {(place, kind, what): cell for what, cell in parts}
    cells, sums = with_totals(table)
    wanted = [name for name in cells if name[1] != TOTAL]
    shown = decide(cells, sums, [(TOTAL, TOTAL, TOTAL)], wanted).shown
    told = [
        {
            CITY if place == TOTAL else place: _share(tally, shown.issuperset((place, kind, what) for what in _KINDS))
            for place, tally in whole[kind].items()
        }
        for kind in ("earlier", "new")
    ]
    return told[0], told[1]


_KINDS = ("part", "rest", TOTAL)


def told_numbers(tallies: Mapping[str, Tally]) -> dict[str, Value]:
    """What is told without a share: how much there is of each part, as if the wholes were known: a release may tell
    them. Where there is no rest anywhere, the part is the whole, and is decided by itself."""
    city = added(tallies.values())
    if not city.rest.people:
        cells, sums = with_totals({(place,): tally.part.cell for place, tally in tallies.items()})
        shown = {name[0] for name in decide(cells, sums).shown}
    else:
        table = dict[Name, Cell]()
        for place, tally in (*tallies.items(), (TOTAL, city)):
            table |= dict(zip(_cells(place), (tally.part.cell, tally.rest.cell, tally.whole.cell), strict=True))
        cells, sums = with_totals(table)
        places = [*tallies, TOTAL]
        wanted = [(place, "part") for place in places]
        shown = {name[0] for name in decide(cells, sums, [(place, TOTAL) for place in places], wanted).shown}
    found = {place: _number(tally, place in shown) for place, tally in tallies.items()}
    return {CITY: _number(city, TOTAL in shown), **found}


def _number(tally: Tally, is_shown: bool) -> Value:
    return Value(NUMBER_ONLY, tally.part.amount) if is_shown else Value(WITHHELD)


def told_people(people: int) -> Value:
    """How many people there are, where nothing is said about them."""
    return Value(TOLD, people) if may_be_shown(people) else Value(WITHHELD)


def told_answers(yes: int, answers: int, with_yes: int, with_no: int) -> Value:
    """A share of answers, `with_yes` people having given a yes and `with_no` a no; who gave both counts in either."""
    fewest = min(with_yes, with_no)
    enough = may_be_shown(fewest) and max(with_yes, with_no) >= FEWEST_FOR_A_SHARE
    return Value(TOLD, yes, answers) if enough else Value(WITHHELD)


def told_rate(numerator: int, denominator: int) -> Value:
    """A rate of things, not of people."""
    return Value(TOLD, numerator, denominator) if denominator else Value(NOTHING)


def estimated(share: float | None, low: float | None, high: float | None, people: int) -> Value:
    """A share that a survey has estimated; None where the survey does not publish it."""
    if share is None:
        return Value(WITHHELD)
    ends = [None if end is None else round(end * MILLION) for end in (low, high)]
    return Value(TOLD, round(share * MILLION), MILLION, people, *ends)


def gap(one: Value, other: Value) -> Value:
    """How far a rate lies above another of the same people; whether by chance is not known from the two alone."""
    if one.numerator is None or other.numerator is None:
        return Value(WITHHELD)
    return Value(TOLD, one.numerator - other.numerator, MILLION, one.people)


def of_year(months: Sequence[Value], *, adds_up: bool) -> Value:
    """A year's value: what is told of its months together where it adds up, so that nothing new can be had from it."""
    if not adds_up:
        return Value(NOT_ADDED)
    told = [one for one in months if one.status in (TOLD, NUMBER_ONLY)]
    if not told:
        return Value(WITHHELD if months else NOTHING)
    denominators = [one.denominator for one in told if one.denominator is not None]
    return Value(told[0].status, sum(one.numerator or 0 for one in told), sum(denominators) if denominators else None)


# Newcomers


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who joined, and how many of them did something in their second and fifth week; None for too few."""

    joined: int | None
    second_week: int | None
    fifth_week: int | None


def weeks_of(month: Period) -> list[date]:
    """The Mondays that begin the weeks of a month's cohort: those that lie in it."""
    first = monday_of(month.start + timedelta(days=6))
    return [first + WEEK * number for number in range(5) if first + WEEK * number <= month.end]


def cohort_countable_from(month: Period) -> date:
    """The first day on which the fifth week of everybody who joined in a month is settled."""
    return countable_from(weeks_of(month)[-1] + WEEK * (FIFTH + 1) - timedelta(days=1))


def told_cohort(joined: int, second: int, fifth: int) -> Cohort:
    """What may be told of a cohort: no share of few people, nor of few who came back or did not."""
    if not may_be_shown(joined):
        return Cohort(None, None, None)
    came = [one if shares_may_be_shown((one, joined - one)) else None for one in (second, fifth)]
    return Cohort(joined, *came)
