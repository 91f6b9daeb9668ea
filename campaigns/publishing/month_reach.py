"""The tables of a month that are no sums of the ledger: reach of campaigns, quiz, what became of doubtful entries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Select, select

from campaigns.awareness.bank import Bank
from campaigns.awareness.models import QuizItemResult, QuizWave
from campaigns.awareness.resources import BANK
from campaigns.events.models import Attendance, Event
from campaigns.pledges.models import Confirmation, Pledge
from campaigns.programme.models import Campaign
from campaigns.programme.resources import PROGRAMME
from campaigns.publishing import columns
from campaigns.publishing.making import Draft, Line, Making
from campaigns.publishing.month_tables import district_words
from campaigns.publishing.tidy import Schema, Value
from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.live import FEWEST_FOR_A_SHARE
from civic.disclosure.tables import TOTAL, with_totals
from civic.errors import msgid
from civic.residents.models import Resident
from civic.residents.moving import district_at
from civic.statistics.proportions import wilson
from footprint.integrity.queries import FLAGGED, OPEN, REJECTED, RELEASED_AGAIN, LookedAt, looked_at

ATTENDED, PLEDGED, KEPT = "attended", "pledged", "kept"
_MEASURES = {
    ATTENDED: msgid("People checked in"),
    PLEDGED: msgid("Households that made a pledge"),
    KEPT: msgid("Households that kept a pledge"),
}
_DIGITS = Decimal("0.0001")


class Happening(NamedTuple):
    """Somebody, a person or a household, did something in a campaign."""

    who: int
    series: str
    district: str


def _days(making: Making) -> tuple[datetime, datetime]:
    """From the first instant of the period until before the second."""
    calendar, span = making.services.calendar, making.period
    return calendar.instant(span.start, time()), calendar.end_of(span.end)


# Reach


def reach(making: Making) -> Draft:
    """Who came, promised and kept promises: by series and district. Each counts in one district, that of the last."""
    found = {
        ATTENDED: _attended(making),
        PLEDGED: _pledged(making),
        KEPT: _kept(making),
    }
    series = list(making.services.get(PROGRAMME).series)
    lines, cells, sums = list[Line](), dict[Name, Cell](), list[Sum]()
    for measure, rows in found.items():
        table = _tabulated(rows, making.districts, series)
        lines += [_reach_line(making, measure, levels, one) for levels, one in table.items()]
        named, between = _registered(making, ("reach", measure), table)
        cells |= named
        sums += between
    return Draft(_reach_schema(making), lines, cells, sums)


def _attended(making: Making) -> list[Happening]:
    since, until = _days(making)
    stands = Attendance.taken_back_at.is_(None) | (Attendance.taken_back_at > making.at)
    found = (
        select(Attendance.resident_id, Campaign.series, district_at(Resident.id, Event.starts_at))
        .join(Event, Event.id == Attendance.event_id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .join(Resident, Resident.id == Attendance.resident_id)
        .where(Event.starts_at >= since, Event.starts_at < until, stands)
        .order_by(Attendance.id)
    )
    return _happened(making, found)


def _happened(making: Making, found: Select[int, str, str | None]) -> list[Happening]:
    """Whoever has erased themselves since has no district, and is not counted."""
    rows = making.session.execute(found.where(Resident.district_id.is_not(None)))
    return [Happening(who, series, district or "") for who, series, district in rows]


def _pledged(making: Making) -> list[Happening]:
    since, until = _days(making)
    found = (
        select(Pledge.household_id, Campaign.series, district_at(Resident.id, Pledge.made_at))
        .join(Campaign, Campaign.id == Pledge.campaign_id)
        .join(Resident, Resident.id == Pledge.made_by_id)
        .where(Pledge.made_at >= since, Pledge.made_at < until)
        .order_by(Pledge.id)
    )
    return _happened(making, found)


def _kept(making: Making) -> list[Happening]:
    since, until = _days(making)
    found = (
        select(Pledge.household_id, Campaign.series, district_at(Resident.id, Confirmation.answered_at))
        .join(Confirmation, Confirmation.pledge_id == Pledge.id)
        .join(Campaign, Campaign.id == Pledge.campaign_id)
        .join(Resident, Resident.id == Confirmation.answered_by_id)
        .where(Confirmation.is_kept, Confirmation.answered_at >= since, Confirmation.answered_at < until)
        .order_by(Confirmation.answered_at, Pledge.id)
    )
    return _happened(making, found)


def _tabulated(
    rows: Sequence[Happening], districts: Sequence[str], series: Sequence[str]
) -> dict[tuple[str, str], Counter[int]]:
    """How often each did it, by district and series with all totals."""
    home = {one.who: one.district for one in rows}
    found = {(place, what): Counter[int]() for place in (*districts, TOTAL) for what in (*series, TOTAL)}
    for one in rows:
        for place in (home[one.who], TOTAL):
            for what in (one.series, TOTAL):
                found.setdefault((place, what), Counter())[one.who] += 1
    return found


def _reach_line(making: Making, measure: str, levels: tuple[str, str], who: Counter[int]) -> Line:
    values: dict[str, Value] = {
        "measure": measure,
        "district": levels[0],
        "series": levels[1],
        "number": len(who),
        "times": who.total(),
    }
    return Line(values, making.cell("reach", measure, *levels))


def _registered(
    making: Making, begins: tuple[str, ...], table: Mapping[tuple[str, str], Counter[int]]
) -> tuple[dict[Name, Cell], list[Sum]]:
    cells: dict[Name, Cell] = {levels: _cell(list(who.values())) for levels, who in table.items()}
    _, sums = with_totals(cells)

    def name(levels: Name) -> Name:
        return making.cell(*begins, *levels)

    return {name(levels): cell for levels, cell in cells.items()}, [
        Sum(name(each.total), tuple(map(name, each.parts)), each.people_add_up) for each in sums
    ]


def _cell(times: Sequence[int]) -> Cell:
    return Cell(len(times), sum(times), max(times) / sum(times) if times else 0.0)


def _reach_schema(making: Making) -> Schema:
    named = {id_: one.name for id_, one in making.services.get(PROGRAMME).series.items()}
    counted = msgid("People, or households where the measure is of households.")
    return Schema(
        "reach",
        making.words(msgid("Reach of campaigns")),
        (
            columns.dimension(making, "measure", msgid("What was counted")),
            columns.dimension(making, "district", msgid("District"), msgid("“total” is the whole city.")),
            columns.dimension(making, "series", msgid("Series of the programme"), msgid("“total” is all series.")),
            columns.people(making, "number", msgid("People or households"), counted),
            columns.count(making, "times", msgid("Times"), msgid("Attendances, pledges or periods kept.")),
            columns.status(making),
        ),
        making.words(msgid("Each person or household counts in one district, that of the last time.")),
        {
            "measure": {key: making.words(words) for key, words in _MEASURES.items()},
            "district": district_words(making),
            "series": {**named, TOTAL: making.words(msgid("All series"))},
        },
    )


# Quiz


def quiz(making: Making) -> Draft | None:
    """The waves that ended in the month, as they were counted once; None where none did."""
    over = QuizWave.last_on.between(making.period.start, making.period.end) & QuizWave.counted_at.is_not(None)
    waves = making.session.scalars(select(QuizWave).where(over).order_by(QuizWave.id)).all()
    of_waves = QuizItemResult.wave_id.in_([wave.id for wave in waves])
    found = making.session.scalars(
        select(QuizItemResult).where(of_waves).order_by(QuizItemResult.wave_id, QuizItemResult.item)
    )
    ended = {wave.id: wave.last_on.isoformat() for wave in waves}
    lines = [_quiz_line(ended[one.wave_id], one) for one in found]
    return Draft(_quiz_schema(making), lines) if lines else None


def _quiz_line(ended: str, one: QuizItemResult) -> Line:
    is_shown = one.right is not None and one.people >= FEWEST_FOR_A_SHARE
    interval = wilson(one.right or 0, one.people) if is_shown else None
    shares: dict[str, Value] = dict.fromkeys(("share_low", "share_right", "share_high"))
    if interval:
        shares = {
            "share_low": _share(interval.low),
            "share_right": _share(interval.share),
            "share_high": _share(interval.high),
        }
    values: dict[str, Value] = {"wave_ended": ended, "item": one.item}
    if is_shown:
        values |= {"answers": one.people, "right": one.right, **shares}
    return Line(values, None if is_shown else NEVER)


NEVER: Name = ("hidden when it was counted",)
"""The cell of rows that were decided elsewhere and are never shown."""


def _share(value: float) -> Decimal:
    return Decimal(str(value)).quantize(_DIGITS)


def _quiz_schema(making: Making) -> Schema:
    bank: Bank = making.services.get(BANK)
    wilsons = msgid("95 % interval by Wilson.")
    return Schema(
        "quiz",
        making.words(msgid("Quiz: waves that ended in the month")),
        (
            columns.dimension(making, "wave_ended", msgid("Last day of the wave")),
            columns.dimension(making, "item", msgid("Question")),
            columns.people(making, "answers", msgid("Answers"), msgid("App users only: they chose to take part.")),
            columns.count(making, "right", msgid("Right answers")),
            columns.number(making, "share_low", msgid("Share of right answers, low"), "", wilsons),
            columns.number(making, "share_right", msgid("Share of right answers")),
            columns.number(making, "share_high", msgid("Share of right answers, high"), "", wilsons),
            columns.status(making),
        ),
        making.words(msgid("App users only. These are not the answers of a sample of residents.")),
        {"item": {id_: item.question for id_, item in bank.items.items()}},
    )


# Doubtful entries


def integrity(making: Making) -> Draft:
    """What was cut by limits, asked about, rejected and let count again; for the city."""
    found = looked_at(making.session, making.period.start, making.period.end, making.at)
    lines = [
        Line({"what": what, "people": one.people, "entries": one.entries}, making.cell("integrity", what))
        for what, one in found.items()
    ]
    cells = {making.cell("integrity", what): _looked_at(one) for what, one in found.items()}
    schema = Schema(
        "integrity",
        making.words(msgid("Entries that were looked at")),
        (
            columns.dimension(making, "what", msgid("What became of them")),
            columns.people(making, "people", msgid("People")),
            columns.count(making, "entries", msgid("Entries")),
            columns.status(making),
        ),
        making.words(msgid("As of the day on which the release was built. What was held then is in no other table.")),
        {"what": {key: making.words(words) for key, words in _LOOKED_AT.items()}},
    )
    parts = tuple(making.cell("integrity", part) for part in (OPEN, REJECTED, RELEASED_AGAIN))
    return Draft(schema, lines, cells, [Sum(making.cell("integrity", FLAGGED), parts)])


def _looked_at(one: LookedAt) -> Cell:
    return Cell(one.people, one.entries, one.largest / one.entries if one.entries else 0.0)


_LOOKED_AT = {
    "clipped": msgid("cut by a limit"),
    "flagged": msgid("asked about by a rule"),
    "open": msgid("held, not decided"),
    "rejected": msgid("rejected"),
    "released": msgid("let count again"),
}
