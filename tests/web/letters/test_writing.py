"""Organizers write to those who take part: through the form, within limits, and into nobody else's inbox."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from campaigns.events.models import Event
from campaigns.letters.models import Letter
from campaigns.moderation.models import Case
from campaigns.programme.models import Campaign
from civic.accounts.audit import by
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from civic.errors import Conflict
from civic.messages.models import Message
from tests import gatherings
from tests.characters import PASSWORD, Browser, Fields, Page, Site
from tests.organizing import campaign, organizer
from tests.people import named
from tests.post import number_of
from tests.shows import decide, take_part

WORDS = {"title_en": "We meet at the bridge", "text_en": "Bring water.\nAnd a hat.\n\nSee you on Sunday."}


@dataclass
class Desk:
    """An organizer's campaign with one participant."""

    site: Site
    organizer: Browser
    participant: Browser
    slug: str

    @property
    def path(self) -> str:
        return f"/organize/campaigns/{self.slug}/letters"

    def form(self) -> Fields:
        form = self.organizer.open(f"{self.path}/new").form(f"{self.path}/new")
        return {**form, **WORDS}

    def send(self, act: str = "send", **differing: str) -> Page:
        return self.organizer.post(f"{self.path}/new", {**self.form(), "act": act, **differing})


@pytest.fixture
def desk(site: Site) -> Desk:
    return make(site)


def make(site: Site, *, trusted: bool = True) -> Desk:
    by = organizer(site, trusted=trusted)
    by = site.again(by, "en")
    slug = campaign(site, "community", by)
    participant = site.newcomer(language="en")
    take_part(site, slug, participant)
    return Desk(site, by, participant, slug)


def inbox(site: Site, reader: Browser) -> list[str]:
    """The letters in somebody's inbox."""
    with site.database.read() as session:
        mine = Message.resident_id == number_of(session, reader)
        found = session.scalars(select(Message).where(mine, Message.topic == "campaign"))
        return [one.values["title"]["en"] for one in found]  # type: ignore[index]


def title_of(desk: Desk) -> str:
    with desk.site.database.read() as session:
        return session.scalars(select(Campaign.title).where(Campaign.slug == desk.slug)).one().in_("en")


def test_it_is_looked_at_once_more_and_sent(desk: Desk) -> None:
    preview = desk.send("preview")
    assert "This reaches 1 person" in preview.text
    assert "Bring water.<br>And a hat.</p>" in preview.html
    assert inbox(desk.site, desk.participant) == []
    again = preview.form(f"{desk.path}/new")
    sent = desk.organizer.follow(desk.organizer.post(f"{desk.path}/new", {**again, "act": "send"}))
    assert "sent" in sent.text
    assert "reached 1 person" in sent.text
    listed = desk.participant.open("/me/inbox")
    assert f"{title_of(desk)}: We meet at the bridge" in listed.text, "the subject names the campaign"
    message = desk.participant.open(next(link for link in listed.links() if link.startswith("/me/inbox/")))
    assert "Bring water.<br>And a hat." in message.html
    assert f"/campaigns/{desk.slug}" in message.links()


def test_whoever_wants_no_more_letters_gets_none(desk: Desk) -> None:
    taking_part = desk.site.newcomer(language="en")
    take_part(desk.site, desk.slug, taking_part)
    assert desk.send().status == 303
    listed = desk.participant.open("/me/inbox")
    message = desk.participant.open(next(link for link in listed.links() if link.startswith("/me/inbox/")))
    stop = f"/campaigns/{desk.slug}/letters"
    assert stop in message.links()
    told = desk.participant.follow(desk.participant.send(stop))
    assert "You get no letters of this campaign." in told.text
    with desk.site.database.write() as session:
        session.execute(update(Letter).values(written_at=utc_now() - timedelta(days=2)))
    assert "This reaches 1 person" in desk.send("preview").text
    assert "letter_stops" in desk.participant.open("/me/download").html
    told = desk.participant.follow(desk.participant.send(stop))
    assert "You get their letters." in told.text
    assert "This reaches 2 people" in desk.send("preview").text


