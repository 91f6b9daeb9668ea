"""A paper list is looked at line by line, entered, and taken back; what is cut off or wrong is said beside its line."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from campaigns.programme.services import close_due
from civic.calendar import utc_now
from footprint.ledger.models import Entry
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, organizer
from tests.shows import number_of
from tests.web.outreach.test_outreach import card_of


@pytest.fixture
def host(site: Site) -> Browser:
    return organizer(site)


@pytest.fixture
def slug(site: Site, host: Browser) -> str:
    return campaign(site, "community", host, actions=[ACTION])


ACTION = "walking"
MOST = 30
"""Kilometres a day that count."""


def send(host: Browser, slug: str, *lines: str, **more: str) -> Page:
    """Sends a list; `step="enter"` after it was looked at."""
    page, target = f"/organize/campaigns/{slug}/paper", f"/organize/campaigns/{slug}/paper/sheet"
    return host.post(target, {**host.open(page).form(target), "lines": "\n".join(lines), **more})


def enter(host: Browser, slug: str, *lines: str) -> str:
    """Enters a list; the address of the sheet."""
    sent = send(host, slug, *lines, step="enter")
    assert sent.status == 303, sent.text
    return sent.location


def credited(site: Site, resident: Browser) -> int:
    """What counts for the resident, entries and their opposites together, in thousandths."""
    who = number_of(site, resident)
    with site.database.read() as session:
        return sum(entry.credited_milli for entry in session.query(Entry).filter_by(resident_id=who))


def rows_of(page: Page) -> list[str]:
    """The lines of the table, as they are read."""
    return [" ".join("".join(row.itertext()).split()) for row in page.root.iter("tr")][1:]


def test_every_line_is_shown_as_it_will_be_read(site: Site, host: Browser, slug: str) -> None:
    one, other = site.newcomer(), site.newcomer()
    other.log(ACTION, quantity=str(MOST - 2))
    cards = card_of(one), card_of(other)
    before = site.rows()
    page = send(host, slug, f"{cards[0]} 3", "", f"{cards[1]} 5")
    assert page.status == 200
    first, second = rows_of(page)
    assert first.startswith("1") and cards[0] in first and "3" in first
    assert second.startswith("3") and cards[1] in second and "因上限少计 3" in second
    assert site.rows() == before
    sheet = enter(host, slug, f"{cards[0]} 3", "", f"{cards[1]} 5")
    assert (credited(site, one), credited(site, other)) == (3_000, 30_000)
    assert "因上限少计 3" in host.open(sheet).text


def test_a_slip_of_the_pen_is_refused_in_words_and_a_number_must_be_there(site: Site, host: Browser, slug: str) -> None:
    cards = [card_of(site.newcomer()) for _ in range(4)]
    before = site.rows()
    for step in ("check", "enter"):
        page = send(
            host, slug, f"{cards[0]} 500", cards[1], f"{cards[2]} 2", f"{cards[3]} 1", f"{cards[3]} 1", step=step
        )
        assert page.status == 422
        assert page.beside("lines")
        slip, no_number, good, twice, again = rows_of(page)
        assert f"{MOST}" in slip and "笔误" in slip
        assert "数字" in no_number
        assert good.endswith("–") or "2" in good
        assert "两次" in twice and "两次" in again
    assert site.rows() == before


def test_a_card_counts_once_for_an_action_and_a_day(site: Site, host: Browser, slug: str) -> None:
    resident = site.newcomer()
    card = card_of(resident)
    sheet = enter(host, slug, f"{card} 2")
    again = send(host, slug, f"{card} 2", step="enter")
    assert again.status == 422
    assert "已经登记" in " ".join(rows_of(again))
    assert credited(site, resident) == 2_000
    assert host.send(sheet, f"{sheet}/take-back").status == 303
    enter(host, slug, f"{card} 4")
    assert credited(site, resident) == 4_000


def test_a_line_or_the_whole_list_is_taken_back(site: Site, host: Browser, slug: str) -> None:
    people = [site.newcomer() for _ in range(3)]
    sheet = enter(host, slug, *(f"{card_of(one)} 2" for one in people))
    assert host.send(sheet, f"{sheet}/2/take-back").status == 303
    assert [credited(site, one) for one in people] == [2_000, 0, 2_000]
    assert f"{sheet}/2/take-back" not in host.open(sheet).html
    assert host.post(f"{sheet}/2/take-back", {"csrf_token": host.token()}).status == 303
    assert host.post(f"{sheet}/9/take-back", {"csrf_token": host.token()}).status == 404
    assert host.send(sheet, f"{sheet}/take-back").status == 303
    assert [credited(site, one) for one in people] == [0, 0, 0]
    assert "take-back" not in host.open(sheet).html


def test_a_list_is_entered_up_to_sixty_days_later(open_city: Callable[..., Site]) -> None:
    """Also when the campaign is closed by then; what was entered late can be taken back for a week. The city is this
    test's own: its campaigns close."""
    site = open_city()
    host = organizer(site)
    slug, resident = campaign(site, "community", host, actions=[ACTION], ends_on=site.today), site.newcomer()
    card, day = card_of(resident), site.today
    for days, status in ((60, 303), (61, 422)):
        with time_machine.travel(utc_now() + timedelta(days=days)):
            with site.database.write() as session:
                close_due(session, site.today, utc_now())
            writer = site.again(host, "zh")
            sent = send(writer, slug, f"{card} 5", occurred_on=day.isoformat(), step="enter")
            assert sent.status == status, sent.text
            if status == 303:
                assert "take-back" in writer.open(sent.location).html
    assert sent.beside("occurred_on")
    assert credited(site, resident) == 5_000


