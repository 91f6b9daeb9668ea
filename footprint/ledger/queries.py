"""Reads of the ledger. Statements are built once; SQLAlchemy compiles them once per database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from civic.accounts.identity import SessionName
from civic.accounts.models import Account
from civic.calendar import ALL_TIME
from civic.database.driver import CompiledQuery, DriverTransaction, as_rows, day, given_rows, instant
from civic.residents.models import FormerPlace, Resident
from civic.residents.rules import Past, Place, place_on
from footprint.ledger import limit_use, rules
from footprint.ledger.limit_use import home_uses, total_of, where_asked
from footprint.ledger.models import Entry, FrozenSeason, sign
from footprint.ledger.projections.resident_total import ResidentTotal
from footprint.ledger.rules import Before, Periods, Total, Used

_ZERO: Any = literal_column("0")


# Who acts

_other_resident: Any = aliased(Resident)


@dataclass(frozen=True, slots=True)
class LockedResident:
    """What the ledger needs to know of a resident."""

    id: int
    household_id: int
    district_id: str
    subdistrict_id: str | None
    joined_at: datetime
    account_id: int
    sessions: str
    is_demo: bool

    def is_named(self, session: SessionName) -> bool:
        """Whether this is whom the session names, and it has not been ended."""
        is_open = session.account_id == self.account_id and session.key in self.sessions
        return is_open and (session.demo or not self.is_demo)

    def place_on(self, day: date, past: Sequence[Past]) -> Place:
        """Where they lived on a day."""
        return place_on(day, past, Place(self.district_id, self.subdistrict_id))


_one: Any = Resident.id == bindparam("id")
_many: Any = Resident.id == func.any(bindparam("ids", type_=ARRAY(BigInteger)))
_living_people = select(
    Resident.id,
    Resident.household_id,
    Resident.district_id,
    Resident.subdistrict_id,
    Resident.created_at.label("joined_at"),
    Account.id.label("account_id"),
    Account.sessions,
    Account.is_demo,
).where(Resident.account_id == Account.id, Resident.erased_at.is_(None))
_PERSON = tuple(_living_people.selected_columns.keys())
_person = CompiledQuery(_living_people.where(_one))
_people = CompiledQuery(
    _living_people.where(_many).order_by(Resident.id).with_for_update(key_share=True, of=(Resident, Account))
)
_former = select(
    FormerPlace.resident_id, FormerPlace.district_id, FormerPlace.subdistrict_id, FormerPlace.moved_on
).order_by(FormerPlace.id)
_past_of_one, _past_of_many = (
    CompiledQuery(_former.where(who))
    for who in (
        FormerPlace.resident_id == bindparam("id"),
        FormerPlace.resident_id == func.any(bindparam("ids", type_=ARRAY(BigInteger))),
    )
)
_home, _homes = (
    CompiledQuery(
        select(_other_resident.id).where(_other_resident.household_id.in_(select(Resident.household_id).where(who)))
    )
    for who in (_one, _many)
)


def lock_people(transaction: DriverTransaction, resident_ids: Collection[int]) -> dict[int, LockedResident]:
    """The residents by number, locked until the transaction ends against other writers of any of them.

    One statement locks them all in the order of their numbers, so that no two transactions wait in a circle. On SQLite
    there is one writer at a time anyway.
    """
    rows = _of_people(transaction, _people, _person, resident_ids)
    people = (_person_of(dict(zip(_PERSON, row, strict=True))) for row in rows)
    return {person.id: person for person in people}


def _person_of(row: dict[str, Any]) -> LockedResident:
    return LockedResident(**{**row, "joined_at": instant(row["joined_at"])})


def former_places(transaction: DriverTransaction, resident_ids: Collection[int]) -> dict[int, list[Past]]:
    """Where those of the residents who moved lived before, in the order of their moves."""
    found: dict[int, list[Past]] = {}
    for number, district, part, moved_on in _of_people(transaction, _past_of_many, _past_of_one, resident_ids):
        found.setdefault(number, []).append(Past(Place(district, part), day(moved_on)))
    return found


def members_of_homes(transaction: DriverTransaction, resident_ids: Collection[int]) -> set[int]:
    """The ids of all who share a home with one of the residents, themselves included, unlocked."""
    return {row[0] for row in _of_people(transaction, _homes, _home, resident_ids)}


def lock_resident(session: Session, resident_id: int, *, home: bool = False) -> None:
    """Locks a resident (with `home`, all who live there) before rows of the caller's own are locked.

    An undo locks the resident first and then the rows that the entry came from. Whoever locked such a row and then
    asked for the resident would wait for it in a circle.
    """
    transaction = DriverTransaction.of(session)
    lock_people(transaction, members_of_homes(transaction, [resident_id]) if home else [resident_id])


def _of_people(
    transaction: DriverTransaction, of_many: CompiledQuery, of_one: CompiledQuery, resident_ids: Collection[int]
) -> list[Any]:
    """Rows about residents: one round trip on PostgreSQL; on SQLite, where calls cost nothing, one for each."""
    if transaction.dialect.name == "postgresql":
        return transaction.all(of_many, {"ids": sorted(resident_ids)})
    return [row for number in resident_ids for row in transaction.all(of_one, {"id": number})]


def joined_at(session: Session, resident_id: int) -> datetime:
    """When the resident's account was made."""
    return session.scalars(select(Resident.created_at).where(Resident.id == resident_id)).one()


