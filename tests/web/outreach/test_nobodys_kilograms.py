"""What organizers read of a campaign and of who takes part: how much was done, and nobody's kilograms."""

import io
import re

import openpyxl
import pytest

from campaigns.programme.jobs import count_campaigns
from campaigns.programme.models import CampaignCount
from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from tests.characters import Browser, Site
from tests.organizing import campaign, campaign_id, organizer
from tests.web.outreach.test_outreach import card_of
from tests.web.outreach.test_paper import enter

ACTION = "bicycle"
KINDS = ("self_reported", "paper", "organizer", "instrument")
_MASS = re.compile(r"\d\s*(?:k?g|克|千克|公斤)\b|CO₂e|CO2e")


@pytest.fixture
def host(site: Site) -> Browser:
    return organizer(site)


@pytest.fixture
def slug(site: Site, host: Browser) -> str:
    return campaign(site, "community", host, actions=[ACTION, "walking"], goal_mg=None)


@pytest.fixture
def rider(site: Site, slug: str) -> Browser:
    """The one participant who rode."""
    someone = site.newcomer()
    assert someone.send(f"/campaigns/{slug}/join").status == 303
    assert someone.log(ACTION, replaced_mode="car", quantity="12").status in (200, 303)
    return someone


PAGES = ["", "/results", "/events", "/paper", "/invite", "/history", "/questions"]
FILES = ["participants.csv", "results.csv"]


@pytest.mark.parametrize("page", [*PAGES, *(f"/{name}" for name in FILES)])
def test_one_riders_kilograms_stand_nowhere(site: Site, host: Browser, slug: str, rider: Browser, page: str) -> None:
    count_campaigns(site.app_services)
    answer = host.open(f"/organize/campaigns/{slug}{page}")
    assert answer.status == 200
    words = answer.html if page.endswith(".csv") else answer.text
    assert not _MASS.search(words), _MASS.search(words)


@pytest.mark.parametrize("name", ["participants", "results"])
def test_nor_in_a_workbook(site: Site, host: Browser, slug: str, rider: Browser, name: str) -> None:
    file = host.open(f"/organize/campaigns/{slug}/{name}.xlsx").answer.data
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    words = " ".join(str(cell) for row in sheet.values for cell in row)
    assert not _MASS.search(words)


def test_how_much_was_entered_is_told(site: Site, host: Browser, slug: str) -> None:
    """Of their own lists organizers read the quantity."""
    enter(host, slug, f"{card_of(site.newcomer())} 3", f"{card_of(site.newcomer())} 4")
    desk = f"/organize/campaigns/{slug}"
    assert "7 公里" in host.open(f"{desk}/results").text
    assert ",7.0," in host.open(f"{desk}/results.csv").html


def test_kilograms_of_ten_stand_there_as_everybody_sees_them(site: Site, host: Browser, slug: str) -> None:
    for _ in range(MINIMUM):
        someone = site.newcomer()
        someone.send(f"/campaigns/{slug}/join")
        someone.log(ACTION, replaced_mode="car", quantity="10")
    count_campaigns(site.app_services)
    assert "kg CO2e" in host.open(f"/organize/campaigns/{slug}/results.csv").html
    assert "CO₂e" in host.open(f"/organize/campaigns/{slug}/results").text


@pytest.mark.parametrize(
    ("evidence", "rows"),
    [
        (None, []),
        ([4_000_000, 0, 0, 0], [("减排（自己填报或证据更强）", "4.0")]),
        ([1_000_000, 3_000_000, 0, 0], [("减排（自己填报）", "1.0"), ("减排（纸质登记或证据更强）", "3.0")]),
        ([0, 0, 1_000_000, 3_000_000], [("减排（主办方确认）", "1.0"), ("减排（仪器测得）", "3.0")]),
    ],
)
def test_a_kind_of_evidence_with_nothing_of_its_own_has_no_row(
    site: Site, host: Browser, slug: str, evidence: list[int] | None, rows: list[tuple[str, str]]
) -> None:
    nothing = dict.fromkeys(("points", "shared", "came", *(f"{kind}_mg" for kind in KINDS)), 0)
    sums = dict.fromkeys(("low_mg", "mid_mg", "high_mg"), 4_000_000)
    people = dict.fromkeys(("people", "savers", "actions"), MINIMUM)
    with site.database.write() as session:
        counted = {"campaign_id": campaign_id(site, slug), "counted_at": utc_now(), "evidence": evidence}
        session.add(CampaignCount(**counted, **nothing, **sums, **people))
    lines = [line.split(",") for line in host.open(f"/organize/campaigns/{slug}/results.csv").html.splitlines()]
    assert [(line[0], line[1]) for line in lines if line[0].startswith("减排（")] == rows
