"""Whoever comes to the door without being on its list: by card, by nickname, late, and signing up on the way."""

import json
from datetime import timedelta
from urllib.parse import urlencode

from campaigns.events.models import Attendance, Event, Registration
from campaigns.outreach import services as outreach
from civic.calendar import utc_now
from tests import gatherings
from tests.characters import Browser, Site
from tests.organizing import actor_of, campaign, organizer


class Door:
    """An event with its organizer, whose door is open."""

    def __init__(self, site: Site) -> None:
        self.site, self.boss = site, organizer(site)
        self.slug = campaign(site, "community", self.boss)
        self.event = gatherings.event(site, self.slug)
        self.desk = f"/organize/campaigns/{self.slug}/events/{self.event}"

    def open(self) -> "Door":
        gatherings.begin(self.site, self.event)
        return self

    def add(self, who: str, **more: str) -> dict[str, object]:
        sent = {"csrf_token": self.boss.token(), "who": who, **more}
        answer = self.boss.client.post(f"{self.desk}/list/add", data=sent, headers={"Accept": "application/json"})
        found: dict[str, object] = json.loads(answer.text)
        return found

    @property
    def came(self) -> list[tuple[str, bool]]:
        """How each came, and whether when it began."""
        with self.site.database.read() as session:
            begins = session.get_one(Event, self.event).starts_at
            found = session.query(Attendance).filter_by(event_id=self.event, taken_back_at=None).all()
            return [(one.method, one.checked_in_at == begins) for one in found]


def _card(site: Site, who: Browser) -> str:
    with site.database.write() as session:
        return outreach.make_card(session, actor_of(session, who).resident_id, utc_now()).code


def test_a_card_of_paper_and_a_nickname_are_let_in_once(site: Site) -> None:
    door, grandmother, neighbour = Door(site).open(), site.newcomer(), site.newcomer()
    card = _card(site, grandmother)
    first = door.add(f"{card[:4]} {card[4:]}".lower())
    assert (first["is_in"], first["attended"], first["registered"]) == (True, 1, 1)
    assert door.add(neighbour.nickname)["is_in"]
    again = door.add(neighbour.nickname)
    assert (again["code"], again["undo"]) == ("again", "")
    assert sorted(door.came) == [("card", False), ("list", False)]
    assert "主办方已为您报名" in neighbour.open("/me/inbox").text


def test_a_code_kept_offline_counts_for_its_minute(site: Site) -> None:
    door, guest = Door(site).open(), site.newcomer()
    with site.database.write() as session:
        event = session.get_one(Event, door.event)
        event.starts_at = utc_now() - timedelta(minutes=30)
    seen = utc_now() - timedelta(minutes=20)
    code = gatherings.code_of(site, guest, seen)
    assert door.add(code)["code"] == "expired"
    assert door.add(code, at=str(int(seen.timestamp() * 1000)))["is_in"]


def test_somebody_is_added_days_after_as_on_paper(site: Site) -> None:
    door, guest = Door(site), site.newcomer()
    with site.database.write() as session:
        event = session.get_one(Event, door.event)
        event.starts_at = utc_now() - timedelta(days=6)
        event.ends_at = event.starts_at + timedelta(hours=1)
    assert door.add(guest.nickname)["is_in"]
    assert door.came == [("paper", True)]


def test_who_is_nobody_is_told_so_and_what_was_typed_stays(site: Site) -> None:
    door = Door(site).open()
    token = door.boss.token()
    page = site.again(door.boss, "en").post(f"{door.desk}/list/add", {"csrf_token": token, "who": "nobody at all"})
    assert "Nobody of that name" in page.text
    assert 'value="nobody at all"' in page.html
    assert door.came == []


def test_an_organizer_registers_somebody_without_a_phone(site: Site) -> None:
    door, guest = Door(site), site.newcomer()
    door.boss.send(door.desk, f"{door.desk}/guests", who=_card(site, guest))
    with site.database.read() as session:
        found = session.query(Registration).filter_by(event_id=door.event).all()
        assert [(one.resident_id, one.state) for one in found] == [(actor_of(session, guest).resident_id, "registered")]


def test_the_scanner_takes_back_what_it_has_just_written(site: Site) -> None:
    door, guest = Door(site), site.newcomer()
    gatherings.register(site, door.slug, door.event, guest)
    door.open()
    said = door.boss.send(f"{door.desk}/scan", code=gatherings.code_of(site, guest))
    assert door.came == [("scan", False)]
    undo = str(said.root.find(".//form[@id='undo']").get("action"))
    door.boss.post(undo, {"csrf_token": door.boss.token(), "back": "scan"})
    assert door.came == []


def test_the_list_goes_on_and_is_looked_through(site: Site) -> None:
    door, people = Door(site), [site.newcomer() for _ in range(3)]
    gatherings.register(site, door.slug, door.event, *people)
    names = sorted(one.nickname for one in people)
    with site.database.read() as session:
        first = actor_of(session, next(one for one in people if one.nickname == names[0])).resident_id
    rest = door.boss.open(f"{door.desk}/list?{urlencode({'after': first})}").text
    assert [name in rest for name in names] == [False, True, True]
    found = door.boss.open(f"{door.desk}/list?{urlencode({'q': names[1]})}").text
    assert [name in found for name in names] == [False, True, False]


def test_a_newcomer_signs_up_at_the_screen_and_comes_back(site: Site) -> None:
    """Signing up takes longer than the code lasts."""
    door = Door(site).open()
    early = gatherings.screen_code(site, door.event, utc_now() - timedelta(minutes=3))
    newcomer = site.newcomer()
    assert newcomer.open(f"/here/{early}").status == 410
    with newcomer.client.session_transaction() as kept:
        kept["screen_seen"] = [door.event, int(utc_now().timestamp()) - 180]
    page = newcomer.open(f"/here/{early}")
    assert page.status == 200
    assert page.root.find(".//input[@name='ticket']") is not None
    assert newcomer.open(f"/here/{early}").status == 410


def test_a_visitor_is_asked_to_sign_up_and_remembered(site: Site) -> None:
    door, visitor = Door(site).open(), site.visitor("en")
    code = gatherings.screen_code(site, door.event)
    page = visitor.open(f"/here/{code}")
    assert "You scanned in time" in page.text
    assert any(f"next=/here/{code}" in one.get("href", "") for one in page.root.iter("a"))
    with visitor.client.session_transaction() as kept:
        assert kept["screen_seen"][0] == door.event