def test_who_does_not_take_part_gets_nothing(desk: Desk) -> None:
    other = desk.site.newcomer(language="en")
    assert desk.send().status == 303
    assert inbox(desk.site, other) == []
    assert inbox(desk.site, desk.participant) == ["We meet at the bridge"]


def test_the_same_form_twice_is_one_letter(desk: Desk) -> None:
    form = {**desk.form(), "act": "send"}
    for _ in range(2):
        assert desk.organizer.post(f"{desk.path}/new", form).status == 303
    assert inbox(desk.site, desk.participant) == ["We meet at the bridge"]


def test_one_letter_a_day(desk: Desk) -> None:
    assert desk.send().status == 303
    page = desk.send()
    assert page.status == 429
    assert "One letter a day" in page.problems
    assert page.form(f"{desk.path}/new")["title_en"] == WORDS["title_en"]
    assert inbox(desk.site, desk.participant) == ["We meet at the bridge"]


@pytest.mark.parametrize(
    ("differing", "field"),
    [
        ({"title_en": ""}, "title_en"),
        ({"text_en": " "}, "text_en"),
        ({"title_en": "x" * 81}, "title_en"),
        ({"text_en": "x" * 3001}, "text_en"),
        ({"text_en": "a\x00b"}, "text_en"),
        ({"title_en": "a\x07b"}, "title_en"),
        ({"title_en": "", "text_en": ""}, "title_zh"),
        ({"audience": "nobody"}, "audience"),
        ({"audience": "event:99999999999999999999999"}, "audience"),
        ({"audience": "event:1' OR 1=1"}, "audience"),
        ({"audience": "event:12345"}, "audience"),
        ({"audience": ""}, "audience"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field(desk: Desk, differing: Fields, field: str) -> None:
    before = desk.site.rows()
    for act in ("preview", "send"):
        page = desk.send(act, **differing)
        assert page.status == 422
        assert page.beside(field)
    assert desk.site.rows() == before


def test_nobody_writes_for_a_campaign_of_somebody_else(desk: Desk) -> None:
    stranger = desk.site.again(organizer(desk.site), "en")
    assert stranger.open(desk.path).status == 404
    assert stranger.open(f"{desk.path}/new").status == 404
    form = {**desk.form(), "act": "send", "csrf_token": stranger.token()}
    assert stranger.post(f"{desk.path}/new", form).status == 404
    assert inbox(desk.site, desk.participant) == []


@pytest.mark.parametrize("verdict", ["fits", "advertising"])
def test_a_moderator_reads_those_of_new_organizations_first(site: Site, verdict: str) -> None:
    desk = make(site, trusted=False)
    assert "read by a moderator first" in desk.send("preview").text
    told = desk.organizer.follow(desk.send()).text
    assert "waiting for a moderator" in told
    assert "as soon as one has let it through, until" in told
    assert inbox(site, desk.participant) == []
    with site.database.read() as session:
        number = session.scalars(select(Letter.id).order_by(Letter.id.desc())).first() or 0
        assert session.scalars(select(Case).where(Case.subject == f"letter:{number}")).one().kind == "text"
    decide(site, "letter", number, "" if verdict == "fits" else verdict)
    arrived = ["We meet at the bridge"] if verdict == "fits" else []
    assert inbox(site, desk.participant) == arrived
    assert ("refused by a moderator" in desk.organizer.open(desk.path).text) is (verdict != "fits")


def test_a_link_is_read_by_a_moderator_first(desk: Desk) -> None:
    assert "waiting for a moderator" in desk.organizer.follow(desk.send(text_en="Buy at www.example.com")).text
    assert inbox(desk.site, desk.participant) == []


def test_what_waited_for_a_week_is_not_sent(site: Site) -> None:
    desk = make(site, trusted=False)
    desk.send()
    with site.database.write() as session:
        session.execute(update(Letter).values(written_at=utc_now() - timedelta(days=7)))
        number = session.scalars(select(Letter.id).order_by(Letter.id.desc())).first() or 0
    assert "nobody had read it in time" in desk.organizer.open(desk.path).text
    with pytest.raises(Conflict):
        decide(site, "letter", number)
    assert inbox(site, desk.participant) == []
    assert "nobody had read it in time" in desk.organizer.open(desk.path).text


def near(desk: Desk, *, hours: float = 20) -> str:
    """An event that the participant is registered for, as the audience of a letter."""
    number = gatherings.event(desk.site, desk.slug)
    register = f"/campaigns/{desk.slug}/events/{number}"
    assert desk.participant.send(register, f"{register}/register").status == 303
    with desk.site.database.write() as session:
        begins = utc_now() + timedelta(hours=hours)
        moved = update(Event).where(Event.id == number)
        session.execute(moved.values(starts_at=begins, ends_at=begins + timedelta(hours=2)))
    return f"event:{number}"


def test_what_is_urgent_goes_at_once_and_apart(site: Site) -> None:
    """Of an organization that is new here, after its letter of the day, to who wants no letters; twice for a date."""
    desk = make(site, trusted=False)
    audience = near(desk)
    desk.send()
    desk.participant.send(f"/campaigns/{desk.slug}/letters")
    assert "Urgent" in desk.organizer.open(f"{desk.path}/new").text
    for title in ("Not today", "Tomorrow at ten"):
        assert desk.send(urgent="y", audience=audience, title_en=title).status == 303
    assert inbox(site, desk.participant) == ["Not today", "Tomorrow at ten"]
    assert desk.send(urgent="y", audience=audience).status == 429
    with site.database.read() as session:
        who = by(named(session, desk.organizer.nickname))
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.actor == who)).all()
    assert sorted(acts) == ["write letter", "write urgent letter", "write urgent letter"]


@pytest.mark.parametrize(
    ("differing", "field"),
    [({"audience": "all"}, "audience"), ({"text_en": "See www.example.org"}, "urgent"), ({}, "audience")],
)
def test_what_is_not_urgent_is_refused(desk: Desk, differing: Fields, field: str) -> None:
    audience = near(desk, hours=20 if differing else 60)
    page = desk.send("send", **{"urgent": "y", "audience": audience, **differing})
    assert page.status == 422
    assert page.beside(field)
    assert inbox(desk.site, desk.participant) == []


def test_it_is_audited(desk: Desk) -> None:
    desk.send()
    with desk.site.database.read() as session:
        who = by(named(session, desk.organizer.nickname))
        acts = session.scalars(select(AuditEntry).where(AuditEntry.actor == who)).all()
        assert [act.act for act in acts] == ["write letter"]
        assert "1 recipients" in acts[0].details


def test_a_draft_has_nobody_to_write_to(site: Site) -> None:
    writer = site.again(organizer(site), "en")
    slug = campaign(site, "community", writer, state="draft")
    path = f"/organize/campaigns/{slug}/letters/new"
    page = writer.send(path, title_en="Hello", text_en="See you.", act="send")
    assert page.status == 409
    assert "once the campaign is public" in page.problems


def test_the_desk_leads_there(desk: Desk) -> None:
    assert desk.path in desk.organizer.open(f"/organize/campaigns/{desk.slug}").links()


def test_erasing_the_author_takes_back_what_waits(site: Site) -> None:
    desk = make(site, trusted=False)
    desk.send()
    with site.database.read() as session:
        number = session.scalars(select(Letter.id).order_by(Letter.id.desc())).first() or 0
    assert desk.organizer.open("/me/download").answer.get_json()["letters"][0]["title"]["en"] == WORDS["title_en"]
    desk.organizer.send("/me/erase", password=PASSWORD)
    decide(site, "letter", number)
    assert inbox(site, desk.participant) == []
