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


def run(app_services: Services, *arguments: str) -> Result:
    return CliRunner().invoke(staff, arguments, obj=Program.of(app_services))


def test_roles_are_granted_listed_and_revoked(app_services: Services, xiaojiang: Actor) -> None:
    assert "小江: city" in run(app_services, "grant", "小江", "city").output
    assert run(app_services, "list").output == "小江\tcity\n"
    assert "no longer city" in run(app_services, "revoke", "小江", "city").output
    assert run(app_services, "list").output == ""


@pytest.mark.parametrize("arguments", [("grant", "nobody", "city"), ("revoke", "小江", "city")])
def test_a_mistake_is_one_clear_error(app_services: Services, xiaojiang: Actor, arguments: tuple[str, ...]) -> None:
    result = run(app_services, *arguments)
    assert isinstance(result.exception, NotFound)
    assert arguments[1] in str(result.exception)


def test_a_role_that_does_not_exist_is_named(app_services: Services, xiaojiang: Actor) -> None:
    result = run(app_services, "grant", "小江", "king")
    assert result.exit_code == 2
    assert "administrator" in result.output


def test_the_nightly_job_forgets_old_failures(app_services: Services) -> None:
    long_ago = utc_now().replace(year=2020)
    with app_services.database.write() as session:
        session.add(SigninFailure(bucket="old", failures=3, first_at=long_ago, last_at=long_ago))
        session.add(SigninFailure(bucket="new", failures=3, first_at=utc_now(), last_at=utc_now()))
    assert run_due(app_services, jobs)
    with app_services.database.read() as session:
        assert list(session.scalars(sa.select(SigninFailure.bucket))) == ["new"]
