"""How far a resident has come: what counts, what does not, and what is taken back."""

from datetime import date, timedelta

from sqlalchemy import select

from campaigns.events.models import Attendance
from campaigns.programme import participation
from campaigns.programme.models import Campaign
from campaigns.thanks import rules
from campaigns.thanks.queries import deeds
from civic.residents.identity import ResidentActor
from tests.db.events.hall import Hall
from tests.db.thanks.shop import Shop


def test_days_are_counted_once_however_much_is_logged(shop: Shop) -> None:
    who = shop.newcomer()
    assert shop.deeds(who, rules.DAYS, rules.BREADTH) == {rules.DAYS: 0, rules.BREADTH: 0}
    for number in range(4):
        shop.acted(who, key=f"again-{number}")
    shop.acted(who, action="paperless")
    shop.acted(shop.newcomer(), days_ago=3)
    assert shop.deeds(who, rules.DAYS) == {rules.DAYS: 1}
    yesterday = shop.acted(who, days_ago=1)
    assert shop.deeds(who, rules.DAYS) == {rules.DAYS: 2}
    shop.take_back(who, yesterday)
    assert shop.deeds(who, rules.DAYS) == {rules.DAYS: 1}


def test_breadth_is_of_one_month(shop: Shop) -> None:
    who = shop.newcomer()
    entries = [shop.acted(who, action=action) for action in ("walking", "paperless", "clean_plate")]
    shop.acted(who, key="once-more")
    assert shop.deeds(who, rules.BREADTH) == {rules.BREADTH: 3}
    next_month = (shop.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    month_after = (next_month + timedelta(days=32)).replace(day=1)
    assert shop.deeds(who, rules.BREADTH, today=next_month) == {rules.BREADTH: 3}, "last month counts too"
    assert shop.deeds(who, rules.BREADTH, today=month_after) == {rules.BREADTH: 0}
    shop.take_back(who, entries[0])
    assert shop.deeds(who, rules.BREADTH) == {rules.BREADTH: 3}, "it was done twice"
    shop.take_back(who, entries[1])
    assert shop.deeds(who, rules.BREADTH) == {rules.BREADTH: 2}


def figure(hall: Hall, who: ResidentActor, condition: str, today: date | None = None) -> int:
    with hall.site.database.read() as session:
        return deeds(session, who.resident_id, today or hall.site.today, [condition])[condition]


def test_coming_to_events_counts_until_it_is_taken_back(shop: Shop) -> None:
    hall = Hall.found(shop.site)
    who, event = hall.newcomer(), hall.event()
    hall.register(event, who)
    assert figure(hall, who, rules.EVENTS) == 0
    hall.begin(event)
    assert hall.check_in(event, who).is_in
    assert figure(hall, who, rules.EVENTS) == 1
    with hall.site.database.read() as session:
        attendance = session.scalars(select(Attendance.id)).one()
    hall.take_back(event, attendance)
    assert figure(hall, who, rules.EVENTS) == 0


def join(hall: Hall, *people: ResidentActor) -> None:
    with hall.site.database.write() as session:
        campaign = session.get_one(Campaign, hall.campaign.id)
        for who in people:
            participation.join(session, campaign, who, {}, today=hall.site.today, now=hall.now)


def test_a_campaign_is_completed_by_whoever_did_something_and_stayed(shop: Shop) -> None:
    hall = Hall.found(shop.site)
    with hall.site.database.write() as session:
        found = session.get_one(Campaign, hall.campaign.id)
        found.actions, found.ends_on = ["walking"], hall.site.today
    did, idle, left, other, undone = (shop.newcomer() for _ in range(5))
    join(hall, did, idle, left, other, undone)
    for who in (did, left):
        shop.acted(who)
    with hall.site.database.write() as session:
        participation.leave(session, hall.campaign.id, left, hall.now)
    shop.acted(other, action="paperless")
    shop.take_back(undone, shop.acted(undone))
    tomorrow = hall.site.today + timedelta(days=1)
    assert figure(hall, did, rules.CAMPAIGNS) == 0, "it is not over yet"
    assert [figure(hall, who, rules.CAMPAIGNS, tomorrow) for who in (did, idle, left, other, undone)] == [1, 0, 0, 0, 0]


def test_what_was_logged_before_joining_does_not_count_but_coming_does(shop: Shop) -> None:
    hall = Hall.found(shop.site)
    with hall.site.database.write() as session:
        session.get_one(Campaign, hall.campaign.id).actions = ["walking"]
    early, comes = shop.newcomer(), hall.newcomer()
    shop.acted(early)
    join(hall, early)
    event = hall.event()
    hall.register(event, comes)
    hall.begin(event)
    assert hall.check_in(event, comes).is_in
    with hall.site.database.write() as session:
        session.get_one(Campaign, hall.campaign.id).ends_on = hall.site.today
    tomorrow = hall.site.today + timedelta(days=1)
    assert [figure(hall, who, rules.CAMPAIGNS, tomorrow) for who in (early, comes)] == [0, 1]
