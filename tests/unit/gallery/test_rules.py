"""Painting shows: groups, names, days, the order of a day, and who won."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.gallery import rules
from campaigns.gallery.first_names import read_first_name
from campaigns.gallery.rules import Terms, placed, read_groups, reading_day, winners
from civic.errors import Invalid

TODAY = date(2026, 11, 23)
numbers = st.sets(st.integers(1, 10**9), max_size=40)
votes = st.dictionaries(st.integers(1, 10**6), st.integers(0, 5), max_size=30)


def test_groups_are_read_as_people_type_them() -> None:
    assert read_groups("7-9, 3-6") == ("3-6", "7-9")
    assert read_groups("3–6、7–9，10-12") == ("3-6", "7-9", "10-12")
    assert read_groups(" 6-6 ") == ("6-6",)
    assert read_groups(",".join(rules.GROUPS)) == rules.GROUPS


@pytest.mark.parametrize(
    "typed",
    ["", "children", "9-7", "3-6,6-8", "3-99", "-3-6", "3-6-9", "1-1,2-2,3-3,4-4,5-5,6-6,7-7", "٣-٦", "3-6,3-6"],
)
def test_other_groups_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_groups(typed)


@given(st.text(max_size=30))
def test_groups_that_are_taken_stay_as_they_are(typed: str) -> None:
    try:
        groups = read_groups(typed)
    except Invalid:
        return
    assert read_groups(",".join(groups)) == groups


@pytest.mark.parametrize(
    "name", ["小明", "朵朵", "喆", "王子", "小A", "阿里木", "阿依古丽", "Anna", "Ana-María", "D’Arcy", "Gréta", "Ёлка"]
)
def test_first_names_are_taken(name: str) -> None:
    assert read_first_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "王 小明", "Anna Smith", "13812345678", "小明3", "<b>", "a@b", "a_b", "-", "\x00", "小\u202e明"),
        *(
            "王小明三年级",
            "王小明",
            "小明三班",
            "三年级",
            "欧阳小明",
            "司马光",
            "实验小学",
            "买买提·艾力",
            "小明一二三",
        ),
        *("AnnaGrade3", "AnnaOakSchool", "classB", "Аnna"),
        *("小明初一", "初三小明", "小明高二", "附小小明", "三年級", "小明六年"),
        *("实小小明", "一中小明", "小明同学", "學生"),
        *("AnnaNursery", "PrimaryAnna"),
    ],
)
def test_more_than_a_first_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        read_first_name(name)


def test_paintings_and_votes_have_their_days() -> None:
    terms = Terms(("3-6",), 3, date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20))
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 11), date(2026, 11, 20), TODAY]
    assert [terms.takes_paintings(day) for day in days] == [False, True, True, False, False, False]
    assert [terms.takes_votes(day) for day in days] == [False, True, True, True, True, False]
    assert [terms.is_over(day) for day in days] == [False] * 5 + [True]


def test_an_account_made_for_the_show_waits_a_week() -> None:
    published = datetime(2026, 11, 1, tzinfo=UTC)
    before, after = published - timedelta(minutes=1), published + timedelta(minutes=1)
    assert rules.votes_from(before, published) == before
    assert rules.votes_from(published, published) == published
    assert rules.votes_from(after, published) == after + timedelta(days=7)


def test_midnight_shuffles_nobodys_pages() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert reading_day(None, TODAY) == TODAY
    assert reading_day("2026-11-23", TODAY) == TODAY
    assert reading_day(yesterday.isoformat(), TODAY) == yesterday
    for other in ("2026-11-21", "2026-11-24", "nonsense", ""):
        assert reading_day(other, TODAY) == TODAY


def test_equal_votes_share_a_place() -> None:
    by_number = {one.number: (one.place, one.is_tied) for one in placed({1: 5, 2: 7, 3: 5, 4: 0})}
    assert by_number == {2: (1, False), 1: (2, True), 3: (2, True), 4: (4, False)}
    assert [one.number for one in winners({1: 5, 2: 7, 3: 7})] == [2, 3]
    assert all(one.is_tied for one in winners({1: 5, 2: 7, 3: 7}))


def test_without_votes_nobody_won() -> None:
    assert winners({}) == []
    assert winners({1: 0, 2: 0}) == []


@given(votes)
def test_places_follow_votes_alone(counted: dict[int, int]) -> None:
    for one in placed(counted):
        assert one.votes == counted[one.number]
        assert one.place == 1 + sum(other > one.votes for other in counted.values())
        assert one.is_tied == (list(counted.values()).count(one.votes) > 1)
