"""A household's promise: asked in its time, counted once, never twice for the same lamp."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.pledges import queries, services
from campaigns.pledges.jobs import jobs as pledge_jobs
from campaigns.pledges.models import Confirmation, Pledge
from campaigns.programme.models import Campaign
from campaigns.programme.participation import joined_or_join
from civic.database.engine import Database
from civic.errors import Conflict, Invalid, NotFound
from civic.messages.models import Message
from civic.messages.reminders import remind
from civic.paths import CITIES
from civic.residents import households
from civic.residents import services as residents
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.scheduling.jobs import run_due
from footprint.devices import services as devices
from footprint.devices.queries import of_household
from footprint.ledger.models import Entry
from footprint.ledger.projections.late_line import LateLine
from footprint.ledger.seasons import freeze_seasons
from footprint.ledger.services import Claim, record, undo_own
from footprint.ledger.verify import verify
from footprint.resources import LEDGER
from tests.characters import Site, open_site
from tests.meeting import while_undoing
from tests.organizing import actor_of, campaign
from tests.people import in_session

MONDAY = date(2026, 11, 2)


def at(day: date) -> datetime:
    """Noon of a day, in a time zone that shares the city's day."""
    return datetime.combine(day, time(4), UTC)


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[Site]:
    with time_machine.travel(at(MONDAY)):
        yield open_site(database, CITIES / "zhenjiang", tmp_path)


