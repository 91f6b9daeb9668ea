"""What limits have used up around a day: of a resident, and of the home they share. A year is read from its sums. What
is held keeps its room: holds and releases are left out."""

from dataclasses import fields
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, String, and_, bindparam, case, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from civic.calendar import Period
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.residents.models import FormerMember, Resident
from footprint.ledger.models import Entry
from footprint.ledger.projections.year_total import YearTotal
from footprint.ledger.rules import Used

USED = tuple(one.name for one in fields(Used))
_ZERO: Any = literal_column("0")
_other: Any = aliased(Entry)


def total_of(value: Any, *conditions: Any) -> Any:
    """SUM of `value` over the rows that meet all conditions; 0 when none does.

    PostgreSQL sums bigints to numeric, which the driver hands over as Decimal: cast back.
    """
    picked = case((and_(*conditions), value), else_=_ZERO) if conditions else value
    return cast(func.coalesce(func.sum(picked), _ZERO), BigInteger)


def where_asked(given: Any, statement: Any) -> Any:
    return case((given.is_not(None), statement.scalar_subquery()), else_=_ZERO)


def longer(asked: Any) -> dict[str, Any]:
    """What the resident's year and the household used up."""
    return {
        "year_milli": _year_of(asked).where(YearTotal.resident_id == asked.resident_id).scalar_subquery(),
        "home_day_milli": _of_household(asked, _other.occurred_on == asked.day),
        "home_month_milli": _of_household(asked, _other.occurred_on.between(asked.month_start, asked.month_end)),
        "home_year_milli": _year_of_household(asked),
    }


def _used_of(asked: Any) -> Any:
    """The statement whose columns are the fields of `Used`, of a resident whatever stands before an entry."""
    same = (Entry.resident_id == asked.resident_id, Entry.action == asked.action)
    days = (total_of(Entry.credited_milli, Entry.occurred_on == asked.day), total_of(Entry.credited_milli))
    others = (column.label(name) for name, column in longer(asked).items())
    in_month = Entry.occurred_on.between(asked.month_start, asked.month_end)
    columns = (sums.label(name) for sums, name in zip(days, USED, strict=False))
    return select(*columns, *others).where(*same, in_month, ~Entry.of_hold)


def _of_household(asked: Any, in_time: Any) -> Any:
    """What the household was credited for the action; see `home_uses`."""
    same = (_other.action == asked.action, in_time, ~_other.of_hold)
    theirs = (use.where(*same) for use in home_uses(_other, asked.household_id))
    own, left = (where_asked(asked.household_id, use) for use in theirs)
    return own + left


def _year_of(asked: Any) -> Any:
    """What somebody was credited for the action in the year."""
    same = (YearTotal.action == asked.action, YearTotal.year == asked.year)
    return select(total_of(YearTotal.credited_milli)).where(*same).correlate_except(YearTotal)


def _year_of_household(asked: Any) -> Any:
    """The same of a household; see `home_uses`."""
    same = (YearTotal.action == asked.action, YearTotal.year == asked.year)
    theirs = (use.where(*same) for use in home_uses(YearTotal, asked.household_id))
    own, left = (where_asked(asked.household_id, use) for use in theirs)
    return own + left


def home_uses(rows: Any, household_id: Any) -> tuple[Any, Any]:
    """What those who live in a household were credited anywhere, and what those who moved out were credited there: so
    neither who moves in nor who moves out makes room for the same lamps once more. `rows` are entries or sums."""
    credited = select(total_of(rows.credited_milli)).join(Resident, Resident.id == rows.resident_id)
    theirs = credited.where(Resident.household_id == household_id)
    moved_out = credited.join(FormerMember, FormerMember.resident_id == rows.resident_id).where(
        FormerMember.household_id == household_id,
        rows.household_id == household_id,
        Resident.household_id != household_id,
    )
    return theirs.correlate_except(rows, Resident), moved_out.correlate_except(rows, Resident, FormerMember)


_ASKED: dict[str, Any] = {
    **dict.fromkeys(("resident_id", "household_id"), BigInteger()),
    **dict.fromkeys(("day", "month_start", "month_end"), Date()),
    "action": String(),
    "year": Integer(),
}
_used = CompiledQuery(_used_of(SimpleNamespace(**{name: bindparam(name, type_=kind) for name, kind in _ASKED.items()})))


def used(database: Database, resident_id: int, household_id: int | None, action: str, day: date, month: Period) -> Used:
    """What limits around a day have used up; `household_id` is given where a household's limit matters."""
    asked = {"resident_id": resident_id, "household_id": household_id, "action": action, "day": day, "year": day.year}
    month_days = {"month_start": month.start, "month_end": month.end}
    return Used(*next(iter(database.rows(_used, {**asked, **month_days}))))
