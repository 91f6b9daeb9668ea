"""Two who act on the city's standard at the same moment."""

from functools import partial
from pathlib import Path

import pytest

from campaigns.standard import services
from campaigns.standard.models import StandardIndicator
from campaigns.standard.services import IndicatorDraft
from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.city.text import Text
from civic.database.engine import Database
from civic.errors import Conflict
from civic.paths import CITIES
from tests import standards
from tests.characters import Site, open_site
from tests.meeting import at_once


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    """The seed city, without residents."""
    return open_site(database, CITIES / "zhenjiang", tmp_path)


def clerk(number: int) -> Actor:
    return Actor(account_id=number, nickname=f"c{number}", session_key="", roles=frozenset({"city"}), strong=True)


def draft(site: Site) -> IndicatorDraft:
    words = ("城市绿色出行水平。", "Invented standard", site.today, "", "%", "", "")
    return IndicatorDraft("3.2", Text({"zh": "绿色出行"}), *words, is_dropped=False)


def test_two_proposals_of_one_code(site: Site) -> None:
    def propose(by: int) -> int:
        with site.database.write() as session:
            return services.propose_indicator(session, clerk(by), draft(site), site.today, utc_now())

    came = at_once([partial(propose, 1), partial(propose, 2)])
    assert sum(isinstance(one, int) for one in came) == sum(isinstance(one, Conflict) for one in came) == 1
    assert site.rows()["standard_indicator"] == 1


def test_two_decisions_about_one_proposal(site: Site) -> None:
    waits = {"state": "proposed", "decided_by": "", "decided_at": None}
    number = standards.indicator(site, "3.2", **waits)

    def decide(by: int) -> str:
        with site.database.write() as session:
            services.decide(session, clerk(by), "indicators", number, "approve", utc_now())
        return f"account:{by}"

    came = at_once([partial(decide, 7), partial(decide, 8)])
    (first,) = [one for one in came if isinstance(one, str)]
    assert sum(isinstance(one, Conflict) for one in came) == 1
    with site.database.read() as session:
        assert session.get_one(StandardIndicator, number).decided_by == first
