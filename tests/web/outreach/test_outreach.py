"""Posters, links, paper, tables and certificates through the pages."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from campaigns.outreach.rules import LINES_MAX
from campaigns.programme.models import Campaign, CampaignCount
from civic.calendar import utc_now
from civic.city.text import Text
from tests import gatherings
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, organizer

FILES = ["poster.pdf", "poster.png", "card.pdf", "qr.svg", "participants.csv", "participants.xlsx", "results.csv"]


@pytest.fixture
def host(site: Site) -> Browser:
    return organizer(site)


@pytest.fixture
def slug(site: Site, host: Browser) -> str:
    return campaign(site, "community", host)


def card_of(resident: Browser) -> str:
    """The code of a new card."""
    assert resident.send("/me/card").status == 303
    found = re.search(r'class="code-letters" translate="no">([A-Z0-9 ]+)<', resident.open("/me/card").html)
    assert found
    return found[1]


def on_paper(host: Browser, slug: str, what: str, **answers: str) -> Page:
    """Sends one of the two forms of the paper page."""
    page, target = f"/organize/campaigns/{slug}/paper", f"/organize/campaigns/{slug}/paper/{what}"
    return host.post(target, {**host.open(page).form(target), **answers})


@pytest.mark.parametrize("file", FILES)
def test_files_are_for_organizers_only(site: Site, host: Browser, slug: str, file: str) -> None:
    path = f"/organize/campaigns/{slug}/{file}"
    assert host.open(path).status == 200
    assert organizer(site).open(path).status == 404
    assert site.visitor().open(path).status == 303


def test_a_link_tells_what_it_brought(site: Site, host: Browser, slug: str) -> None:
    invite = f"/organize/campaigns/{slug}/invite"
    assert host.send(invite, label="校门口").status == 303
    assert host.send(invite, label="校门口").status == 422
    address = next(
        str(one.get("value")) for one in host.open(invite).root.iter("input") if "via=" in str(one.get("value"))
    )
    path = address.partition("localhost")[2]
    first, second = site.newcomer(), site.newcomer()
    for resident in (first, second):
        resident.open(path)
        resident.send(f"/campaigns/{slug}/join")
    first.log("clean_plate")
    site.visitor().open(path)
    table = next(iter(host.open(f"/organize/campaigns/{slug}/results").root.iter("tbody")))
    assert [cell.text for cell in table.iter("td")] == ["3", "2", "1"]


def test_a_paper_list_counts_once(site: Site, host: Browser, slug: str) -> None:
    resident = site.newcomer(language="en")
    page, target = f"/organize/campaigns/{slug}/paper", f"/organize/campaigns/{slug}/paper/sheet"
    fields = {**host.open(page).form(target), "lines": f"{card_of(resident)} 2"}
    assert host.post(target, fields).status == 200
    assert "You are taking part" not in resident.open(f"/campaigns/{slug}").text, "looked at, and nothing entered"
    for _ in range(2):
        assert host.post(target, {**fields, "step": "enter"}).status == 303
    entries = resident.open("/me/entries").text
    assert "1 record;" in entries
    assert "reported on paper" in entries
    assert "You are taking part" in resident.open(f"/campaigns/{slug}").text


@pytest.mark.parametrize("lines", ["", "nonsense 1", "2345 6789 AB 1", "\x00", "9" * 10_000, "x\n" * (LINES_MAX + 1)])
def test_a_bad_list_is_refused_whole(site: Site, host: Browser, slug: str, lines: str) -> None:
    before = site.rows()
    refused = on_paper(host, slug, "sheet", lines=f"{card_of(site.newcomer())} 1\n{lines}" if lines else "")
    assert refused.status == 422
    assert refused.beside("lines")
    after = site.rows()
    assert (after["entry"], after["paper_sheet"]) == (before["entry"], before["paper_sheet"])


def test_a_new_card_makes_the_old_one_worthless(site: Site, host: Browser, slug: str) -> None:
    resident = site.newcomer()
    old = card_of(resident)
    assert card_of(resident) != old
    assert on_paper(host, slug, "sheet", lines=f"{old} 1").status == 422


def test_a_crowd_is_kept_apart(site: Site, host: Browser, slug: str) -> None:
    site.newcomer().send(f"/campaigns/{slug}/join")
    before = site.rows()
    page, target = f"/organize/campaigns/{slug}/paper", f"/organize/campaigns/{slug}/paper/crowd"
    fields = {**host.open(page).form(target), "people": "120", "note": "广场"}
    for _ in range(2):
        assert host.post(target, fields).status == 303
    after = site.rows()
    assert after["crowd_count"] == before["crowd_count"] + 1
    assert (after["entry"], after["participant"]) == (before["entry"], before["participant"])
    shown = site.visitor("en").open(f"/campaigns/{slug}").text
    assert "Fewer than 10 accounts" in shown
    assert "120 more people without an account" in shown
    void = next(
        str(form.get("action")) for form in host.open(page).root.iter("form") if "/void" in str(form.get("action"))
    )
    assert host.send(page, void).status == 303
    assert "120 more people" not in site.visitor("en").open(f"/campaigns/{slug}").text


@pytest.mark.parametrize("people", ["", "0", "-3", "2.5", "1e308", "NaN", "many", "100001"])
def test_a_crowd_is_a_number_of_heads(site: Site, host: Browser, slug: str, people: str) -> None:
    before = site.rows()["crowd_count"]
    assert on_paper(host, slug, "crowd", people=people).status == 422
    assert site.rows()["crowd_count"] == before


def test_tables_hold_no_formula(site: Site, host: Browser, slug: str) -> None:
    asked = f"/organize/campaigns/{slug}/questions"
    host.send(asked, **{"label-0_zh": "=1+1", "kind-0": "text"})
    resident = site.newcomer()
    join = f"/campaigns/{slug}/join"
    field = next(name for name in resident.open(join).form(join) if name.startswith("question-"))
    resident.send(join, **{field: '=HYPERLINK("http://evil")'})
    text = host.open(f"/organize/campaigns/{slug}/participants.csv").answer.data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0][-1] == "'=1+1"
    assert rows[1][0] == resident.nickname
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:00", rows[1][1])
    assert rows[1][-1] == '\'=HYPERLINK("http://evil")'


def test_whom_organizers_took_off_the_list_was_not_there(site: Site, host: Browser, slug: str) -> None:
    resident, number = site.newcomer(), gatherings.event(site, slug)
    gatherings.register(site, slug, number, resident)
    gatherings.begin(site, number)
    desk = f"/organize/campaigns/{slug}/events/{number}"
    host.send(f"{desk}/scan", code=gatherings.code_of(site, resident))
    assert _times_there(host, slug) == ("1", "1")
    back = next(
        one.get("action", "") for one in host.open(desk).root.iter("form") if "take-back" in one.get("action", "")
    )
    assert host.send(desk, back).status == 303
    assert _times_there(host, slug) == ("0", "0")


def _times_there(host: Browser, slug: str) -> tuple[str, str]:
    """How often the only participant was there, and how many different people were, as the tables say."""
    last = []
    for name in ("participants", "results"):
        text = host.open(f"/organize/campaigns/{slug}/{name}.csv").answer.data.decode("utf-8-sig")
        last.append(list(csv.reader(io.StringIO(text, newline=""))))
    came = next(row[1] for row in last[1] if row[0] == "到场人数（不重复）")
    return last[0][-1][-1], came


def test_a_certificate_anybody_can_verify(site: Site, host: Browser, slug: str) -> None:
    resident = site.newcomer(language="en")
    resident.send(f"/campaigns/{slug}/join")
    resident.log("clean_plate")
    page = f"/campaigns/{slug}/certificate"
    with time_machine.travel(utc_now() + timedelta(days=31)):
        assert resident.send(page, name="Flower").status == 303
        shown = resident.open(page)
        assert resident.open(f"{page}.pdf").answer.data.startswith(b"%PDF")
        address = next(link for link in shown.links() if link.startswith("/certificates/"))
        verified = site.visitor("en").open(address)
        assert "genuine" in verified.text
        assert "Flower The holder gave this name." in verified.text
        assert '<meta name="robots" content="noindex">' in verified.html
        stranger = site.newcomer()
        assert stranger.open(f"{page}.pdf").status == 404
        assert '<form method="post" action="' + page not in stranger.open(page).html, "no button that would refuse"
        assert stranger.post(page, {"csrf_token": stranger.token()}).status == 403
    assert site.visitor().open("/certificates/NOSUCHCODE22").status == 404


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("朱镕\u202e基", "invisible character"),
        ("✓ 市政府", "Only letters"),
        ("Аnna", "one alphabet"),
        ("محمد", "right to left"),
        ("สมชาย", "cannot be printed here: ส"),
    ],
)
def test_a_certificate_bears_no_name_that_deceives_or_cannot_be_printed(
    site: Site, host: Browser, slug: str, name: str, why: str
) -> None:
    resident = site.newcomer(language="en")
    resident.send(f"/campaigns/{slug}/join")
    resident.log("clean_plate")
    page = f"/campaigns/{slug}/certificate"
    with time_machine.travel(utc_now() + timedelta(days=31)):
        refused = resident.send(page, name=name)
        assert refused.status == 422
        assert why in refused.beside("name")
        assert resident.open(f"{page}.pdf").status == 404
        assert resident.send(page, name="朱镕喆").status == 303
        assert resident.open(f"{page}.png").answer.data.startswith(b"\x89PNG")


def test_a_poster_that_would_lose_a_character_is_refused_by_name(site: Site) -> None:
    host = site.again(organizer(site), "en")
    slug = campaign(site, "community", host, title=Text({"zh": "骑行🚲", "en": "Ride 🚲"}))
    invite = host.open(f"/organize/campaigns/{slug}/invite")
    assert "cannot be printed here: 🚲" in invite.text
    assert not [link for link in invite.links() if link.endswith((".pdf", ".png"))]
    for file in ("poster.pdf", "poster.png", "card.pdf", "card.png"):
        refused = host.open(f"/organize/campaigns/{slug}/{file}")
        assert refused.status == 422
        assert "cannot be printed here: 🚲" in refused.text


def test_a_card_is_refused_when_the_nickname_runs_from_right_to_left(site: Site) -> None:
    resident = site.visitor("en")
    assert resident.sign_up("محمد", site.city.districts[0].id).status == 303
    card_of(resident)
    assert "right to left cannot be printed" in resident.open("/me/card").text
    assert resident.open("/me/card.pdf").status == 422
    assert resident.open("/me/card.png").status == 422


@pytest.mark.parametrize(("people", "shown"), [(9, False), (10, True)])
def test_kilograms_of_fewer_than_ten_people_are_not_shown(
    site: Site, host: Browser, slug: str, people: int, shown: bool
) -> None:
    with site.database.write() as session:
        found = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        found.goal_actions = 800
        counted = CampaignCount(campaign_id=found.id, counted_at=utc_now())
        for name in (
            "points",
            "shared",
            "came",
            "low_mg",
            "self_reported_mg",
            "paper_mg",
            "organizer_mg",
            "instrument_mg",
        ):
            setattr(counted, name, 0)
        counted.people, counted.savers, counted.actions = 12, people, 777
        counted.mid_mg = counted.high_mg = 5_550_000_000
        session.add(counted)
    desk = f"/organize/campaigns/{slug}"
    pages = [site.visitor().open(f"/campaigns/{slug}"), *(host.open(desk + end) for end in ("", "/results"))]
    for page in pages:
        assert ("777" in page.text, "5.55" in page.text) == (True, shown)
    assert ("5550" in host.open(f"{desk}/results.csv").html) == shown


def test_codes_on_paper_are_not_found_by_trying(open_city: Callable[..., Site]) -> None:
    site = open_city(writes_per_minute=120)
    boss, guest = organizer(site), site.newcomer()
    made = campaign(site, "community", boss)
    with time_machine.travel(utc_now(), tick=False):
        cards = [on_paper(boss, made, "sheet", lines="ABCDEFGHJK 1").status for _ in range(11)]
        certificates = [guest.open("/certificates/ABCDEFGHJKMN").status for _ in range(11)]
        teams = [site.visitor().open("/teams/ABCDEFGHJK").status for _ in range(11)]
    assert cards == [*[422] * 10, 429]
    assert certificates == teams == [*[404] * 10, 429]
