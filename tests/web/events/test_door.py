"""The door through the pages: a clear answer, in both languages, to everything that is not right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
import time_machine

from campaigns.events.models import Attendance, Event
from civic.calendar import utc_now
from tests import gatherings
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, organizer


@dataclass
class Gate:
    """An event of a new campaign, its organizer, and a guest."""

    site: Site
    boss: Browser
    guest: Browser
    slug: str
    event: int

    @property
    def desk(self) -> str:
        return f"/organize/campaigns/{self.slug}/events/{self.event}"

    def scan(self, code: str, by: Browser | None = None, **more: str) -> Page:
        by = by or self.boss
        return by.post(f"{self.desk}/scan", {"csrf_token": by.token(), "code": code, **more})

    def scan_guest(self, **more: str) -> Page:
        return self.scan(gatherings.code_of(self.site, self.guest), **more)

    def change(self, **values: object) -> None:
        with self.site.database.write() as session:
            event = session.get_one(Event, self.event)
            for name, value in values.items():
                setattr(event, name, value)

    @property
    def attended(self) -> int:
        with self.site.database.read() as session:
            return session.get_one(Event, self.event).attended


@pytest.fixture
def gate(site: Site) -> Gate:
    """Its door is open and the guest is registered."""
    boss, guest = organizer(site), site.newcomer()
    slug = campaign(site, "community", boss)
    event = gatherings.event(site, slug)
    gatherings.register(site, slug, event, guest)
    gatherings.begin(site, event)
    return Gate(site, boss, guest, slug, event)


def _another_day(gate: Gate) -> None:
    gate.change(starts_at=utc_now() + timedelta(days=2), ends_at=utc_now() + timedelta(days=2, hours=1))


def _long_ago(gate: Gate) -> None:
    gate.change(starts_at=utc_now() - timedelta(days=3), ends_at=utc_now() - timedelta(days=3))


def _called_off(gate: Gate) -> None:
    gate.change(cancelled_at=utc_now())


def _nothing(_gate: Gate) -> None:
    pass


def _stranger(gate: Gate) -> str:
    return gatherings.code_of(gate.site, gate.site.newcomer())


def _old(gate: Gate) -> str:
    return gatherings.code_of(gate.site, gate.guest, utc_now() - timedelta(minutes=3))


WRONG: list[tuple[str, Callable[[Gate], None], Callable[[Gate], str] | str | None, tuple[str, str]]] = [
    ("wrong day", _another_day, None, ("日子不对", "Wrong day")),
    ("late", _long_ago, None, ("来晚了", "Too late")),
    ("cancelled", _called_off, None, ("活动已取消", "Cancelled")),
    ("not registered", _nothing, _stranger, ("没有报名", "Not registered")),
    ("full", lambda gate: gate.change(capacity=1), _stranger, ("名额已满", "Full")),
    ("expired", _nothing, _old, ("这个码过期了", "Code expired")),
    ("forged", _nothing, "ABCDEFGHJKMN", ("这个码无效", "No valid code")),
    (
        "a screen",
        _nothing,
        lambda gate: gatherings.screen_code(gate.site, gate.event),
        ("不是居民的码", "Another kind"),
    ),
]
NONSENSE = ["", "\x00", "\ud800", "x" * 10_000, "零零零", "<script>", "/here/", "9" * 400]


@pytest.mark.parametrize(("number", "language"), list(product(range(len(WRONG)), (0, 1))))
def test_each_wrong_code_has_a_clear_answer(gate: Gate, number: int, language: int) -> None:
    _, arrange, shown, answers = WRONG[number]
    arrange(gate)
    code = (
        gatherings.code_of(gate.site, gate.guest) if shown is None else shown if isinstance(shown, str) else shown(gate)
    )
    page = gate.scan(code, gate.site.again(gate.boss, gate.site.city.languages[language]))
    assert page.status == 422
    assert answers[language] in page.text
    assert gate.attended == 0


def test_a_paper_list_is_ticked_after_the_day(gate: Gate) -> None:
    """Of an event that was three days ago; it counts on its day, and as reported on paper."""
    _long_ago(gate)
    path = f"{gate.desk}/list"
    page = gate.site.again(gate.boss, "en").open(path)
    assert "for up to 60 days" in page.text
    ids = page.root.findall(".//input[@name='resident']")
    gate.boss.post(path, {"csrf_token": gate.boss.token(), "resident": [str(one.get("value")) for one in ids]})
    with gate.site.database.read() as session:
        came = session.query(Attendance).filter_by(event_id=gate.event).all()
        event = session.get_one(Event, gate.event)
    assert [(one.method, one.checked_in_at) for one in came] == [("paper", event.starts_at)]


@pytest.mark.parametrize("code", NONSENSE)
def test_nonsense_is_no_code(gate: Gate, code: str) -> None:
    assert gate.scan(code).status == 422
    assert gate.attended == 0


def test_the_right_code_lets_in_once(gate: Gate) -> None:
    first, second = gate.scan_guest(), gate.scan_guest()
    assert "签到成功" in first.text
    assert gate.guest.nickname in first.text
    assert "已经签过到了" in second.text
    assert gate.attended == 1


def test_too_early_names_the_hour(gate: Gate) -> None:
    begins = utc_now() + timedelta(minutes=90)
    gate.change(starts_at=begins, ends_at=begins + timedelta(hours=1))
    page = gate.scan_guest()
    local = gate.site.app_services.calendar.local
    if local(begins).date() == local(utc_now()).date():
        assert f"{local(begins) - timedelta(hours=1):%H:%M} 开始签到" in page.text
    assert page.status == 422


def test_somebody_registered_for_another_date_is_told_so(gate: Gate) -> None:
    other = gatherings.event(gate.site, gate.slug, days=6)
    visitor = gate.site.newcomer()
    gatherings.register(gate.site, gate.slug, other, visitor)
    page = gate.scan(gatherings.code_of(gate.site, visitor))
    assert "场次不对" in page.text
    assert page.status == 422


def test_on_the_spot_while_there_is_room(gate: Gate) -> None:
    visitor = gate.site.newcomer()
    code = gatherings.code_of(gate.site, visitor)
    assert "现场报名并签到" in gate.scan(code).html
    assert "签到成功" in gate.scan(code, register="y").text
    assert gate.attended == 1
    gate.change(capacity=2)
    assert "没有名额了" in gate.scan(gatherings.code_of(gate.site, gate.site.newcomer()), register="y").text


@pytest.mark.parametrize("page", ["", "/edit", "/scan", "/screen", "/list", "/list/worker.js"])
def test_another_organizer_finds_nothing(gate: Gate, page: str) -> None:
    assert organizer(gate.site).open(gate.desk + page).status == 404
    assert gate.guest.open(gate.desk + page).status == 404


@pytest.mark.parametrize("act", ["scan", "list", "cancel", "edit", "attendances/1/take-back"])
def test_another_organizer_changes_nothing(gate: Gate, act: str) -> None:
    gate.scan_guest()
    stranger = organizer(gate.site)
    before = gate.site.rows()
    code = gatherings.code_of(gate.site, gate.guest)
    sent = {"csrf_token": stranger.token(), "code": code, "resident": "1", "name_zh": "x"}
    assert stranger.post(f"{gate.desk}/{act}", sent).status == 404
    assert gate.site.rows() == before
    assert gate.attended == 1


def test_staff_take_back_what_was_wrong(gate: Gate) -> None:
    gate.scan_guest()
    desk = gate.site.clerk.open(gate.desk)
    action = next(one.get("action", "") for one in desk.root.iter("form") if "take-back" in one.get("action", ""))
    assert gate.site.clerk.post(action, desk.form(action)).status == 303
    assert gate.attended == 0
    assert "签到成功" in gate.scan_guest().text


def test_the_screen_lets_in_who_scanned_it_in_time(gate: Gate) -> None:
    path = f"/here/{gatherings.screen_code(gate.site, gate.event)}"
    action = f"/here/{gate.event}/arrive"
    done = gate.guest.follow(gate.guest.send(path, action))
    assert "签到成功" in done.text
    assert gate.attended == 1


def test_the_screens_code_is_soon_worth_nothing(gate: Gate) -> None:
    old = gatherings.screen_code(gate.site, gate.event, utc_now() - timedelta(seconds=61))
    assert gate.guest.open(f"/here/{old}").status == 410
    assert gate.guest.open("/here/ABCDEFGHJKMN").status == 404
    current = gatherings.screen_code(gate.site, gate.event, utc_now() - timedelta(seconds=29))
    assert gate.guest.open(f"/here/{current}").status == 200


def test_nobody_finds_a_code_by_trying(open_city: Callable[..., Site]) -> None:
    guest = open_city(writes_per_minute=120).newcomer()
    with time_machine.travel(utc_now(), tick=False):
        tries = [guest.open("/here/ABCDEFGHJKMN").status for _ in range(11)]
    assert tries == [*[404] * 10, 429]


def test_one_scan_is_good_for_five_minutes_whatever_is_refused_meanwhile(gate: Gate) -> None:
    stranger, action = gate.site.newcomer(), f"/here/{gate.event}/arrive"
    with time_machine.travel(utc_now(), tick=False) as clock:
        sent = stranger.open(f"/here/{gatherings.screen_code(gate.site, gate.event)}").form(action)
        for _ in range(4):
            refused = stranger.post(action, sent)
            assert refused.status == 409
            sent = {**refused.form(action), "register": ""}
            clock.shift(60)
        clock.shift(61)
        late = stranger.post(action, {**sent, "register": "y"})
    assert late.status == 410
    assert "ticket" not in late.html
    assert gate.attended == 0


def test_a_ticket_registers_on_the_spot(gate: Gate) -> None:
    stranger, action = gate.site.newcomer(), f"/here/{gate.event}/arrive"
    asked = stranger.send(f"/here/{gatherings.screen_code(gate.site, gate.event)}", action)
    assert stranger.post(action, asked.form(action)).status == 303
    assert gate.attended == 1


WRONG_TICKETS = ["", "1-1-" + "0" * 32, "ABCDEFGHJKMN", "9" * 400, "\x00"]


def test_wrong_tickets_and_wrong_codes_count_as_guesses(open_city: Callable[..., Site]) -> None:
    site = open_city(writes_per_minute=120)
    boss, guest = organizer(site), site.newcomer()
    slug = campaign(site, "community", boss)
    gate = Gate(site, boss, guest, slug, gatherings.event(site, slug))
    with time_machine.travel(utc_now(), tick=False):
        token = guest.token()
        held = [{"csrf_token": token, "ticket": ticket} for ticket in WRONG_TICKETS * 3]
        tries = [guest.post(f"/here/{gate.event}/arrive", fields).status for fields in held]
        scans = [gate.scan("ABCDEFGHJKMN").status for _ in range(12)]
    assert tries == [*[422] * 10, *[429] * 5]
    assert scans == [*[422] * 10, *[429] * 2]


def test_a_ticket_serves_its_holder_alone(gate: Gate) -> None:
    page = gate.guest.open(f"/here/{gatherings.screen_code(gate.site, gate.event)}")
    action = f"/here/{gate.event}/arrive"
    thief = gate.site.newcomer()
    gatherings_ticket = page.form(action)["ticket"]
    assert thief.post(action, {"csrf_token": thief.token(), "ticket": gatherings_ticket}).status == 422
    assert gate.attended == 0


@pytest.mark.parametrize("ids", [[], ["0"], ["x"], ["999999999"], ["\x00"], ["\ud800"], ["1" * 30], ["-1"]])
def test_nonsense_on_a_list_checks_nobody_in(gate: Gate, ids: list[str]) -> None:
    sent: dict[str, str | list[str]] = {"csrf_token": gate.boss.token(), "resident": ids, "at-999999999": "9" * 40}
    assert gate.boss.post(f"{gate.desk}/list", sent).status == 200
    assert gate.attended == 0


def test_too_long_a_list_is_refused_whole(gate: Gate) -> None:
    ids = [str(number) for number in range(1, 1500)]
    assert gate.boss.post(f"{gate.desk}/list", {"csrf_token": gate.boss.token(), "resident": ids}).status == 422
    assert gate.attended == 0


def test_my_code_renews_itself(gate: Gate) -> None:
    page = gate.guest.open("/me/code")
    assert 1 <= int(page.answer.headers["Refresh"]) <= 60
    assert page.answer.headers["Cache-Control"] == "no-store"
