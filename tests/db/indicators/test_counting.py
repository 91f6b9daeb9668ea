"""A month is counted once, when it is settled; what was counted moves no more, and tells nobody apart."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import insert, update

from campaigns.awareness.models import QuizItemResult
from campaigns.events.models import Attendance, Event
from campaigns.indicators import jobs, measures, queries, rules
from campaigns.indicators.cli import indicators_command
from campaigns.indicators.counting import count_month
from campaigns.indicators.models import IndicatorValue, NewcomerCohort
from campaigns.pledges.models import Confirmation, Pledge
from civic.calendar import address_of, utc_now
from civic.program import Program
from footprint.additionality.models import AnywayCount
from footprint.boards.models import BoardRow
from tests import gatherings, officework, quizzing
from tests.characters import Site
from tests.measuring import noon, ride, settled
from tests.organizing import campaign, campaign_id, organizer
from tests.people import settle

Found = Callable[..., tuple[str, int | None, int | None]]


@pytest.fixture
def value(site: Site) -> Found:
    """What a computation finds for a place in the settled month: status, numerator, denominator."""

    def find(computation: str, place: str = rules.CITY) -> tuple[str, int | None, int | None]:
        with site.database.read() as session:
            found = count_month(site.app_services, session, settled(site), utc_now())
        one = next(one for one in found if (one.computation, one.place) == (computation, place))
        return one.status, one.numerator, one.denominator

    return find


def kept(site: Site) -> list[tuple[str, str, int | None, int | None]]:
    with site.database.read() as session:
        month = address_of(settled(site).key)
        return [
            (one.computation, one.place, one.numerator, one.denominator)
            for one in queries.values(session, month, month)
        ]


def test_rides_that_replaced_a_car(site: Site, value: Found) -> None:
    newcomer = settled(site).start + timedelta(days=2)
    with site.database.write() as session:
        for district in site.city.districts:
            for place in range(30):
                ride(site, session, district.id, ["car" if place % 2 else "bus"])
        for _ in range(12):
            ride(site, session, "jingkou", ["car"], joined=newcomer)
    assert value(measures.FOR_A_CAR) == (rules.TOLD, 120, 240)
    assert {value(measures.FOR_A_CAR, one.id) for one in site.city.districts} == {(rules.TOLD, 15, 30)}
    assert value(measures.FOR_A_CAR_NEW) == (rules.WITHHELD, None, None), "nobody of them did anything else"
    assert value(measures.GREEN_TRIPS) == (rules.NUMBER_ONLY, 252, None)


def test_a_single_hidden_district_hides_another(site: Site, value: Found) -> None:
    newcomer = settled(site).start + timedelta(days=2)
    with site.database.write() as session:
        for district in site.city.districts:
            for place in range(8 if district.id == "gaoxin" else 30):
                ride(site, session, district.id, ["car" if place % 2 else "bus"])
        for place in range(30):
            ride(site, session, "jingkou", ["car" if place % 2 else "bus"], joined=newcomer)
    states = {district.id: value(measures.FOR_A_CAR, district.id)[0] for district in site.city.districts}
    assert value(measures.FOR_A_CAR)[0] == rules.TOLD
    assert states["gaoxin"] == rules.WITHHELD and list(states.values()).count(rules.WITHHELD) == 2


def test_participation_is_what_the_board_shows(site: Site, value: Found) -> None:
    month = settled(site)
    figures = dict.fromkeys((column.name for column in BoardRow.__table__.columns), 0)
    shown = {"period": month.key, "district_id": "jingkou", "counted_at": utc_now(), "participants": 31}
    with site.database.write() as session:
        session.execute(insert(BoardRow), [{**figures, **shown}])
    residents = site.city.district_by_id["jingkou"].residents
    assert value(measures.PARTICIPATION, "jingkou") == (rules.TOLD, 31, residents)
    assert value(measures.PARTICIPATION) == (rules.TOLD, 31, site.city.population.residents)
    assert value(measures.PARTICIPATION, "danyang") == (rules.WITHHELD, None, None)


def test_participation_divides_by_who_lived_there_when_the_month_ended(site: Site, value: Found) -> None:
    month, people = settled(site), officework.of_the_city
    shown = {"period": month.key, "district_id": "jingkou", "counted_at": utc_now(), "participants": 31}
    figures = dict.fromkeys((column.name for column in BoardRow.__table__.columns), 0)
    with site.database.write() as session:
        session.execute(insert(BoardRow), [{**figures, **shown}])
    first, second = (officework.account(site, name) for name in ("first", "second"))
    for residents, day in ((200_000, month.end), (300_000, month.end + timedelta(days=1))):
        officework.in_force(site, people(site, residents, day), first, second)
    assert value(measures.PARTICIPATION) == (rules.TOLD, 31, 200_000)


@pytest.mark.parametrize("people", [9, 10])
def test_who_came(site: Site, value: Found, people: int) -> None:
    slug = campaign(site, "community", organizer(site))
    number, month = gatherings.event(site, slug), settled(site)
    at = noon(site, month.start + timedelta(days=3))
    with site.database.write() as session:
        session.execute(update(Event).values(starts_at=at, ends_at=at + timedelta(hours=1)))
        for _ in range(people + 1):
            resident_id = settle(session, at).resident_id
            came = {"event_id": number, "resident_id": resident_id, "method": "list"}
            session.add(Attendance(**came, checked_in_at=at, recorded_at=at))
        session.flush()
        session.get_one(Attendance, people + 1).taken_back_at = at
    assert value(measures.ATTENDEES) == ((rules.TOLD, 10, None) if people == 10 else (rules.WITHHELD, None, None))
    assert value(measures.EVENTS)[:2] == (rules.TOLD, 1)


def test_pledges_and_whether_they_were_kept(site: Site, value: Found) -> None:
    number, month = campaign_id(site, campaign(site, "trio")), settled(site)
    at = noon(site, month.start + timedelta(days=3))
    with site.database.write() as session:
        for place in range(40):
            actor = settle(session, at)
            pledge = Pledge(campaign_id=number, household_id=actor.household_id, made_by_id=actor.resident_id)
            pledge.action, pledge.option, pledge.quantity_milli, pledge.made_at = "basket", "old", 1000, at
            session.add(pledge)
            session.flush()
            answer = Confirmation(pledge_id=pledge.id, period="week", answered_by_id=actor.resident_id, answered_at=at)
            answer.is_kept, answer.said_milli, answer.recorded_milli = place < 30, 0, 0
            session.add(answer)
    assert value(measures.PLEDGED) == (rules.TOLD, 40, None)
    assert value(measures.KEPT) == (rules.TOLD, 30, 40)


def test_the_quiz_tells_what_it_published(site: Site, value: Found) -> None:
    assert value(measures.QUIZ_RIGHT) == (rules.NOTHING, None, None)
    month = settled(site)
    with site.database.write() as session:
        over = quizzing.past(site, "Over")
        over.first_on, over.last_on = month.start, month.end
        session.add(over)
        session.flush()
        for place, item in enumerate(quizzing.bank(site).core[:3]):
            result = QuizItemResult(wave_id=over.id, item=item, people=60)
            if place:
                result.first_people, result.first_right = 40 + place, 20
            session.add(result)
    assert value(measures.QUIZ_RIGHT) == (rules.TOLD, 40, 83)


def test_what_would_have_been_done_anyway(site: Site, value: Found) -> None:
    assert value(measures.ANYWAY) == (rules.WITHHELD, None, None)
    with site.database.write() as session:
        session.add(AnywayCount(action_group="travel", yes=40, no=20, unsure=10))
    assert value(measures.ANYWAY) == (rules.TOLD, 40, 70)


def some_rode(site: Site) -> None:
    """Earlier members made 60 trips, 20 of them for a car; and enough newcomers of either kind."""
    newcomer = settled(site).start + timedelta(days=2)
    with site.database.write() as session:
        for place in range(20):
            ride(site, session, "jingkou", ["car", "none"])
            ride(site, session, "jingkou", ["bus"])
            ride(site, session, "jingkou", ["car" if place % 2 else "bus"], joined=newcomer)


def test_a_month_is_counted_once(site: Site) -> None:
    some_rode(site)
    with site.database.read() as session:
        jobs.count(site.app_services, session)
    before = kept(site)
    assert (measures.FOR_A_CAR, rules.CITY, 20, 60) in before
    with site.database.write() as session:
        ride(site, session, "jingkou", ["car"])
    with site.database.read() as session:
        jobs.count(site.app_services, session)
    assert kept(site) == before


def test_a_month_that_is_not_settled_waits(site: Site) -> None:
    month = settled(site)
    with site.database.write() as session:
        settle(session, noon(site, month.start))
    with time_machine.travel(noon(site, month.end + timedelta(days=8)), tick=False), site.database.read() as session:
        jobs.count(site.app_services, session)
        assert kept(site) == []
    with time_machine.travel(noon(site, month.end + timedelta(days=9)), tick=False), site.database.read() as session:
        jobs.count(site.app_services, session)
    assert kept(site) != []


def test_cohorts_are_counted_when_their_fifth_week_is_over(site: Site) -> None:
    month = settled(site)
    joined = rules.weeks_of(month)[1]
    with site.database.write() as session:
        for _ in range(45):
            settle(session, noon(site, joined))
    due = rules.cohort_countable_from(month)
    told = []
    for day in (due - timedelta(days=1), due):
        with time_machine.travel(noon(site, day), tick=False), site.database.read() as session:
            jobs.count(site.app_services, session)
        with site.database.read() as session:
            told.append([(one.month, one.joined, one.second_week) for one in queries.cohorts(session)])
    assert told == [[], [(address_of(month.key), 45, None)]]


def test_an_auditor_is_told_all_of_it(site: Site) -> None:
    some_rode(site)
    month = address_of(settled(site).key)
    told = CliRunner().invoke(indicators_command, ["--month", month, "--json"], obj=Program.of(site.app_services))
    document = json.loads(told.output)
    ours = (one for one in document["values"] if (one["metric"], one["district"]) == ("rides_for_a_car", ""))
    assert [(one["numerator"], one["denominator"], one["value"]) for one in ours] == [(20, 60, 1 / 3)]
    assert document["metrics"]["rides_for_a_car"]["frame"] == "app_users"
    plain = CliRunner().invoke(indicators_command, ["--month", month], obj=Program.of(site.app_services))
    assert "0.3333" in plain.output


@pytest.mark.parametrize(("month", "said"), [("2026-13", "is no month"), ("2099-01", "can be counted from 2099-02-09")])
def test_a_month_that_cannot_be_is_refused(site: Site, month: str, said: str) -> None:
    told = CliRunner().invoke(indicators_command, ["--month", month], obj=Program.of(site.app_services))
    assert told.exit_code == 1 and said in told.output


def test_two_who_count_at_the_same_time_write_the_same_rows(site: Site) -> None:
    row = {"month": "2026-01", "computation": measures.ATTENDEES, "place": "", "status": rules.WITHHELD}
    for _ in range(2):
        with site.database.write() as session:
            session.merge(IndicatorValue(**row, counted_at=utc_now()))
            session.merge(NewcomerCohort(month="2026-01", counted_at=utc_now()))
    with site.database.read() as session:
        assert len(queries.values(session, "2026-01", "2026-12")) == 1 and queries.months(session) == ["2026-01"]
