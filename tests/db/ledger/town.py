"""A town of two districts whose small catalogue has one action for each way in which a claim can be limited."""

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from civic.accounts.identity import SessionName, read_session_id
from civic.calendar import CityCalendar
from civic.database.engine import Database
from civic.feature import Registry
from civic.residents import households, moving
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from civic.residents.rules import Place
from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.ledger import holding, rules, seasons, services
from footprint.ledger.correcting import Found
from footprint.ledger.derivation import WEEKDAYS
from footprint.ledger.models import Entry
from footprint.ledger.projections.action_total import ActionTotal
from footprint.ledger.projections.action_week import ActionWeek
from footprint.ledger.projections.late_line import LateLine
from footprint.ledger.projections.place_total import PlaceTotal
from footprint.ledger.projections.resident_total import ResidentTotal
from footprint.ledger.projections.year_total import YearTotal
from footprint.ledger.services import Claim, Ledger, Outcome, Recorded, open_ledger
from tests.people import in_session, settle

HILL, PORT = "hill", "port"
TODAY = date(2026, 11, 18)
"""A Wednesday in autumn; winter begins on 1 December."""
LONG_AGO = date(2025, 1, 1)

_FACTORS = """\
id,version,name_en,value,unit,low,high,geography,valid_from,valid_to,status,source_title,publisher,year,locator,\
boundary,note_en,formula,inputs
step,1,A step,0.0417,kgCO2e/pkm,0.0301,0.0503,,2020-01-01,,assumption,,,,,not_stated,Invented.,,
lamp,1,A lamp,3.4,kgCO2e/lamp,,,,2020-01-01,,assumption,,,,,not_stated,Invented.,,
bag,1,A bag,0.02,kgCO2e/bag,0.001,0.0333,,2020-01-01,,assumption,,,,,not_stated,Invented.,,
old,1,An old tube,11,W/tube,,,,2020-01-01,,assumption,,,,,none,Invented.,,
new,1,A new tube,7,W/tube,,,,2020-01-01,,assumption,,,,,none,Invented.,,
hours,1,Hours a day,4,h/day,,,,2020-01-01,,assumption,,,,,none,Invented.,,
grid,1,The grid,0.5,kgCO2e/kWh,,,,2020-01-01,,assumption,,,,,not_stated,Invented.,,
uses,1,Uses of a cotton bag,5,uses,,,,2020-01-01,,assumption,,,,,none,Invented.,,
"""
_WORDS = "".join(f'{form} = {{ en = "x" }}\n' for form in ("rate", "substitution", "avoided", "device", "none"))
_ACTIONS = f"""\
[words]
{_WORDS}
[[groups]]
id = "all"
name = {{ en = "All" }}
icon = "x"
"""
_ACTION = """
[[actions]]
id = "{id}"
group = "all"
icon = "x"
form = "{form}"
popularity = 1
name = {{ en = "{id}" }}
help = {{ en = "x" }}
unit = {{ id = "{unit}", symbol = "", name = {{ en = "x" }} }}
quantity = {{ default = 1, step = 1 }}
points = {points}
evidence = ["self_reported", "organizer"]
{more}
"""


def _action(id_: str, form: str, unit: str, points: int, more: str) -> str:
    return _ACTION.format(id=id_, form=form, unit=unit, points=points, more=more)


def _limits(*limits: tuple[str, str, int]) -> str:
    each = (f'{{ scope = "{scope}", period = "{period}", max = {most} }}' for scope, period, most in limits)
    return f"limits = [{', '.join(each)}]"


def _limit(scope: str, period: str, maximum: int) -> str:
    return _limits((scope, period, maximum))


_CLOTHES = (("resident", "day", 4), ("resident", "year", 10), ("household", "year", 12))
_TUBES = """
crediting_years = 5
[[actions.options]]
before = "old"
after = "new"
hours = "hours"
grid = "grid"
"""
_BAGS = """
[actions.question]
field = "bag"
text = { en = "x" }
default = "old"
[[actions.options]]
id = "old"
name = { en = "x" }
item = "bag"
[[actions.options]]
id = "cotton"
name = { en = "x" }
item = "bag"
breakeven = "uses"
"""


def _rate(factor: str) -> str:
    return f'[[actions.options]]\nfactors = ["{factor}"]'


