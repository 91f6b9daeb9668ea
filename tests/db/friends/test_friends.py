"""Friends and cheers on both databases: each bound, each silence, and what happens at the same moment."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from campaigns.friends import queries, rules, services
from campaigns.friends.models import Cheer, FriendCode, Friendship
from campaigns.friends.queries import Person
from campaigns.moderation import services as moderation
from campaigns.moderation.models import PostingBlock
from campaigns.moderation.rules import KEPT_AWAY, NAMED_STORY
from campaigns.organizations.models import Team, TeamMember
from civic.calendar import CityCalendar
from civic.city.pack import load_city
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany
from civic.messages.models import Message
from civic.paths import CITIES
from civic.residents.identity import ResidentActor
from tests.meeting import at_once
from tests.organizing import own_organization
from tests.people import settle

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
DAY = timedelta(days=1)
CALENDAR = CityCalendar("Asia/Shanghai", [])


def crowd(database: Database, count: int) -> Sequence[ResidentActor]:
    with database.write() as session:
        return [settle(session, NOW) for _ in range(count)]


def person(actor: ResidentActor) -> Person:
    return Person(actor.resident_id, actor.nickname)


def code_of(database: Database, actor: ResidentActor, now: datetime = NOW) -> str:
    with database.write() as session:
        services.renew_code(session, actor, now)
        found = queries.good_code(session, actor.resident_id)
        assert found is not None
        return found.code


def ask(database: Database, actor: ResidentActor, code: str, now: datetime = NOW) -> bool:
    with database.write() as session:
        return services.ask(session, CALENDAR, actor, services.with_code(session, actor, code, now), code, now)


def confirm(database: Database, actor: ResidentActor, other: ResidentActor) -> None:
    with database.write() as session:
        services.confirm(session, actor, person(other), NOW)


def befriend(database: Database, one: ResidentActor, other: ResidentActor) -> None:
    ask(database, one, code_of(database, other))
    confirm(database, other, one)


def cheer(database: Database, actor: ResidentActor, other: ResidentActor, now: datetime = NOW) -> None:
    with database.write() as session:
        services.cheer(session, CALENDAR, actor, person(other), "thanks", now)


def friends(database: Database, actor: ResidentActor) -> list[str]:
    with database.read() as session:
        return [one.nickname for one in queries.known(session, actor.resident_id) if one.is_friend]


def came(database: Database, actor: ResidentActor) -> int:
    """How many cheers the page of friends shows."""
    with database.read() as session:
        said = queries.cheers(session, actor.resident_id, CALENDAR.today(NOW))
        return sum(one.to_id == actor.resident_id for one in said)


def rows(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def team_of(database: Database, *actors: ResidentActor) -> None:
    """A team in which they let each other see them."""
    with database.write() as session:
        owner = own_organization(session, load_city(CITIES / "zhenjiang"), actors[0].resident_id)
        team = Team(organization_id=owner.id, name="All", code="a-team", created_at=NOW)
        session.add(team)
        session.flush()
        for one in actors:
            session.add(TeamMember(team_id=team.id, resident_id=one.resident_id, joined_at=NOW))
            services.choose(session, one, services.Wishes(shows_days=True, wants_cheers=True, seen_by_team=True))


def inbox(database: Database, actor: ResidentActor) -> list[str]:
    with database.read() as session:
        mine = select(Message.title).where(Message.resident_id == actor.resident_id)
        return list(session.scalars(mine.order_by(Message.id)))


def refused(database: Database, actor: ResidentActor, code: str, now: datetime = NOW) -> str:
    with pytest.raises(Invalid) as problem:
        ask(database, actor, code, now)
    return str(problem.value)


# Codes


def test_each_code_that_does_not_do_says_why(database: Database) -> None:
    ann, ben = crowd(database, 2)
    first = code_of(database, ben)
    second = code_of(database, ben)
    assert "Nobody has this code" in refused(database, ann, "2345678923")
    assert "Nobody has this code" in refused(database, ann, "0O0O")
    assert "own code" in refused(database, ben, second)
    assert "has been replaced" in refused(database, ann, first)
    assert "too old" in refused(database, ann, second, NOW + rules.CODE_HOLDS + DAY)
    befriend(database, ann, ben)
    assert "friends already" in refused(database, ann, code_of(database, ben))


def test_new_codes_are_counted_and_old_ones_forgotten(database: Database) -> None:
    (ann,) = crowd(database, 1)
    for _ in range(rules.CODES_A_DAY):
        code_of(database, ann)
    with pytest.raises(TooMany):
        code_of(database, ann)
    code_of(database, ann, NOW + rules.CODES_KEPT + DAY)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(FriendCode)) == 2


# Friends


def test_nobody_is_a_friend_before_saying_yes(database: Database) -> None:
    ann, ben = crowd(database, 2)
    assert ask(database, ann, code_of(database, ben)) is False
    assert (friends(database, ann), friends(database, ben)) == ([], [])
    with pytest.raises(NotFound):
        confirm(database, ann, ben)
    confirm(database, ben, ann)
    confirm(database, ben, ann)
    assert (friends(database, ann), friends(database, ben)) == ([ben.nickname], [ann.nickname])


def test_who_asks_each_other_are_friends(database: Database) -> None:
    ann, ben = crowd(database, 2)
    codes = [code_of(database, ben), code_of(database, ann)]
    with ThreadPoolExecutor(2) as together:
        answers = sorted(together.map(lambda who: ask(database, *who), zip([ann, ben], codes, strict=True)))
    assert answers == [False, True]
    assert friends(database, ann) == [ben.nickname]


def test_a_yes_twice_at_once_is_one_friendship(database: Database) -> None:
    ann, ben = crowd(database, 2)
    ask(database, ann, code_of(database, ben))
    with ThreadPoolExecutor(4) as together:
        list(together.map(lambda _: confirm(database, ben, ann), range(4)))
    assert rows(database, Friendship) == 1


def test_a_yes_and_a_taking_back_at_once_leave_one_of_the_two(database: Database) -> None:
    ann, ben = crowd(database, 2)
    ask(database, ann, code_of(database, ben))

    def take_back() -> None:
        with database.write() as session:
            services.end(session, ann, person(ben))

    came = at_once([take_back, lambda: confirm(database, ben, ann)])
    assert [type(one) for one in came if one is not None] in ([], [NotFound]), "said in time, or too late"
    assert friends(database, ann) == friends(database, ben) == []
    assert rows(database, Friendship) == 0


def test_the_hundredth_friend_is_the_last_even_at_once(database: Database) -> None:
    host, *others = crowd(database, rules.FRIENDS_MAX + 4)
    with database.write() as session:
        rows = [
            {"low_id": host.resident_id, "high_id": one.resident_id, "asked_by_id": one.resident_id}
            | {"asked_at": NOW, "confirmed_at": NOW if number < rules.FRIENDS_MAX - 1 else None}
            for number, one in enumerate(others)
        ]
        session.execute(insert(Friendship), rows)

    def try_to(other: ResidentActor) -> bool:
        try:
            confirm(database, host, other)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as together:
        assert sum(together.map(try_to, others[rules.FRIENDS_MAX - 1 :])) == 1
    assert len(friends(database, host)) == rules.FRIENDS_MAX


def test_one_asks_only_so_many_at_a_time(database: Database) -> None:
    ann, *others = crowd(database, rules.OPEN_QUESTIONS_MAX + 2)
    *codes, last = [code_of(database, one) for one in others]
    for code in codes:
        ask(database, ann, code)
    with pytest.raises(Conflict, match="have not answered"):
        ask(database, ann, last)


def test_ending_is_silent_and_from_either_side(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    before = inbox(database, ben), inbox(database, ann)
    with database.write() as session:
        services.end(session, ben, person(ann))
        services.end(session, ben, person(ann))
    assert (friends(database, ann), friends(database, ben)) == ([], [])
    assert (inbox(database, ben), inbox(database, ann)) == before


def test_whoever_is_kept_away_finds_no_code_and_no_cheer_arrives(database: Database) -> None:
    ann, ben, eve, stranger = crowd(database, 4)
    befriend(database, ann, ben)
    team_of(database, ann, ben, eve)
    with database.write() as session:
        services.keep_away(session, ben, person(ann), NOW)
        with pytest.raises(NotFound):
            services.keep_away(session, ben, person(stranger), NOW)
    assert friends(database, ben) == []
    assert "has been replaced" in refused(database, ann, code_of(database, ben))
    cheer(database, ann, ben)
    assert rows(database, Cheer) == 1, "it looks sent"
    assert (came(database, ben), inbox(database, ben).count("A cheer for you")) == (0, 0)
    cheer(database, eve, ben)
    assert (came(database, ben), inbox(database, ben).count("A cheer for you")) == (1, 1)


def test_what_was_said_before_is_seen_no_more_and_looks_sent(database: Database) -> None:
    ann, ben, eve = crowd(database, 3)
    for one in (ann, eve):
        befriend(database, one, ben)
        cheer(database, one, ben)
    with database.write() as session:
        services.keep_away(session, ben, person(ann), NOW)
        services.keep_away(session, ben, person(ann), NOW)
        assert queries.cheered_on(session, ann.resident_id, NOW.date()) == {ben.resident_id}
    assert came(database, ben) == 1


def test_the_page_of_who_is_cheered_by_many_ends_and_knows_whom_they_cheered(database: Database) -> None:
    ann, *others = crowd(database, 20)
    befriend(database, ann, others[0])
    cheer(database, ann, others[0])
    week = [NOW.date() - number * DAY for number in range(7)]
    rows = [
        {"from_id": one.resident_id, "to_id": ann.resident_id, "day": day, "phrase": "thanks", "reached": True}
        for day in reversed(week)
        for one in others
    ]
    with database.write() as session:
        session.execute(insert(Cheer), rows)
        said = queries.cheers(session, ann.resident_id, NOW.date())
    assert len(rows) > rules.CHEERS_LISTED == len(said)
    assert [one.to_id for one in said if one.from_id == ann.resident_id] == [others[0].resident_id]
    assert [one.day for one in said[1:]] == sorted((one.day for one in said[1:]), reverse=True)


@pytest.mark.parametrize(("scope", "arrives"), [(KEPT_AWAY, 0), (NAMED_STORY, 0), ("story", 1), ("painting", 1)])
def test_a_thing_without_a_name_does_not_tell_whose_it_was(database: Database, scope: str, arrives: int) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    with database.write() as session:
        moderation.hide(session, ben, ann.resident_id, scope, NOW)
    cheer(database, ann, ben)
    assert came(database, ben) == arrives


def test_whom_moderators_block_neither_asks_nor_cheers(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    with database.write() as session:
        until = {"until": NOW + DAY, "last_day": NOW.date(), "at": NOW}
        by = {"reason": "spam", "by_account_id": ben.account_id}
        session.add(PostingBlock(resident_id=ann.resident_id, **until, **by))
    (eve,) = crowd(database, 1)
    with pytest.raises(Forbidden):
        ask(database, ann, code_of(database, eve))
    with pytest.raises(Forbidden):
        cheer(database, ann, ben)


# Cheers


def test_one_cheer_a_day_and_one_message_for_all_of_a_day(database: Database) -> None:
    ann, ben, eve = crowd(database, 3)
    for one in (ann, eve):
        befriend(database, one, ben)
    for _ in range(2):
        cheer(database, ann, ben)
    cheer(database, eve, ben)
    assert came(database, ben) == 2
    assert inbox(database, ben).count("A cheer for you") == 1
    cheer(database, ann, ben, NOW + DAY)
    assert inbox(database, ben).count("A cheer for you") == 2


def test_what_no_page_shows_any_more_is_forgotten(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    cheer(database, ann, ben, NOW - rules.CHEERS_SHOWN)
    cheer(database, ann, ben, NOW - rules.CHEERS_SHOWN + DAY)
    assert came(database, ben) == 1
    with database.write() as session:
        services.forget_cheers(session, CALENDAR.today(NOW))
        assert session.scalar(select(func.count()).select_from(Cheer)) == 1
    assert came(database, ben) == 1


def test_a_cheer_sent_four_times_at_once_is_one(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    with ThreadPoolExecutor(4) as together:
        list(together.map(lambda _: cheer(database, ann, ben), range(4)))
    assert came(database, ben) == 1


def test_only_so_many_are_cheered_in_a_day(database: Database) -> None:
    ann, *others = crowd(database, rules.CHEERS_A_DAY + 2)
    for one in others:
        befriend(database, ann, one)
    for one in others[: rules.CHEERS_A_DAY]:
        cheer(database, ann, one)
    with pytest.raises(TooMany) as problem:
        cheer(database, ann, others[-1])
    assert problem.value.retry_after_s == 12 * 3600
    cheer(database, ann, others[-1], NOW + DAY)


def test_strangers_cannot_cheer_nor_who_only_asked(database: Database) -> None:
    ann, ben = crowd(database, 2)
    with pytest.raises(NotFound):
        cheer(database, ann, ben)
    ask(database, ann, code_of(database, ben))
    with pytest.raises(NotFound):
        cheer(database, ann, ben)
    with pytest.raises(Invalid), database.write() as session:
        services.cheer(session, CALENDAR, ann, person(ben), "words of my own", NOW)


# What others see


def test_a_cheer_to_the_hidden_looks_sent_and_never_arrives(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    code = code_of(database, ben)
    with database.write() as session:
        services.be_hidden(session, ben, hidden=True)
    cheer(database, ann, ben)
    with database.write() as session:
        assert queries.cheered_on(session, ann.resident_id, NOW.date()) == {ben.resident_id}
        (known,) = queries.known(session, ann.resident_id)
        assert (known.nickname, known.is_friend, known.shows_days) == (ben.nickname, True, False)
        services.be_hidden(session, ben, hidden=False)
    assert came(database, ben) == 0
    (eve,) = crowd(database, 1)
    assert ask(database, eve, code) is False


def test_the_hidden_have_no_code_and_turn_to_nobody(database: Database) -> None:
    ann, ben = crowd(database, 2)
    code, own = code_of(database, ben), code_of(database, ann)
    with database.write() as session:
        services.be_hidden(session, ben, hidden=True)
    with pytest.raises(Invalid, match="has been replaced") as problem:
        ask(database, ann, code)
    assert not isinstance(problem.value, services.UnknownCode)  # which would be counted as a guess
    with pytest.raises(Conflict, match="hidden"):
        ask(database, ben, own)


def test_to_a_friend_the_code_of_the_hidden_is_a_friends_as_before(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    code = code_of(database, ben)
    before = refused(database, ann, code)
    with database.write() as session:
        services.be_hidden(session, ben, hidden=True)
    assert refused(database, ann, code) == before


def test_wishes_are_kept_when_somebody_hides_for_a_while(database: Database) -> None:
    (ann,) = crowd(database, 1)
    with database.write() as session:
        services.choose(session, ann, services.Wishes(shows_days=False, wants_cheers=True, seen_by_team=True))
    for hidden in (True, False):
        with database.write() as session:
            services.be_hidden(session, ann, hidden=hidden)
    with database.read() as session:
        wish = queries.wish(session, ann.resident_id)
        assert (wish.shows_days, wish.wants_cheers, wish.seen_by_team) == (False, True, True)


def test_nothing_is_left_of_whoever_goes(database: Database) -> None:
    ann, ben = crowd(database, 2)
    befriend(database, ann, ben)
    cheer(database, ann, ben)
    with database.write() as session:
        services.be_hidden(session, ben, hidden=True)
        services.forget(session, ben.resident_id)
    with database.read() as session:
        for model in (Friendship, Cheer, FriendCode):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert not queries.wish(session, ben.resident_id).hidden


def test_a_code_replaced_between_looking_and_asking_asks_nobody(database: Database) -> None:
    ann, ben = crowd(database, 2)
    code = code_of(database, ben)
    with database.write() as session:
        assert services.with_code(session, ann, code, NOW).id == ben.resident_id
        session.execute(update(FriendCode).values(ended_at=NOW), execution_options={"synchronize_session": False})
        with pytest.raises(DomainError, match="has been replaced"):
            services.ask(session, CALENDAR, ann, person(ben), code, NOW)
