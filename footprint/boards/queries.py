"""The boards, put together from the counted rows of one period and the pack's populations: one statement a board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import BigInteger, ColumnElement, Date, and_, bindparam, cast, func, literal_column, or_, select, true
from sqlalchemy.orm import Session

from civic.calendar import Period, is_season
from civic.city.pack import City, District
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.typed_rows import RowQuery
from civic.statistics.spread import Spread
from footprint.boards import rules
from footprint.boards.models import BoardRow
from footprint.boards.rules import MassInterval
from footprint.ledger.models import Entry, evidence_tier
from footprint.ledger.projections.place_total import PlaceTotal
from footprint.ledger.queries import stands
from footprint.ledger.rules import CHANGEABLE_DAYS, SELF_REPORTED

PARTICIPATION = "participation"
MEASURES = ("per_1000", PARTICIPATION)


class Place(NamedTuple):
    """A district in a period."""

    period: str
    district_id: str


# As the ledger has it


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What a district's entries of a period add up to; masses in mg, the spread of the residents' totals in grams."""

    entries: int
    participants: int
    low_mg: int
    mid_mg: int
    high_mg: int
    self_reported_mg: int
    paper_mg: int
    organizer_mg: int
    instrument_mg: int
    sum_g: int
    sum_of_squares_g2: int


@dataclass(frozen=True, slots=True)
class LiveFigures(PlaceFigures):
    """The same, and how many residents have a total that is not zero."""

    savers: int


def live(session: Session, period: str) -> Mapping[Place, LiveFigures]:
    """The figures of all districts as they are right now: for counting, never to be shown as they are."""
    return {
        Place(period, row["district_id"]): LiveFigures(**{name: row[name] for name in _FIGURES})
        for row in session.execute(_sums, {"period": period}).mappings()
    }


_FIGURES = tuple(field.name for field in fields(LiveFigures))
_sums = (
    select(
        PlaceTotal.district_id,
        *(cast(func.sum(PlaceTotal.__table__.c[name]), BigInteger).label(name) for name in _FIGURES),
    )
    .where(PlaceTotal.period == bindparam("period"))
    .group_by(PlaceTotal.district_id)
)


_LOOKED_AT = 5_000
_is_confirmed = Entry.tier != literal_column(str(SELF_REPORTED))


def savers(session: Session, place: Place, tier: int, within: ColumnElement[bool]) -> int:
    """How many residents have kilograms of that tier in a place and period, as far as the newest entries tell (of the
    district's confirmed ones, or of all): at least so many do.

    Args:
        within: whether an entry counts in the period.
    """
    confirmed = and_(Entry.district_id == place.district_id, _is_confirmed)
    newest = select(Entry.id).where(true() if tier == SELF_REPORTED else confirmed)
    looked_at = newest.order_by(Entry.id.desc()).limit(_LOOKED_AT).subquery()
    found = select(func.count(Entry.resident_id.distinct())).join(looked_at, looked_at.c.id == Entry.id)
    here = and_(Entry.district_id == place.district_id, evidence_tier == tier, Entry.mid_mg != 0)
    return session.scalar(found.where(here, within, stands)) or 0


# As it is shown


@dataclass(frozen=True, slots=True)
class CountedPlace(PlaceFigures):
    """One row of a board: its figures as they were counted."""

    period: str
    district_id: str
    counted_at: datetime
    upto_entry_id: int


_COUNTED = [BoardRow.__table__.c[field.name] for field in fields(CountedPlace)]
counted_places = select(*_COUNTED).where(BoardRow.period == bindparam("period"))
"""The fields of a `CountedPlace` for every district that is shown in `period`."""
_counted = RowQuery(CountedPlace, counted_places.order_by(BoardRow.district_id))


def counted(database: Database, period: str) -> tuple[CountedPlace, ...]:
    """Every district that is shown in the period, by id. One statement."""
    return tuple(_counted.rows(database, period=period))