# What stood before an entry


ASKED: dict[str, Any] = {
    "resident_id": BigInteger(),
    "district_id": String(),
    "action": String(),
    "key": String(),
    "season": String(),
    "day": Date(),
    "week_start": Date(),
    "week_end": Date(),
    "month_start": Date(),
    "month_end": Date(),
    "year": Integer(),
    "from_day": Date(),
    "to_day": Date(),
    "household_id": BigInteger(),
    "option": String(),
}
"""What must be known to look up what stands before an entry; of a day as text. `from_day` to `to_day` holds its week
and its month.
`household_id` and `option` are given only where the household's use, or earlier uses, matter: they cost more."""


def asked_about(row: Mapping[str, Any], periods: Periods) -> dict[str, Any]:
    """What to ask before an entry that no household limit and no earlier use can change."""
    same = {name: row[name] for name in ("resident_id", "district_id", "action", "key", "season")}
    day = row["occurred_on"]
    return {**same, **periods.bounds, "day": day, "year": day.year, "household_id": None, "option": None}


def _before(asked: Any) -> Any:
    """The statement whose columns `_named` reads; `asked` has the names of ASKED, as parameters or as columns."""
    days = {
        "week": Entry.occurred_on.between(asked.week_start, asked.week_end),
        "month": Entry.occurred_on.between(asked.month_start, asked.month_end),
    }
    season = {"season": asked.season, "all": literal_column(f"'{ALL_TIME}'")}
    same = Entry.action == asked.action
    same_day = and_(same, Entry.occurred_on == asked.day, ~Entry.of_hold)
    columns = {
        **{name: sums for kind, in_time in days.items() for name, sums in _of_days(asked, kind, in_time)},
        **{name: sums for kind, period in season.items() for name, sums in _of_period(asked, kind, period)},
        "points_today": total_of(Entry.points, same_day),
        "day_milli": total_of(Entry.credited_milli, same_day),
        "month_milli": total_of(Entry.credited_milli, same, days["month"], ~Entry.of_hold),
        **limit_use.longer(asked),
        "uses_milli": where_asked(asked.option, _uses(asked.resident_id, asked.action, asked.option)),
        "replayed_id": _of_key(asked).scalar_subquery(),
    }
    labelled = (column.label(name) for name, column in columns.items())
    in_time = Entry.occurred_on.between(asked.from_day, asked.to_day)
    return select(*labelled).where(Entry.resident_id == asked.resident_id, in_time)


_other: Any = aliased(Entry)


def _of_days(asked: Any, kind: str, in_time: Any) -> Iterator[tuple[str, Any]]:
    """The resident's totals of a week or month in the district, by column name."""
    here = Entry.district_id == asked.district_id
    yield f"{kind}_entries", total_of(sign, in_time, here)
    yield f"{kind}_mid_mg", total_of(Entry.mid_mg, in_time, here)


