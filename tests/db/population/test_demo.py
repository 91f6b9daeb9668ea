"""The demonstration: the same city for the same seed, plausible, through the ledger's own door."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from civic.accounts.hashing import Hashing
from civic.accounts.models import Account, RoleGrant
from civic.app import build_services
from civic.calendar import CityCalendar
from civic.city.pack import City, load_city
from civic.config import Settings
from civic.database.engine import Database
from civic.errors import Conflict
from civic.feature import Registry
from civic.program import Program
from civic.residents.models import Household, Resident
from footprint.actions.catalogue import load_catalogue
from footprint.ledger.models import Entry
from footprint.ledger.services import open_ledger
from footprint.ledger.verify import verify
from footprint.population.cli import demo
from footprint.population.services import ACCOUNTS, PASSWORD, Counts, populate
from tests.packs.copies import HARBOUR, ZHENJIANG
from tests.people import named

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
"""Half past five in the afternoon in Zhenjiang, a Sunday."""


def make(
    database: Database, *, residents: int = 50, seed: int = 1, now: datetime = NOW, pack: Path = ZHENJIANG
) -> Counts:
    """A demonstration of thirty days."""
    city, calendar = of(pack)
    ledger = open_ledger(database, load_catalogue(pack, city.languages), calendar, Registry(()), now)
    return populate(database, city, ledger, residents=residents, days=30, seed=seed, now=now)


def of(pack: Path) -> tuple[City, CityCalendar]:
    city = load_city(pack)
    return city, CityCalendar(city.timezone, city.seasons)


def rows(database: Database, table: Any) -> Sequence[tuple[Any, ...]]:
    """Everything in a table but hashes."""
    columns = [column for column in table.__table__.c if column.name != "password_hash"]
    with database.read() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(columns[0]))]


def entries(database: Database) -> Sequence[Entry]:
    with database.read() as session:
        return session.scalars(select(Entry).order_by(Entry.id)).all()


def test_the_same_seed_makes_the_same_city(new_database: Callable[..., Database]) -> None:
    one, same, other = (new_database("sqlite") for _ in range(3))
    for database, seed in ((one, 1), (same, 1), (other, 2)):
        make(database, seed=seed)
    for table in (Household, Resident, RoleGrant, Entry):
        assert rows(one, table) == rows(same, table)
    assert rows(one, Entry) != rows(other, Entry)


def test_both_databases_hold_the_same_city(new_database: Callable[..., Database]) -> None:
    one, other = new_database("sqlite"), new_database("postgresql")
    assert make(one) == make(other)
    assert rows(one, Resident) == rows(other, Resident)
    assert rows(one, Entry) == rows(other, Entry)


def test_later_on_the_same_day_more_has_happened(new_database: Callable[..., Database]) -> None:
    morning, evening = new_database("sqlite"), new_database("sqlite")
    make(morning, now=NOW - timedelta(hours=8))
    make(evening, now=NOW + timedelta(hours=6))
    before, after = rows(morning, Entry), rows(evening, Entry)
    assert len(before) < len(after)
    assert after[: len(before)] == before


@pytest.mark.parametrize("pack", [ZHENJIANG, HARBOUR], ids=["zhenjiang", "harbour"])
def test_the_ledger_is_sound(database: Database, pack: Path) -> None:
    counts = make(database, pack=pack)
    report = verify(database, of(pack)[1])
    assert report.differences == ()
    assert (report.entries, report.reversals) == (counts.entries + counts.undone, counts.undone)
    assert counts.residents == 52


def test_nothing_lies_ahead_or_before_its_people(new_database: Callable[..., Database]) -> None:
    database = new_database("sqlite")
    make(database)
    _, calendar = of(ZHENJIANG)
    with database.read() as session:
        joined = {resident.id: resident.created_at for resident in session.scalars(select(Resident))}
    for entry in entries(database):
        assert joined[entry.resident_id] < entry.recorded_at <= NOW
        assert calendar.today(entry.recorded_at) == entry.occurred_on
        assert 6 <= calendar.local(entry.recorded_at).hour < 23


def test_people_are_as_people_are(new_database: Callable[..., Database]) -> None:
    database = new_database("sqlite")
    make(database, residents=300)
    found = entries(database)
    each = sorted(Counter(entry.resident_id for entry in found).values(), reverse=True)
    assert sum(each[:30]) > 0.3 * sum(each), "a tenth of the people do a good part of it"
    assert 0.4 * 300 < len(each) < 300, "some never come back"
    assert any(entry.credited_milli < entry.quantity_milli for entry in found), "some say more than the limit"
    assert any(entry.reverses_id for entry in found), "some take back what they said"
    confirmed = [entry for entry in found if entry.tier == 2 and entry.reverses_id is None]
    assert 0.01 < len(confirmed) / len(found) < 0.08
    assert {entry.source for entry in confirmed} == {"demo:check-in"}
    assert len({entry.district_id for entry in found}) == len(of(ZHENJIANG)[0].districts)
    assert not any(entry.action == "ac" for entry in found), "nobody cools a home in November"
    trips = Counter(
        entry.occurred_on.weekday() >= 5 for entry in found if entry.action in ("bus", "bicycle", "walking")
    )
    assert trips[False] / 5 > trips[True] / 2, "fewer trips on a day of the weekend"


def test_households_share_a_district(new_database: Callable[..., Database]) -> None:
    database = new_database("sqlite")
    make(database, residents=120)
    with database.read() as session:
        homes: dict[int, set[str | None]] = {}
        people = session.scalars(
            select(Resident).join(Account, Account.id == Resident.account_id).where(Account.password_hash.is_(None))
        ).all()
        for resident in people:
            homes.setdefault(resident.household_id, set()).add(resident.district_id)
    assert len(homes) < len(people)
    assert all(len(districts) == 1 for districts in homes.values())


def test_the_accounts_open_with_the_printed_password(new_database: Callable[..., Database]) -> None:
    database = new_database("sqlite")
    make(database)
    with database.read() as session:
        found = session.scalars(select(Account).join(Resident, Resident.account_id == Account.id))
        known = {account.username: account for account in found}
        resident_id = named(session, "resident").resident_id
        roles = {(grant.account_id, grant.role) for grant in session.scalars(select(RoleGrant))}
    assert all(Hashing().matches(known[name].password_hash, PASSWORD) for name in ACCOUNTS)
    assert all(account.is_demo for account in known.values())
    assert all(known[name].password_hash is None for name in known if name not in ACCOUNTS)
    assert roles == {(known["city"].id, "city"), (known["city"].id, "moderator")}
    own = [entry for entry in entries(database) if entry.resident_id == resident_id]
    assert len(own) > 20
    assert len({entry.action for entry in own}) > 5
    assert max(entry.occurred_on for entry in own) >= NOW.date() - timedelta(days=3)


def test_where_somebody_lives_there_is_no_room_for_it(new_database: Callable[..., Database]) -> None:
    database = new_database("sqlite")
    make(database, residents=1)
    with pytest.raises(Conflict):
        make(database)


@pytest.mark.parametrize(("is_demo", "code"), [(True, 0), (False, 1)])
def test_the_command_works_in_a_demonstration_only(settings: Settings, is_demo: bool, code: int) -> None:
    app_services = build_services(replace(settings, demo=is_demo))
    done = CliRunner().invoke(demo, ["--residents", "5", "--days", "3"], obj=Program.of(app_services))
    app_services.database.dispose()
    assert done.exit_code == code
    assert ("7 residents" in done.output and PASSWORD in done.output) if is_demo else "TONGXING_DEMO" in done.output