def test_taking_back_ends_with_the_ledgers_time(site: Site, host: Browser, slug: str) -> None:
    resident = site.newcomer()
    sheet = enter(host, slug, f"{card_of(resident)} 2")
    with time_machine.travel(utc_now() + timedelta(days=8)):
        assert "take-back" not in host.open(sheet).html
        assert host.post(f"{sheet}/take-back", {"csrf_token": host.token()}).status == 403
    assert credited(site, resident) == 2_000


def test_only_the_campaigns_own_organizers_see_and_take_back(site: Site, host: Browser, slug: str) -> None:
    resident = site.newcomer()
    sheet = enter(host, slug, f"{card_of(resident)} 2")
    stranger = organizer(site)
    assert stranger.open(sheet).status == 404
    assert stranger.post(f"{sheet}/take-back", {"csrf_token": stranger.token()}).status == 404
    other = campaign(site, "community", stranger, actions=[ACTION])
    elsewhere = f"/organize/campaigns/{other}/paper/{sheet.rpartition('/')[2]}"
    assert stranger.open(elsewhere).status == 404
    assert stranger.post(f"{elsewhere}/take-back", {"csrf_token": stranger.token()}).status == 404
    assert credited(site, resident) == 2_000


def test_what_came_from_paper_is_called_so(site: Site, host: Browser, slug: str) -> None:
    """On the page of the entry and in one's own list, as a word of its own."""
    someone = site.newcomer()
    enter(host, slug, f"{card_of(someone)} 3")
    with site.database.read() as session:
        entry = session.query(Entry).filter_by(resident_id=number_of(site, someone)).one()
    for page in (f"/entries/{entry.id}", "/me/entries"):
        words = someone.open(page).text
        assert "纸质登记" in words
        assert "主办方确认" not in words


def test_an_entry_says_which_campaigns_it_counts_for(site: Site, host: Browser, slug: str) -> None:
    """Of two it says that the city counts it once; of what was logged before joining nothing."""
    someone = site.newcomer(language="en")
    someone.log(ACTION, quantity="1")
    other = campaign(site, "ride", actions=[ACTION])
    for one in (slug, other):
        assert someone.send(f"/campaigns/{one}/join").status == 303
    someone.log(ACTION, quantity="2")
    with site.database.read() as session:
        before, after = session.query(Entry).filter_by(resident_id=number_of(site, someone)).order_by(Entry.id)
    assert "Campaigns it counts for" not in someone.open(f"/entries/{before.id}").text
    page = someone.open(f"/entries/{after.id}")
    assert {f"/campaigns/{slug}", f"/campaigns/{other}"} <= {link.get("href") for link in page.root.iter("a")}
    assert "The city counts it once" in page.text
