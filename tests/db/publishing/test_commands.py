"""`tongxing release` as an operator sees it."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, update

from campaigns.publishing import verifying
from campaigns.publishing.models import Release, ReleaseTable
from civic.program import Program
from footprint.ledger import months
from footprint.ledger.models import Entry
from tests.characters import Site
from tests.commands import command
from tests.releasing import MONTH_KEY, lived, published

Run = Callable[..., Result]


@pytest.fixture
def run(site: Site) -> Run:
    """Runs a command on the site's database."""
    return lambda name, *sent: CliRunner().invoke(command(name), sent, obj=Program.of(site.app_services))


def test_a_month_is_built_and_proven(site: Site, run: Run) -> None:
    lived(site)
    built = run("release build", "--month", MONTH_KEY)
    assert built.exit_code == 0 and f"month-{MONTH_KEY} is built as number 1: 40 entries" in built.output
    proven = run("release verify", "1")
    assert proven.exit_code == 0 and "everything equal" in proven.output
    assert run("verify").exit_code == 0


def test_a_difference_is_named_and_fails(site: Site, run: Run) -> None:
    lived(site)
    number = published(site)
    with site.database.write() as session:
        session.execute(update(ReleaseTable).where(ReleaseTable.key == "groups").values(csv="district\n"))
        session.execute(update(Release).values(inputs=7))
    for words in (("release verify", str(number)), ("release verify",), ("verify",)):
        failed = run(*words)
        assert failed.exit_code == 1 and f"differs: month-{MONTH_KEY} inputs entries: published 7" in failed.output
    assert run("release verify", "99").exit_code == 1


def test_todays_factors_stand_beside_what_was_recorded(site: Site, run: Run) -> None:
    lived(site)
    number = published(site)
    with months.one_look(site.database) as session:
        span = verifying.span_of(site.app_services, session.get_one(Release, number))
        sums = months.restated(session, span, site.catalogue, site.app_services.calendar)
        recorded = session.scalar(select(func.sum(Entry.mid_mg)))
    assert sums == {"travel": (recorded, recorded, 0)}
    shown = run("release restate", str(number))
    assert shown.exit_code == 0 and "travel" not in shown.output, "hidden, as all else is nothing"
    assert run("release restate", "99").exit_code == 1