_of_two = RowQuery(
    CountedPlace,
    select(*_COUNTED)
    .where(or_(BoardRow.period == bindparam("period"), BoardRow.period == bindparam("before")))
    .order_by(BoardRow.district_id),
)


class CountedPeriods(NamedTuple):
    """Every district that is shown in a period, by id, and in the one before."""

    now: tuple[CountedPlace, ...]
    before: tuple[CountedPlace, ...]


def counted_with_before(database: Database, period: str, before: str) -> CountedPeriods:
    """One statement; `before` is "" where there is none."""
    found = _of_two.rows(database, period=period, before=before)
    return CountedPeriods(
        tuple(place for place in found if place.period == period),
        tuple(place for place in found if place.period != period),
    )


_since = CompiledQuery(
    select(cast(func.coalesce(func.sum(Entry.mid_mg), 0), BigInteger)).where(
        Entry.resident_id == bindparam("resident_id", type_=BigInteger),
        Entry.occurred_on.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
        Entry.id > bindparam("after", type_=BigInteger),
        or_(bindparam("district_id") == "", Entry.district_id == bindparam("district_id")),
        or_(bindparam("season") == "", Entry.season == bindparam("season")),
    )
)


class Own(NamedTuple):
    """A resident and where they live; "" for wherever that was."""

    resident_id: int
    district_id: str


class Counted(Protocol):
    """A row of a board, as far as it says what it has counted."""

    @property
    def counted_at(self) -> datetime: ...
    @property
    def upto_entry_id(self) -> int: ...


def own_since(database: Database, own: Own, place: Counted | None, period: Period | None, today: date) -> int:
    """What a resident's entries there in a period (None is all time) add up to that no board has counted yet, in
    milligrams; less than nothing where one that was counted is undone."""
    earliest = (place.counted_at.date() if place else today) - timedelta(days=CHANGEABLE_DAYS)
    first, last = (max(period.start, earliest), period.end) if period else (earliest, today)
    values = {
        **own._asdict(),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "after": place.upto_entry_id if place else 0,
        "season": period.key if period and is_season(period.key) else "",
    }
    (found,) = database.rows(_since, values)[0]
    return int(found)