class Home:
    """A household in a campaign of pledges."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.slug = campaign(site, "trio", ends_on=MONDAY + timedelta(days=180))
        self.ledger = site.app_services.get(LEDGER)
        resident = self.browser = site.newcomer()
        with site.database.write() as session:
            self.actor = actor_of(session, resident)
            self.campaign = session.scalars(select(Campaign).where(Campaign.slug == self.slug)).one()
            joined_or_join(session, self.campaign, self.actor, MONDAY, at(MONDAY))
            session.flush()
            session.expunge(self.campaign)

    def pledge(
        self, action: str, option: str, quantity: int, *, by: ResidentActor | None = None, other: bool = False
    ) -> int:
        with self.site.database.write() as session:
            made = services.make(
                session,
                self.ledger,
                self.campaign,
                by or self.actor,
                action_id=action,
                option_id=option,
                quantity_milli=quantity * 1000,
                other_things=other,
                promise="pledge",
                now=at(MONDAY),
            )
            return made.id

    def answer(self, pledge_id: int, period: str, said: int, on: date) -> Confirmation:
        with self.site.database.write() as session:
            given = services.answer(
                session,
                self.ledger,
                self.actor,
                pledge_id,
                period,
                said_milli=said * 1000,
                now=at(on),
            )
            session.expunge(given)
            return given

    def log(self, action: str, option: str | None, quantity: int, day: date) -> None:
        with self.site.database.write() as session:
            claim = Claim(
                self.actor.resident_id, f"own-{action}-{day}-{quantity}", action, option, quantity * 1000, day
            )
            record(session, self.ledger, claim, at(day))

    def entries(self, action: str) -> list[Entry]:
        with self.site.database.read() as session:
            return list(session.scalars(select(Entry).where(Entry.action == action).order_by(Entry.occurred_on)))


@pytest.fixture
def home(town: Site) -> Home:
    return Home(town)


def test_a_promise_alone_saves_nothing(home: Home) -> None:
    home.pledge("basket", "old", 5)
    (entry,) = home.entries("pledge")
    assert (entry.mid_mg, entry.points) == (0, 5)
    assert home.entries("basket") == []


def test_a_kept_week_is_spread_over_its_days(home: Home) -> None:
    number = home.pledge("basket", "old", 9)
    sunday = MONDAY + timedelta(days=6)
    given = home.answer(number, "week:2026-W45", 9, sunday)
    made = home.entries("basket")
    assert given.recorded_milli == 9000
    assert sum(entry.credited_milli for entry in made) == 9000
    assert max(entry.quantity_milli for entry in made) == 2000
    assert all(MONDAY <= entry.occurred_on <= sunday for entry in made)
    assert {entry.source for entry in made} == {f"campaign:{home.campaign.id}:pledge:{number}"}
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()


def test_a_late_answer_is_of_the_days_on_which_it_was_kept(home: Home) -> None:
    """Of all days of a week that was over six days before, none so full that a limit cuts it."""
    number = home.pledge("basket", "old", 14)
    sunday = MONDAY + timedelta(days=6)
    given = home.answer(number, "week:2026-W45", 14, sunday + timedelta(days=6))
    made = home.entries("basket")
    assert given.recorded_milli == 14_000
    assert [(entry.occurred_on, entry.credited_milli) for entry in made] == [
        (MONDAY + timedelta(days=age), 2_000) for age in range(7)
    ]
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()


def test_an_answer_weeks_later_is_of_the_days_of_its_own_week(home: Home) -> None:
    """On the last day on which it can be answered, sixty days after its Monday; a season that was frozen in between
    receives it as dated late lines."""
    number = home.pledge("basket", "old", 14)
    answered_on = MONDAY + timedelta(days=60)
    with home.site.database.write() as session:
        freeze_seasons(session, home.ledger.calendar, at(answered_on))
    given = home.answer(number, "week:2026-W45", 14, answered_on)
    assert given.recorded_milli == 14_000
    assert [(entry.occurred_on, entry.credited_milli) for entry in home.entries("basket")] == [
        (MONDAY + timedelta(days=age), 2_000) for age in range(7)
    ]
    with home.site.database.read() as session:
        lines = list(session.scalars(select(LateLine)))
    assert [(line.season, line.told_on, line.entries) for line in lines] == [("season:2026-autumn", answered_on, 7)]
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()


def test_after_sixty_days_it_is_too_late_and_pages_say_until_when(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    with time_machine.travel(at(MONDAY + timedelta(days=30))):
        page = home.browser.open("/me/pledges")
    assert "更早的，还可以回答" in page.text
    assert "2027年1月1日" in page.text, "sixty days after the Monday of the first week"
    with pytest.raises(Invalid):
        home.answer(number, "week:2026-W45", 4, MONDAY + timedelta(days=61))
    assert home.entries("cup") == []


def test_a_late_answer_can_be_undone_for_a_week(home: Home) -> None:
    number, answered_on = home.pledge("cup", "own", 4), MONDAY + timedelta(days=12)
    home.answer(number, "week:2026-W45", 4, answered_on)
    first = home.entries("cup")[0]
    undo(home, first, answered_on + timedelta(days=7))
    assert sum(entry.credited_milli for entry in home.entries("cup")) == 3_000


def test_an_answer_twice_counts_once(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    sunday = MONDAY + timedelta(days=6)
    for _ in range(2):
        home.answer(number, "week:2026-W45", 4, sunday)
    assert sum(entry.quantity_milli for entry in home.entries("cup")) == 4000


def test_what_was_logged_already_is_not_counted_again(home: Home) -> None:
    number = home.pledge("basket", "old", 5)
    home.log("basket", "old", 3, MONDAY + timedelta(days=2))
    given = home.answer(number, "week:2026-W45", 5, MONDAY + timedelta(days=6))
    assert given.recorded_milli == 2000
    assert sum(entry.credited_milli for entry in home.entries("basket")) == 5000


def test_no_may_become_yes_but_yes_stays(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    sunday = MONDAY + timedelta(days=6)
    assert not home.answer(number, "week:2026-W45", 0, sunday).is_kept
    assert home.answer(number, "week:2026-W45", 3, sunday).is_kept
    assert home.answer(number, "week:2026-W45", 0, sunday).is_kept


def undo(home: Home, entry: Entry, on: date) -> None:
    with home.site.database.write() as session:
        undo_own(session, home.ledger, home.actor.resident_id, entry.id, at(on))


def test_what_is_undone_in_the_diary_is_not_kept(home: Home) -> None:
    number, sunday = home.pledge("cup", "own", 4), MONDAY + timedelta(days=6)
    home.answer(number, "week:2026-W45", 4, sunday)
    promise, *made = [*home.entries("pledge"), *home.entries("cup")]
    undo(home, promise, sunday)
    undo(home, made[0], sunday)

    def kept() -> tuple[bool, int]:
        with home.site.database.read() as session:
            given = session.get_one(Confirmation, (number, "week:2026-W45"))
            return given.is_kept, given.recorded_milli

    assert kept() == (True, 3000)
    for entry in made[1:]:
        undo(home, entry, sunday)
    assert kept() == (False, 0)
    assert home.answer(number, "week:2026-W45", 2, sunday).recorded_milli == 2000
    assert sum(entry.credited_milli for entry in home.entries("cup")) == 2000
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()


@pytest.mark.parametrize(("age", "period"), [(5, "week:2026-W45"), (61, "week:2026-W45"), (6, "week:2026-W44")])
def test_only_in_its_time(home: Home, age: int, period: str) -> None:
    number = home.pledge("cup", "own", 4)
    with pytest.raises(Invalid):
        home.answer(number, period, 4, MONDAY + timedelta(days=age))
    assert home.entries("cup") == []


def test_a_lamp_earns_by_whole_months(home: Home) -> None:
    number = home.pledge("lamp", "cfl", 3)
    with pytest.raises(Invalid):
        home.answer(number, "month:2026-11", 3, date(2026, 12, 1))
    with pytest.raises(Invalid):
        home.answer(number, "month:2026-12", 3, date(2026, 12, 31))
    given = home.answer(number, "month:2026-12", 3, date(2027, 1, 1))
    made = home.entries("lamp")
    assert (given.recorded_milli, [entry.credited_milli for entry in made]) == (3000, [1000] * 3)
    assert {entry.occurred_on for entry in made} == {date(2026, 12, 31)}
    assert len({entry.device_id for entry in made}) == 3
    assert all(entry.mid_mg > 0 for entry in made)
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()
    with pytest.raises(Invalid):
        home.answer(number, "month:2027-01", 4, date(2027, 2, 1))


def test_a_lamp_that_was_confirmed_already_is_not_counted_again(home: Home) -> None:
    number, january = home.pledge("lamp", "cfl", 3), date(2027, 1, 1)
    with home.site.database.write() as session:
        lamps = [named.device for named in of_household(session, home.actor.household_id, "lamp")]
        ids = {lamp.id for lamp in lamps}
        devices.confirm(session, home.ledger, home.actor.resident_id, lamps[:1], date(2026, 12, 31), at(january))
    assert home.answer(number, "month:2026-12", 3, january).recorded_milli == 2000
    assert [entry.credited_milli for entry in home.entries("lamp")] == [1000] * 3
    assert {entry.device_id for entry in home.entries("lamp")} == ids


def test_the_month_of_a_lamp_that_was_undone_can_be_answered_again(home: Home) -> None:
    number, january = home.pledge("lamp", "cfl", 1), date(2027, 1, 1)
    home.answer(number, "month:2026-12", 1, january)
    undo(home, home.entries("lamp")[0], january)
    assert home.answer(number, "month:2026-12", 1, january).recorded_milli == 1000
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()


def test_the_same_lamp_is_pledged_once(home: Home) -> None:
    home.pledge("lamp", "cfl", 3)
    with pytest.raises(Conflict):
        home.pledge("lamp", "incandescent", 2)


def test_two_members_at_once_make_one_pledge(home: Home) -> None:
    refused: list[Exception] = []

    def try_it() -> None:
        try:
            home.pledge("basket", "old", 5)
        except Conflict as problem:
            refused.append(problem)

    threads = [Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with home.site.database.read() as session:
        assert len(session.scalars(select(Pledge)).all()) == 1
    assert len(refused) == 3


def test_who_undoes_and_who_answers_wait_in_no_circle(home: Home) -> None:
    number, monday = home.pledge("cup", "own", 4), MONDAY + timedelta(days=7)
    home.answer(number, "week:2026-W45", 4, MONDAY + timedelta(days=6))
    entry = home.entries("cup")[-1]

    def answers(session: Session) -> object:
        sunday = monday + timedelta(days=6)
        return services.answer(
            session, home.ledger, home.actor, number, "week:2026-W46", said_milli=2000, now=at(sunday)
        )

    with time_machine.travel(at(monday)):
        assert while_undoing(home.site, home.ledger, (home.actor.resident_id, entry.id), answers) == []
    assert verify(home.site.database, home.site.app_services.calendar).differences == ()


def test_whoever_moves_says_that_these_are_other_things(home: Home) -> None:
    home.pledge("lamp", "cfl", 3)
    elsewhere = home.site.newcomer()
    with home.site.database.write() as session:
        new_home = actor_of(session, elsewhere).household_id
        session.get_one(Resident, home.actor.resident_id).household_id = new_home
        moved = replace(home.actor, household_id=new_home)
    with pytest.raises(Invalid) as refused:
        home.pledge("lamp", "cfl", 3, by=moved)
    assert refused.value.field == "other_things"
    home.pledge("lamp", "cfl", 3, by=moved, other=True)


def test_a_pledge_ends_when_everybody_has_left(home: Home) -> None:
    number = home.pledge("lamp", "cfl", 3)
    elsewhere = home.site.newcomer()
    with home.site.database.write() as session:
        assert services.end_abandoned(session, at(MONDAY)) == 0
        new_home = actor_of(session, elsewhere).household_id
        session.get_one(Resident, home.actor.resident_id).household_id = new_home
        session.flush()
        assert services.end_abandoned(session, at(MONDAY)) == 1
        assert session.get_one(Pledge, number).end_reason == "moved"


def test_moving_out_last_ends_the_pledges_of_the_home_alone(home: Home) -> None:
    number, other = home.pledge("lamp", "cfl", 3), home.site.newcomer()
    with home.site.database.write() as session:
        friend = actor_of(session, other)
        code = households.open_door(session, friend)
        households.move_in(session, home.site.app_services.registry, home.actor, code, at(MONDAY))
        assert session.get_one(Pledge, number).end_reason == "moved"
    moved = replace(home.actor, household_id=friend.household_id)
    kept = home.pledge("cup", "own", 4, by=moved)
    with home.site.database.write() as session:
        households.move_out(session, home.site.app_services.registry, moved, at(MONDAY))
        assert session.get_one(Pledge, kept).ended_at is None


def test_an_erased_account_leaves_no_pledge_open(home: Home) -> None:
    number = home.pledge("lamp", "cfl", 3)
    with home.site.database.write() as session:
        residents.erase(session, home.site.app_services.registry, in_session(session, home.actor), at(MONDAY))
    assert run_due(home.site.app_services, pledge_jobs)
    with home.site.database.read() as session:
        assert session.get_one(Pledge, number).end_reason == "moved"


def asked(home: Home, day: date, hour: int = 12) -> list[str]:
    """The messages that people have after a run of the reminders at that hour of the city."""
    remind(home.site.app_services, at(day) + timedelta(hours=hour - 12))
    with home.site.database.read() as session:
        found = select(Message.key).where(Message.resident_id == home.actor.resident_id, Message.topic == "reminder")
        return sorted(session.scalars(found))


def test_a_home_is_asked_after_the_week_and_once_more_by_day(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    home.pledge("basket", "old", 2)
    sunday = MONDAY + timedelta(days=6)
    first, last = "pledges:week:2026-W45:0", "pledges:week:2026-W45:1"
    assert asked(home, sunday) == []
    assert asked(home, sunday + timedelta(days=1), hour=7) == []
    assert asked(home, sunday + timedelta(days=1), hour=8) == [first]
    assert asked(home, sunday + timedelta(days=2)) == [first]
    home.answer(number, "week:2026-W45", 4, sunday + timedelta(days=2))
    assert asked(home, sunday + timedelta(days=5)) == [first, last]
    assert asked(home, sunday + timedelta(days=8)) == [first, last, "pledges:week:2026-W46:0"]


def test_whoever_has_answered_or_pledged_later_is_not_asked(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    home.pledge("lamp", "cfl", 3)
    home.answer(number, "week:2026-W45", 4, MONDAY + timedelta(days=6))
    assert asked(home, MONDAY + timedelta(days=7)) == []
    assert asked(home, date(2026, 12, 1)) == ["pledges:week:2026-W48:0"]
    assert "pledges:month:2026-12:0" in asked(home, date(2027, 1, 2))


def test_an_unanswered_month_is_said_gently(home: Home) -> None:
    home.pledge("lamp", "cfl", 3)
    with time_machine.travel(at(date(2027, 3, 2))):
        page = home.browser.open("/me/pledges").text
    assert "2026年12月没有收到您的回答，所以没有计入。没关系" in page


def test_strangers_have_no_say(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    stranger = home.site.newcomer()
    with home.site.database.write() as session, pytest.raises(NotFound):
        services.end(session, actor_of(session, stranger), number, at(MONDAY))


def test_the_reach_of_a_campaign(home: Home) -> None:
    number = home.pledge("cup", "own", 4)
    home.pledge("basket", "old", 2)
    home.answer(number, "week:2026-W45", 4, MONDAY + timedelta(days=6))
    with home.site.database.read() as session:
        found = queries.reach(session, home.campaign.id)
    assert (found.households, found.pledges, found.kept, found.answered) == (1, 2, 1, 1)


def test_who_moved_in_after_the_week_leaves_its_answer_to_the_others(home: Home) -> None:
    number, sunday = home.pledge("cup", "own", 4), MONDAY + timedelta(days=6)
    with time_machine.travel(at(sunday + timedelta(days=1))):
        late = home.site.newcomer()
        with home.site.database.write() as session:
            code = households.open_door(session, home.actor)
            households.move_in(session, home.site.app_services.registry, actor_of(session, late), code, at(sunday))
        said = {"period": "week:2026-W45", "answer": "yes", "quantity": "4"}
        answer = late.post(f"/me/pledges/{number}/answer", {**said, "csrf_token": late.token()})
        page = late.open("/me/pledges")
    assert f"/me/pledges/{number}/answer" not in {form.get("action") for form in page.root.iter("form")}
    assert "那时您还没有加入“同行”" in page.text
    assert answer.status == 422
    assert "请家里当时已经加入的人来回答" in answer.text
    assert home.entries("cup") == []


def test_an_answer_says_what_it_brought(home: Home) -> None:
    number, sunday = home.pledge("cup", "own", 4), MONDAY + timedelta(days=6)
    with time_machine.travel(at(sunday)):
        no = home.browser.send("/me/pledges", f"/me/pledges/{number}/answer", period="week:2026-W45", answer="no")
        page = home.browser.open(no.location).text
        assert "谢谢您如实说" in page
        assert "您说这次没有做到" in page
        said = {"period": "week:2026-W45", "answer": "yes", "quantity": "4"}
        yes = home.browser.send("/me/pledges", f"/me/pledges/{number}/answer", **said)
        page = home.browser.open(yes.location).text
    saved = sum(entry.mid_mg for entry in home.entries("cup"))
    assert f"少排了 {saved / 1000:.0f} 克。 8 积分" in page


@pytest.mark.parametrize("action", ["basket", "cup"])
def test_who_is_not_sure_of_the_thing_earns_points_and_no_kilograms(home: Home, action: str) -> None:
    number = home.pledge(action, "unknown", 4)
    home.answer(number, "week:2026-W45", 4, MONDAY + timedelta(days=6))
    made = home.entries(action)
    assert sum(entry.credited_milli for entry in made) == 4_000
    assert {(entry.low_mg, entry.mid_mg, entry.high_mg) for entry in made} == {(0, 0, 0)}
    assert all(entry.points > 0 for entry in made)
    form = home.browser.open(f"/actions/{action}")
    assert "说不清" in form.text


def test_who_is_not_sure_of_the_lamp_earns_points_and_no_kilograms(home: Home) -> None:
    number = home.pledge("lamp", "unknown", 2)
    given = home.answer(number, "month:2026-12", 2, date(2027, 1, 2))
    made = home.entries("lamp")
    assert given.recorded_milli == 2_000
    assert len(made) == 2
    assert {(entry.low_mg, entry.mid_mg, entry.high_mg) for entry in made} == {(0, 0, 0)}
    assert sum(entry.points for entry in made) > 0