def _of_period(asked: Any, kind: str, period: Any) -> Iterator[tuple[str, Any]]:
    """The same of a season and of all time, which are sums already."""
    own = (ResidentTotal.resident_id == asked.resident_id, ResidentTotal.district_id == asked.district_id)
    for figure in (ResidentTotal.entries, ResidentTotal.mid_mg):
        summed = select(total_of(figure)).where(*own, ResidentTotal.period == period)
        yield f"{kind}_{figure.key}", summed.correlate_except(ResidentTotal).scalar_subquery()


def _of_key(asked: Any) -> Any:
    same = (_other.resident_id == asked.resident_id, _other.key == asked.key)
    return select(_other.id).where(*same).correlate_except(_other)


def _uses(resident_id: Any, action: Any, option: Any) -> Any:
    """How often a resident has logged the same thing (a certain bag) so far, in thousandths."""
    same = (_other.resident_id == resident_id, _other.action == action, _other.option == option, ~_other.of_hold)
    return select(total_of(_other.credited_milli)).where(*same).correlate_except(_other)


_of_one = _before(SimpleNamespace(**{name: bindparam(name, type_=kind) for name, kind in ASKED.items()}))
_COLUMNS = tuple(_of_one.selected_columns.keys())
_before_one = CompiledQuery(_of_one)
_asked = given_rows("asked", {"number": Integer(), **ASKED})
_found = _before(_asked.c).lateral("found")
_before_many = CompiledQuery(
    select(*(_found.c[name] for name in _COLUMNS)).select_from(_asked.join(_found, true())).order_by(_asked.c.number)
)


def before_entries(transaction: DriverTransaction, asked: Sequence[Mapping[str, Any]]) -> list[Before]:
    """What stands before each of some entries of different residents; on PostgreSQL one round trip for all."""
    if transaction.dialect.name == "sqlite":
        return [_named(transaction.one(_before_one, values)) for values in asked]
    numbered = [{**values, "number": number} for number, values in enumerate(asked)]
    return [_named(row) for row in transaction.all(_before_many, {"asked": as_rows(numbered)})]


def _named(row: Sequence[Any]) -> Before:
    """Built by column name: two swapped columns cannot swap figures."""
    found = dict(zip(_COLUMNS, row, strict=True))
    district = {kind: Total(found.pop(f"{kind}_entries"), found.pop(f"{kind}_mid_mg")) for kind in rules.PERIODS}
    used = Used(**{name: found.pop(name) for name in limit_use.USED})
    return Before(district=district, used=used, **found)


_uses_so_far = _uses(bindparam("resident_id"), bindparam("action"), bindparam("option"))


def uses_milli(session: Session, resident_id: int, action: str, option: str | None) -> int:
    """How often a resident has logged the same thing (a certain bag) so far, in thousandths."""
    return session.scalar(_uses_so_far, {"resident_id": resident_id, "action": action, "option": option}) or 0


def home_credited_milli(session: Session, household_id: int, action: str, first: date, last: date) -> int:
    """What counts against a household's limit of an action from `first` to `last`."""
    uses = (
        use.where(_other.action == action, _other.occurred_on.between(first, last), ~_other.of_hold)
        for use in home_uses(_other, household_id)
    )
    own, left = (use.scalar_subquery() for use in uses)
    return session.scalar(select(own + left)) or 0


# Entries

_opposite: Any = aliased(Entry)
_replacement: Any = aliased(Entry)


def entry(session: Session, entry_id: int) -> Entry | None:
    return session.get(Entry, entry_id)


class KeyedEntry(NamedTuple):
    """An entry's number, and what was said: action, option, quantity, day."""

    id: int
    said: tuple[str, str | None, int, date]


_under_key = CompiledQuery(
    select(Entry.id, Entry.action, Entry.option, Entry.quantity_milli, Entry.occurred_on).where(
        Entry.resident_id == bindparam("resident_id"), Entry.key == bindparam("key")
    )
)


def entry_under_key(transaction: DriverTransaction, resident_id: int, key: str) -> KeyedEntry | None:
    """The resident's entry with that key, if there is one."""
    row = transaction.one(_under_key, {"resident_id": resident_id, "key": key})
    return None if row is None else KeyedEntry(row[0], (*row[1:4], day(row[4])))


