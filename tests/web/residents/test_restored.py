"""Going back to a backup: nobody comes back who wished to be gone, and no cookie or phone of before opens anything."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from civic.accounts import services as accounts
from civic.accounts.models import SecondFactor
from civic.calendar import utc_now
from civic.operations.cli import backup_command, restore_command
from civic.program import Program
from civic.residents import erased
from civic.residents.models import Resident
from civic.residents.queries import living
from tests.characters import PASSWORD, Browser, Site


@dataclass
class Town:
    """A site, and who runs its server."""

    site: Site
    archive: Path

    def run(self, command: object, *arguments: str) -> str:
        done = CliRunner().invoke(command, [str(self.archive), *arguments], obj=Program.of(self.site.app_services))
        assert done.exit_code == 0, done.output
        return done.output

    def back_up(self) -> None:
        self.archive.unlink(missing_ok=True)
        self.run(backup_command)

    def restore(self, *arguments: str) -> str:
        return self.run(restore_command, "--replace", *arguments)

    def nicknames(self) -> set[str]:
        with self.site.database.read() as session:
            return {one.nickname for one in living(session)}


@pytest.fixture
def town(app: Flask, tmp_path: Path) -> Town:
    return Town(Site(app), tmp_path / "backup.zip")


def erase(person: Browser) -> None:
    assert person.send("/me/erase", password=PASSWORD).status == 303


def is_signed_in(person: Browser) -> bool:
    return person.open("/me/account").status == 200


def test_who_was_erased_since_is_erased_again(town: Town) -> None:
    gone, stays = town.site.newcomer(), town.site.newcomer()
    gone.log("bicycle", quantity="5")
    gone.send("/me/baseline", people="3")
    town.back_up()
    erase(gone)
    assert "Erased again: 1." in town.restore()
    assert town.nicknames() == {stays.nickname}
    with town.site.database.read() as session:
        found = session.scalars(sa.select(Resident).where(Resident.erased_at.is_not(None))).one()
        assert (found.district_id, found.consent_version) == (None, None)
        assert session.scalar(sa.text("SELECT count(*) FROM baseline_answers")) == 0


def test_the_list_beside_the_database_outlives_it(town: Town) -> None:
    """The disk was lost, and with it what the database knew; the list was copied elsewhere."""
    gone = town.site.newcomer()
    town.back_up()
    erase(gone)
    saved = town.archive.with_name("saved.tsv")
    (town.site.app_services.settings.instance_dir / erased.FILE).rename(saved)
    with town.site.database.write() as session:
        session.execute(sa.update(Resident).values(erased_at=None))
    assert "Erased again: 0." in town.restore()
    assert "Erased again: 1." in town.restore("--erased", str(saved))
    assert town.nicknames() == set()


def test_a_number_that_became_somebody_elses_is_left_alone(town: Town) -> None:
    town.back_up()
    erase(town.site.newcomer())
    town.restore()
    follower = town.site.newcomer()
    town.back_up()
    assert "Erased again: 0." in town.restore()
    assert town.nicknames() == {follower.nickname}


def test_a_cookie_of_before_opens_nobodys_account(town: Town) -> None:
    before = town.site.newcomer()
    town.back_up()
    lost = town.site.newcomer()
    assert is_signed_in(lost)
    town.restore()
    stranger = town.site.newcomer()
    assert [is_signed_in(one) for one in (before, lost, stranger)] == [False, False, True]


def test_a_phone_that_was_replaced_makes_no_codes_again(town: Town) -> None:
    clerk, database = town.site.newcomer(), town.site.database

    def serial() -> int:
        with database.read() as session:
            return session.scalars(sa.select(SecondFactor.serial)).one()

    with database.write() as session:
        accounts.grant_role(session, clerk.nickname, "city", utc_now())
    town.back_up()
    lost = serial()
    with database.write() as session:
        accounts.renew_factor(session, clerk.nickname, utc_now())
    town.restore()
    assert serial() != lost


def test_a_list_that_is_none_stops_the_restore(town: Town) -> None:
    town.site.newcomer()
    town.back_up()
    nonsense = town.archive.with_name("nonsense.tsv")
    nonsense.write_text("who knows\n")
    command = [str(town.archive), "--replace", "--erased", str(nonsense)]
    assert CliRunner().invoke(restore_command, command, obj=Program.of(town.site.app_services)).exit_code == 1
