"""`tongxing staff` and the nightly job, against a real database."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from civic.accounts.cli import staff
from civic.accounts.identity import Actor
from civic.accounts.jobs import jobs
from civic.accounts.models import SigninFailure
from civic.calendar import utc_now
from civic.errors import NotFound
from civic.program import Program
from civic.scheduling.jobs import run_due
from civic.services import Services


def run(house: Services, *arguments: str) -> Result:
    return CliRunner().invoke(staff, arguments, obj=Program.of(house))


def test_roles_are_granted_listed_and_revoked(house: Services, xiaojiang: Actor) -> None:
    assert "小江: city" in run(house, "grant", "小江", "city").output
    assert run(house, "list").output == "小江\tcity\n"
    assert "no longer city" in run(house, "revoke", "小江", "city").output
    assert run(house, "list").output == ""


@pytest.mark.parametrize("arguments", [("grant", "nobody", "city"), ("revoke", "小江", "city")])
def test_a_mistake_is_one_clear_error(house: Services, xiaojiang: Actor, arguments: tuple[str, ...]) -> None:
    result = run(house, *arguments)
    assert isinstance(result.exception, NotFound)
    assert arguments[1] in str(result.exception)


def test_a_role_that_does_not_exist_is_named(house: Services, xiaojiang: Actor) -> None:
    result = run(house, "grant", "小江", "king")
    assert result.exit_code == 2
    assert "administrator" in result.output


def test_the_nightly_job_forgets_old_failures(house: Services) -> None:
    long_ago = utc_now().replace(year=2020)
    with house.database.write() as session:
        session.add(SigninFailure(bucket="old", failures=3, first_at=long_ago, last_at=long_ago))
        session.add(SigninFailure(bucket="new", failures=3, first_at=utc_now(), last_at=utc_now()))
    assert run_due(house, jobs)
    with house.database.read() as session:
        assert list(session.scalars(sa.select(SigninFailure.bucket))) == ["new"]