def reversal_of(session: Session, entry_id: int) -> Entry | None:
    """The opposite entry that took this one back, if there is one."""
    return session.scalar(select(Entry).where(Entry.reverses_id == entry_id))


def standing_for(session: Session, entry_id: int) -> Entry | None:
    """The entry, or the one that took its place in the end."""
    found = entry(session, entry_id)
    while found is not None:
        next_one = session.scalar(select(Entry).where(Entry.replaces_id == found.id))
        if next_one is None:
            return found
        found = next_one
    return None


logged_id = func.coalesce(Entry.first_id, Entry.reverses_id, Entry.id)
"""The number of what the resident logged, of an entry that says so, stands for it or takes it back; in SQL."""


def later_credit(session: Session, first: Entry) -> Sequence[Entry]:
    """The later entries that stand and saved something only because uses like `first` had been logged before."""
    taken_back = select(_opposite.id).where(_opposite.reverses_id == Entry.id)
    found = select(Entry).where(*_resting_on(first), ~taken_back.exists())
    return session.scalars(found.order_by(logged_id)).all()


def held_credit(session: Session, first: Entry) -> Sequence[int]:
    """The numbers of those that would be among them if they were not held, in the order in which they were logged."""
    held = select(_opposite.id).where(_opposite.reverses_id == Entry.id, _opposite.of_hold)
    replaced = select(_replacement.id).where(_replacement.replaces_id == Entry.id)
    found = select(Entry.id).where(*_resting_on(first), held.exists(), ~replaced.exists())
    return session.scalars(found.order_by(logged_id)).all()


def _resting_on(first: Entry) -> tuple[ColumnElement[bool], ...]:
    same = (Entry.resident_id == first.resident_id, Entry.action == first.action, Entry.option == first.option)
    later = logged_id > (first.first_id or first.id)
    return (*same, later, Entry.reverses_id.is_(None), Entry.uses_before_milli > 0, Entry.high_mg > 0)


class Standing(NamedTuple):
    """What of an entry counts, in thousandths of its unit, and whether an opposite one took it back."""

    credited_milli: int
    is_taken_back: bool


def standings(session: Session, entry_ids: Collection[int]) -> dict[int, Standing]:
    """How entries stand, by number; one whose place another took stands as that other does."""
    found = select(Entry.id, Entry.credited_milli, _opposite.id.is_not(None), _replacement.id)
    reversed_ = found.outerjoin(_opposite, _opposite.reverses_id == Entry.id)
    replaced = reversed_.outerjoin(_replacement, _replacement.replaces_id == Entry.id)
    rows = session.execute(replaced.where(Entry.id.in_(entry_ids))).all()
    others = [row[3] for row in rows if row[3] is not None]
    instead = standings(session, others) if others else {}
    return {row[0]: instead[row[3]] if row[3] is not None else Standing(row[1], bool(row[2])) for row in rows}


_frozen = CompiledQuery(select(FrozenSeason.season).where(FrozenSeason.season == bindparam("season")))


def is_frozen(transaction: DriverTransaction, season: str) -> bool:
    return transaction.one(_frozen, {"season": season}) is not None


# What one resident has done

stands = Entry.reverses_id.is_(None) & ~select(_opposite.id).where(_opposite.reverses_id == Entry.id).exists()
"""The condition that an entry is none that takes another back, and is not taken back itself."""


def most_actions(resident_id: int, last: date, this: date) -> ScalarSelect[int]:
    """How many different actions there are in the month that begins on `last` or in the one from `this` on, whichever
    has more; as a part of a statement."""
    mine = (Entry.resident_id == resident_id) & (Entry.occurred_on >= last) & stands
    months = select(func.count(Entry.action.distinct()).label("number")).where(mine).group_by(Entry.occurred_on >= this)
    return select(func.coalesce(func.max(months.subquery().c.number), 0)).scalar_subquery()


def days_acted(resident_id: int, most: int) -> ScalarSelect[int]:
    """On how many days there is something, counted up to `most`; as a part of a statement."""
    mine = (Entry.resident_id == resident_id) & stands
    days = select(Entry.occurred_on).where(mine).distinct().limit(most)
    return select(func.count()).select_from(days.subquery()).scalar_subquery()