@cache
def catalogue(points: int = 2, *, names_devices: bool = True, step: str = "0.0417", without: str = "") -> Catalogue:
    """The town's catalogue; other points, kilograms a step saves, or an action less make another version of it. Older
    ones did not name devices."""
    tubes = _TUBES if names_devices else _TUBES.replace("crediting_years = 5", "")
    actions = [
        _action("walk", "rate", "pkm", points, _limit("resident", "day", 30) + "\n" + _rate("step")),
        _action("stroll", "rate", "pkm", points, "months = [1, 11, 12]\n" + _rate("step")),
        _action("lamp", "rate", "lamp", points, _limit("household", "month", 20) + "\n" + _rate("lamp")),
        _action("tube", "device", "tube", points, _limit("household", "month", 5) + tubes),
        _action("bag", "avoided", "bag", points, _limit("resident", "day", 6) + _BAGS),
        _action("clothes", "none", "kg", points, _limits(*_CLOTHES) + "\n[[actions.options]]"),
        _action("pledge", "none", "pledge", 5, _limit("resident", "month", 3) + "\n[[actions.options]]"),
    ]
    left = "".join(action for action in actions if not without or f'id = "{without}"' not in action)
    factors = _FACTORS.replace("0.0417", step)
    files = {"factors.csv": factors, "actions.toml": _ACTIONS + left, "comparisons.toml": ""}
    return catalogue_from_snapshot(json.dumps({"format": 1, "languages": ["en"], "files": files}))


@dataclass(frozen=True)
class _Season:
    id: str
    start_month: int
    start_day: int = 1


CALENDAR = CityCalendar(
    "Asia/Shanghai", [_Season("spring", 3), _Season("summer", 6), _Season("autumn", 9), _Season("winter", 12)]
)


def noon(day: date) -> datetime:
    """Noon in the town."""
    return datetime.combine(day, time(4), UTC)


