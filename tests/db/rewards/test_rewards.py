"""What rewards are judged by follows the ledger: nothing is awarded twice, and an undo takes back what it earned."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from civic.calendar import monday_of
from civic.city.text import NO_TEXT
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Invalid
from civic.messages.services import tell
from footprint.ledger.rebuild import rebuild
from footprint.rewards import badges, queries, services, streaks
from footprint.rewards.badges import Badge, Deed, Judged, Rewards, judge
from footprint.rewards.models import GoalChoice, Outage, RewardWish
from footprint.rewards.queries import Facts
from footprint.rewards.streaks import Choice, Week
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, TODAY, Town, days_ago, noon

HISTORY = queries.HistoryQuery(CALENDAR)
MONDAY = monday_of(TODAY)
GROUPS = {"walk": "out", "stroll": "out", "lamp": "home", "bag": "shop", "pledge": "together"}


def _badge(id_: str, counts: str, target: int, within: str = badges.EVER) -> Badge:
    return Badge(id_, "all", "star", NO_TEXT, NO_TEXT, counts, target, within, frozenset(), "", "")


REWARDS = Rewards(
    (),
    (
        _badge("days", "days", 2),
        _badge("ways", "actions", 2),
        _badge("week", "groups", 2, badges.WEEK),
        _badge("row", "row", 2),
    ),
    (),
)


def rewards(town: Town, resident: int, today: date = TODAY) -> tuple[tuple[Week, ...], list[Judged]]:
    """Weeks and badges, as a page judges them."""
    counts, facts = HISTORY.of(town.database, resident)
    return _judged(list(counts), facts, today)


def _judged(deeds: list[Deed], facts: Facts, today: date) -> tuple[tuple[Week, ...], list[Judged]]:
    weeks = streaks.weeks({deed.day for deed in deeds}, facts.outages, facts.choices, today)
    return weeks, judge(REWARDS, deeds, weeks, GROUPS, CALENDAR, today)


def from_entries(town: Town, resident: int, today: date = TODAY) -> tuple[tuple[Week, ...], list[Judged]]:
    """The same from the entries alone, the slow and obvious way."""
    living: dict[Deed, int] = {}
    for entry in naive.entries(town):
        if entry.resident_id == resident:
            deed = Deed(entry.occurred_on, entry.action)
            living[deed] = living.get(deed, 0) + (1 if entry.reverses_id is None else -1)
    deeds = [deed for deed, number in living.items() if number]
    return _judged(deeds, HISTORY.of(town.database, resident)[1], today)


def test_undo_takes_back_and_a_second_time_earns_once(town: Town) -> None:
    ann = town.move_in()
    town.log(ann, "walk", occurred_on=days_ago(1))
    before = rewards(town, ann)
    second = town.log(ann, "walk")
    earned = rewards(town, ann)
    assert earned != before
    town.undo(ann, second)
    assert rewards(town, ann) == before
    town.undo(ann, second)
    assert rewards(town, ann) == before
    town.log(ann, "walk")
    assert rewards(town, ann) == earned


def test_a_repeated_request_and_a_rebuild_change_nothing(town: Town) -> None:
    ann = town.move_in()
    claim = town.claim(ann, "walk", occurred_on=days_ago(1))
    town.record(claim)
    town.log(ann, "bag", option="old")
    earned = rewards(town, ann)
    town.record(claim)
    rebuild(town.database, CALENDAR)
    assert rewards(town, ann) == earned == from_entries(town, ann)


def test_what_is_held_earns_nothing_and_once_again_when_released(town: Town) -> None:
    ann = town.move_in()
    town.log(ann, "walk", occurred_on=days_ago(1))
    before = rewards(town, ann)
    second = town.log(ann, "walk")
    earned = rewards(town, ann)
    for _ in range(2):
        town.hold(second)
        assert rewards(town, ann) == before == from_entries(town, ann)
        town.release(second)
        assert rewards(town, ann) == earned == from_entries(town, ann)
    town.undo(ann, second)
    assert rewards(town, ann) == before


def test_two_entries_of_a_day_are_one_deed_until_both_are_undone(town: Town) -> None:
    ann = town.move_in()
    first, second = town.log(ann, "walk"), town.log(ann, "walk")
    town.undo(ann, first)
    assert list(HISTORY.of(town.database, ann)[0]) == [Deed(TODAY, "walk")]
    town.undo(ann, second)
    assert list(HISTORY.of(town.database, ann)[0]) == []


def test_what_is_told_late_repairs_the_week_of_its_day(town: Town) -> None:
    ann = town.move_in()
    with town.database.write() as session:
        services.choose_goal(session, ann, 1, MONDAY - timedelta(days=30))
    for back in (14, 0):
        town.log(ann, "walk", occurred_on=days_ago(back), on=days_ago(back))
    assert [week.row for week in rewards(town, ann)[0]] == [1, 0, 1]
    town.log(ann, "pledge", occurred_on=days_ago(7), on=TODAY)
    assert [week.row for week in rewards(town, ann)[0]] == [1, 2, 3]


def on_a_page(town: Town, resident: int, today: date = TODAY) -> Week:
    """This week as a page reads it that reads more in the same statement."""
    ((days, goals, down),) = town.database.rows(CompiledQuery(select(*queries.row_of_weeks)), {"resident": resident})
    return queries.this_week(days, goals, down, today)


def test_a_page_that_reads_more_says_the_same_of_this_week(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    with town.database.write() as session:
        services.choose_goal(session, ann, 2, MONDAY - timedelta(days=30))
        services.choose_goal(session, bob, 5, MONDAY - timedelta(days=30))
        services.note_outage(session, MONDAY, "a broken cable", TODAY, noon(TODAY))
    assert on_a_page(town, bob) == Week(MONDAY, (), 5, streaks.OPEN, row=0, rests=0)
    for back in (8, 7, 0):
        town.log(ann, "walk", occurred_on=days_ago(back), on=days_ago(back))
        town.log(ann, "bag", option="old", occurred_on=days_ago(back), on=days_ago(back))
    town.undo(ann, town.log(ann, "walk", occurred_on=days_ago(1)))
    assert on_a_page(town, ann) == rewards(town, ann)[0][-1]
    assert on_a_page(town, ann).row == 2
    assert len(on_a_page(town, ann).days) == 2


def test_others_have_no_part_in_it(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    town.log(ann, "walk")
    with town.database.write() as session:
        services.choose_goal(session, ann, 5, TODAY)
    assert list(HISTORY.of(town.database, bob)[0]) == []
    assert HISTORY.of(town.database, bob)[1] == Facts((), frozenset(), 0)
    assert HISTORY.of(town.database, ann)[1] == Facts((Choice(TODAY, 5),), frozenset(), 2)


def test_goals_are_appended_in_their_order_and_the_same_one_not_again(town: Town) -> None:
    ann = town.move_in()
    for days in (3, 5, 5, 2):
        with town.database.write() as session:
            services.choose_goal(session, ann, days, TODAY)
    choices = HISTORY.of(town.database, ann)[1].choices
    assert choices == (Choice(TODAY, 5), Choice(TODAY, 2))
    assert (streaks.goal_of(MONDAY, choices), streaks.goal_of(MONDAY + streaks.WEEK, choices)) == (3, 2)
    with pytest.raises(Invalid), town.database.write() as session:
        services.choose_goal(session, ann, 8, TODAY)
    assert HISTORY.of(town.database, ann)[1].choices == choices


def test_an_outage_counts_for_everybody_and_is_noted_once(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    for who in (ann, bob):
        town.log(who, "walk", occurred_on=MONDAY)
        town.log(who, "walk", occurred_on=TODAY)
    with town.database.write() as session:
        services.note_outage(session, days_ago(1), "a broken cable", TODAY, noon(TODAY))
    for who in (ann, bob):
        assert rewards(town, who)[0][-1].state == streaks.REACHED
    with pytest.raises(Conflict), town.database.write() as session:
        services.note_outage(session, days_ago(1), "again", TODAY, noon(TODAY))
    with pytest.raises(Invalid), town.database.write() as session:
        services.note_outage(session, TODAY + timedelta(days=1), "a guess", TODAY, noon(TODAY))
    with town.database.read() as session:
        assert [(one.day, one.reason) for one in queries.outages(session)] == [(days_ago(1), "a broken cable")]


def test_goals_and_wishes_go_with_their_resident(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    for who in (ann, bob):
        with town.database.write() as session:
            services.choose_goal(session, who, 5, TODAY)
            services.wish(session, who, reviews=True, open_weeks=False)
    with town.database.write() as session:
        services.forget(session, ann)
    with town.database.read() as session:
        assert [one.resident_id for one in session.query(GoalChoice)] == [bob]
        assert [one.resident_id for one in session.query(RewardWish)] == [bob]
        assert session.query(Outage).count() == 0
        told = queries.export(session, bob)
    assert told["goals"] == [{"chosen_on": TODAY.isoformat(), "days": 5}]
    assert told["reward_wishes"] == {"reviews": True, "open_weeks": False}


def test_a_review_is_for_those_who_acted_and_want_it(town: Town) -> None:
    week, month = CALENDAR.week(TODAY), CALENDAR.month(TODAY)
    ann, bob, eve, dan = (town.move_in() for _ in range(4))
    for who in (ann, eve, dan):
        with town.database.write() as session:
            services.wish(session, who, reviews=who != dan, open_weeks=True)
    for who in (ann, bob, dan):
        town.log(who, "walk")
    town.undo(eve, town.log(eve, "walk"))
    with town.database.read() as session:
        assert session.scalars(queries.who_acted(week)).all() == [ann]
        assert session.scalars(queries.who_acted(month)).all() == [ann]
        assert session.scalars(queries.who_acted(CALENDAR.week(days_ago(7)))).all() == []


def test_a_month_ends_within_a_week(town: Town) -> None:
    ann = town.move_in()
    last, first = date(2026, 9, 30), date(2026, 10, 1)
    with town.database.write() as session:
        services.wish(session, ann, reviews=True, open_weeks=False)
    town.log(ann, "walk", occurred_on=last, on=last)
    with town.database.read() as session:
        assert session.scalars(queries.who_acted(CALENDAR.month(last))).all() == [ann]
        assert session.scalars(queries.who_acted(CALENDAR.month(first))).all() == []


def test_who_hears_of_an_open_week_has_days_and_goals_of_their_own(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    for who in (ann, bob):
        with town.database.write() as session:
            services.wish(session, who, reviews=False, open_weeks=who == ann)
            services.choose_goal(session, who, 2, days_ago(30))
        town.log(who, "walk", occurred_on=days_ago(7), on=days_ago(7))
        town.log(who, "bag", option="old")
    with town.database.read() as session:
        (found,) = queries.open_weeks(session, MONDAY, "open")
    assert (found.resident_id, found.days) == (ann, {days_ago(7), TODAY})
    assert (found.goal, found.goal_before) == (2, 2)


def test_the_week_before_has_the_goal_that_it_had(town: Town) -> None:
    ann = town.move_in()
    with town.database.write() as session:
        services.wish(session, ann, reviews=False, open_weeks=True)
        services.choose_goal(session, ann, 5, MONDAY - timedelta(days=1))
    town.log(ann, "walk")
    with town.database.write() as session:
        services.choose_goal(session, ann, 2, MONDAY)
    with town.database.read() as session:
        (found,) = queries.open_weeks(session, MONDAY, "open")
    assert (found.goal, found.goal_before) == (5, streaks.DEFAULT_DAYS)


def test_who_has_been_told_is_not_looked_up_again(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    for who in (ann, bob):
        with town.database.write() as session:
            services.wish(session, who, reviews=False, open_weeks=True)
        town.log(who, "walk")
    with town.database.write() as session:
        tell(session, [ann], key="open", topic="reminder", title="x", body="x", now=noon(TODAY))
    with town.database.read() as session:
        assert [one.resident_id for one in queries.open_weeks(session, MONDAY, "open")] == [bob]
        assert len(queries.open_weeks(session, MONDAY, "another")) == 2


def test_only_the_first_deed_of_its_kind_on_a_day_may_have_earned(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    deed = Deed(TODAY, "walk")
    town.log(bob, "walk")
    town.log(ann, "bag", option="old")
    town.log(ann, "walk", occurred_on=days_ago(1))
    assert queries.history_if_first(town.database, ann, deed) is None
    first = town.log(ann, "walk")
    found = queries.history_if_first(town.database, ann, deed)
    assert found is not None
    assert {one for week in found.weeks for one in week.deeds()} == set(HISTORY.of(town.database, ann)[0])
    second = town.log(ann, "walk")
    assert queries.history_if_first(town.database, ann, deed) is None
    town.undo(ann, first)
    assert queries.history_if_first(town.database, ann, deed) is not None
    town.undo(ann, second)
    assert queries.history_if_first(town.database, ann, deed) is None


_steps = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.sampled_from(["walk", "lamp", "pledge"]), st.integers(0, 7)),
        st.tuples(st.just("undo"), st.integers(0, 20), st.just(0)),
        st.tuples(st.just("goal"), st.integers(1, 7), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 9), st.just(0)),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=_steps)
def test_any_history_gives_what_its_entries_say_before_and_after_a_rebuild(
    new_database: Callable[..., Database], dialect: str, steps: list[tuple[str, str | int, int]]
) -> None:
    town = Town.found(new_database(dialect))
    ann, today, entries = town.move_in(), date(2026, 11, 25), list[int]()
    for what, value, age in steps:
        try:
            if what == "log":
                entries.append(town.log(ann, str(value), on=today, occurred_on=today - timedelta(days=age)))
            elif what == "undo" and entries:
                town.undo(ann, entries[int(value) % len(entries)], on=today)
            elif what == "goal":
                with town.database.write() as session:
                    services.choose_goal(session, ann, int(value), today)
            elif what == "wait":
                today += timedelta(days=int(value))
        except DomainError:
            continue
    told = rewards(town, ann, today)
    assert told == from_entries(town, ann, today)
    rebuild(town.database, CALENDAR)
    assert rewards(town, ann, today) == told