class EvidenceMix(NamedTuple):
    """Shares of the kilograms by evidence tier."""

    self_reported: float
    paper: float
    organizer: float
    instrument: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown of a district, or of all that are shown together.

    `rate` has the bounds of the factors; `likely` where the rate per 1,000 residents may lie, all things together.
    `largest_share` is the most that one account can have of the kilograms.
    """

    rate: MassInterval
    likely: MassInterval
    total: MassInterval
    entries: int
    participants: int
    participation: float
    evidence: EvidenceMix
    largest_share: float
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """One district on the board of a period; no figures and no standing where too few took part to show any. `band` is
    the number of the one in which it is shown, None in the lower half."""

    district: District
    figures: Figures | None = None
    standing: rules.Standing | None = None
    band: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Districts that are shown together."""

    number: int | None
    rows: tuple[DistrictFigures, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The districts that are shown, in bands; the others, in the pack's order; and what those that are shown add up to:
    the sum of what stands above it, so that it says nothing of the others."""

    bands: tuple[Band, ...]
    hidden: tuple[DistrictFigures, ...]
    all: Figures | None

    @property
    def shown(self) -> tuple[DistrictFigures, ...]:
        return tuple(row for band in self.bands for row in band.rows)

    @property
    def rows(self) -> tuple[DistrictFigures, ...]:
        return (*self.shown, *self.hidden)

    @property
    def ahead(self) -> tuple[DistrictFigures, ...]:
        """The upper half, from the first rank on."""
        found = [(row.standing.rank, row) for row in self.shown if row.standing and row.standing.is_ahead]
        return tuple(row for _, row in sorted(found, key=lambda one: one[0]))


def district_board(city: City, counted: Sequence[CountedPlace], measure: str) -> Board:
    """The board that the counted rows make. Pure."""
    by_id = {place.district_id: place for place in counted}
    known = [(district, by_id[district.id]) for district in city.districts if district.id in by_id]
    contenders = [_contender(district, place, measure) for district, place in known]
    found = rules.standings(contenders, _weights(known, measure))
    bands = [
        Band(band.number, tuple(_row(*known[one], found[one], band.number) for one in band.members))
        for band in rules.shown_bands(found)
    ]
    hidden = [DistrictFigures(district) for district in city.districts if district.id not in by_id]
    return Board(tuple(bands), tuple(hidden), _all(city, counted))


def changes(city: City, before: Sequence[CountedPlace], measure: str) -> Mapping[str, rules.Change]:
    """What each district that was shown had in the period before, by its id. Pure."""
    return {
        row.district.id: rules.Change(row.figures.rate.mid_mg, row.figures.participants, row.band)
        for row in district_board(city, before, measure).shown
        if row.figures
    }


def _row(district: District, place: CountedPlace, standing: rules.Standing, band: int | None) -> DistrictFigures:
    return DistrictFigures(district, _figures(place, district), standing, band)


def _weights(known: Sequence[tuple[District, CountedPlace]], measure: str) -> tuple[float, ...]:
    if not known:
        return ()
    populations = [_population(district) for district, _ in known]
    if measure == "participation":
        return rules.shrunk_shares([place.participants for _, place in known], populations).weights
    return rules.shrunk_masses([_spread(place) for _, place in known], populations).weights


def _population(district: District) -> rules.Population:
    return rules.Population(district.residents, district.residents_low, district.residents_high)


def _contender(district: District, place: CountedPlace, measure: str) -> rules.Contender:
    people = _population(district)
    if measure == "participation":
        return rules.by_participation(place.participants, people)
    return rules.by_mass(_mass(place), _spread(place), people)


def _figures(place: CountedPlace, district: District) -> Figures:
    people = _population(district)
    mass = rules.by_mass(_mass(place), _spread(place), people)
    return _shown(place, people, mass)


def _shown(place: CountedPlace, people: rules.Population, mass: rules.Contender) -> Figures:
    total = _mass(place)
    bounds = (total.low_mg, total.mid_mg, total.high_mg)
    return Figures(
        rate=MassInterval(*(rules.per_residents(bound, people.residents) for bound in bounds)),
        likely=rules.likely_rate(mass),
        total=total,
        entries=place.entries,
        participants=place.participants,
        participation=place.participants / people.residents,
        evidence=EvidenceMix(*rules.shares(_by_tier(place))),
        largest_share=_spread(place).largest_share(),
        counted_at=place.counted_at,
    )


def _by_tier(place: CountedPlace) -> tuple[int, ...]:
    return place.self_reported_mg, place.paper_mg, place.organizer_mg, place.instrument_mg


def _all(city: City, counted: Sequence[CountedPlace]) -> Figures | None:
    """The shown districts added up, over the residents of the whole city."""
    if not counted:
        return None
    sums = {field.name: sum(getattr(place, field.name) for place in counted) for field in fields(PlaceFigures)}
    newest = max(counted, key=lambda place: place.counted_at)
    together = replace(newest, district_id="", **sums)
    people = rules.Population(city.population.residents, city.population.low, city.population.high)
    return _shown(together, people, rules.by_mass(_mass(together), _spread(together), people))


def _mass(place: CountedPlace) -> MassInterval:
    return MassInterval(place.low_mg, place.mid_mg, place.high_mg)


def _spread(place: CountedPlace) -> Spread:
    return Spread(place.participants, place.sum_g, place.sum_of_squares_g2)


def first_day(session: Session) -> date | None:
    """The first day that anything was recorded for; None while nothing was."""
    return session.scalar(select(func.min(Entry.occurred_on)))