@dataclass
class Town:
    """A database with residents; whatever a test does not say happens today at noon."""

    database: Database
    ledger: Ledger
    _keys: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    def found(cls, database: Database) -> "Town":
        """A town without residents."""
        return cls(database, open_ledger(database, catalogue(), CALENDAR, Registry(()), noon(TODAY)))

    def use(self, pack: Catalogue) -> None:
        """From now on entries are computed with another catalogue."""
        self.ledger = open_ledger(self.database, pack, CALENDAR, Registry(()), noon(TODAY))

    def move_in(self, district: str = HILL, *, with_: int | None = None, joined: date = date(2026, 1, 1)) -> int:
        """A new resident, alone or in the home of another one."""
        with self.database.write() as session:
            home = session.scalar(select(Resident.household_id).where(Resident.id == with_)) if with_ else None
            return settle(session, noon(joined), district=district, household_id=home).resident_id

    def session_of(self, resident: int) -> SessionName:
        """The session of a resident's phone."""
        with self.database.read() as session:
            found = read_session_id(in_session(session, self._actor(session, resident)).get_id(), demo=False)
        assert found is not None
        return found

    def move_out(self, resident: int) -> None:
        """Somebody leaves for a home of their own."""
        with self.database.write() as session:
            households.move_out(session, Registry(()), self._actor(session, resident), noon(TODAY))

    def move_together(self, resident: int, host: int) -> None:
        """Somebody moves into the home of another one."""
        with self.database.write() as session:
            code = households.open_door(session, self._actor(session, host))
            households.move_in(session, Registry(()), self._actor(session, resident), code, noon(TODAY))

    @staticmethod
    def _actor(session: Session, resident: int) -> ResidentActor:
        return living(session, Resident.id == resident)[0]

    def move(self, resident: int, district: str, *, on: date = TODAY) -> None:
        """Sends a resident to live in another district, and all that is told from now on counts there."""
        with self.database.write() as session:
            moving.relocate(session, session.get_one(Resident, resident), Place(district, None), noon(on), LONG_AGO)

    def claim(self, resident: int, action: str = "walk", quantity: float = 1, **more: Any) -> Claim:
        """What a resident did today, once, under a new key."""
        said: dict[str, Any] = {"key": f"key-{next(self._keys)}", "option": None, "occurred_on": TODAY, **more}
        return Claim(resident, action=action, quantity_milli=round(quantity * 1000), **said)

    def record(self, claim: Claim, *, on: date = TODAY) -> Recorded:
        """Records a claim on a day (the claim's own says when it happened)."""
        with self.database.write() as session:
            return services.record(session, self.ledger, claim, noon(on))

    def record_many(self, claims: Sequence[Claim], *, on: date = TODAY, by: Database | None = None) -> list[Outcome]:
        """Records claims together; `by` another process."""
        with (by or self.database).write() as session:
            return services.record_many(session, self.ledger, claims, noon(on))

    def log(self, resident: int, action: str = "walk", quantity: float = 1, *, on: date = TODAY, **more: Any) -> int:
        """Records what a resident did; the entry's number."""
        return self.record(self.claim(resident, action, quantity, **{"occurred_on": on, **more}), on=on).entry_id

    def undo(self, resident: int, entry: int, *, on: date = TODAY) -> Recorded:
        """Takes an entry back."""
        with self.database.write() as session:
            return services.undo(session, self.ledger, resident, entry, noon(on))

    def hold(self, entry: int, *, on: date = TODAY, by: Database | None = None) -> int | None:
        """Holds an entry; `by` another process."""
        with (by or self.database).write() as session:
            return holding.hold(session, CALENDAR, entry, noon(on))

    def release(self, entry: int, *, on: date = TODAY) -> int | None:
        """Lets a held entry count again."""
        with self.database.write() as session:
            return holding.release(session, CALENDAR, entry, noon(on))

    def correct(self, entry: int, quantity: float, *, on: date = TODAY, tier: int = rules.ORGANIZER_CONFIRMED) -> int:
        """Puts another quantity in the place of an entry; the number of what stands for it then."""
        found = Found(round(quantity * 1000), tier, next(self._keys))
        with self.database.write() as session:
            return services.correct(session, self.ledger, entry, found, noon(on))

    def freeze(self, on: date) -> list[str]:
        """What the daily job does."""
        with self.database.write() as session:
            return seasons.freeze_seasons(session, CALENDAR, noon(on))

    def entry(self, number: int) -> Entry:
        """An entry as it stands in the ledger."""
        with self.database.read() as session:
            return session.get_one(Entry, number)

    def derived(self) -> dict[tuple[Any, ...], tuple[int, ...]]:
        """Every derived row, shards added up; rows of zeros left out."""
        rows: dict[tuple[Any, ...], tuple[int, ...]] = {}
        with self.database.read() as session:
            for resident in session.scalars(select(ResidentTotal)):
                key: tuple[Any, ...] = ("resident", resident.resident_id, resident.period, resident.district_id)
                rows[key] = _figures(resident, ("entries", "low_mg", "mid_mg", "high_mg", "points"))
            for place in session.scalars(select(PlaceTotal)):
                _add(rows, ("place", place.period, place.district_id), _figures(place, _PLACE_FIGURES))
            for action in session.scalars(select(ActionTotal)):
                key = ("action", action.resident_id, action.action)
                rows[key] = _figures(action, ("entries", "credited_milli", "low_mg", "mid_mg", "high_mg", "points"))
            for year in session.scalars(select(YearTotal)):
                rows["year", year.resident_id, year.action, year.year, year.household_id] = (year.credited_milli,)
            for week in session.scalars(select(ActionWeek)):
                rows["week", week.resident_id, week.action, week.week_start] = _figures(week, WEEKDAYS)
            for late in session.scalars(select(LateLine)):
                key = ("late", late.season, late.told_on, late.resident_id)
                rows[key] = _figures(late, ("entries", "low_mg", "mid_mg", "high_mg"))
        return {key: figures for key, figures in rows.items() if any(figures)}

    def deadlocks(self) -> int:
        """How often transactions waited for each other in a circle; on SQLite, where there is one writer, never."""
        if self.database.dialect == "sqlite":
            return 0
        with self.database.engine.connect() as connection:
            connection.execute(text("SELECT pg_stat_force_next_flush()"))
        with self.database.engine.connect() as connection:
            counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            return connection.execute(counted).scalar_one()

    def tamper(self, *statements: str) -> None:
        """Changes rows behind the ledger's back, as somebody with a database console could."""
        with self.database.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def drop_triggers(self) -> None:
        """Opens the ledger for changes, as somebody with a database console could."""
        if self.database.dialect == "sqlite":
            self.tamper("DROP TRIGGER entry_no_update", "DROP TRIGGER entry_no_delete")
        else:
            self.tamper("DROP TRIGGER entry_append_only ON entry")


_PLACE_FIGURES = tuple(column.name for column in PlaceTotal.__table__.c if not column.primary_key)


def _figures(row: object, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in names)


def _add(rows: dict[tuple[Any, ...], tuple[int, ...]], key: tuple[Any, ...], figures: tuple[int, ...]) -> None:
    known = rows.get(key, (0,) * len(figures))
    rows[key] = tuple(a + b for a, b in zip(known, figures, strict=True))


def days_ago(number: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days=number)
