"""Whom to ask, and what may be told of the answers."""

from hypothesis import given
from hypothesis import strategies as st

from civic.disclosure.live import shares_may_be_shown
from footprint.additionality.rules import NOBODY, Answers, is_drawn, told

ENOUGH = Answers(10, 10, 10)
cells = st.sampled_from([0, 1, 9, 10, 11, 40])
groups = st.dictionaries(st.sampled_from("abcde"), st.builds(Answers, cells, cells, cells))


def test_about_one_in_twenty_is_drawn() -> None:
    drawn = sum(map(is_drawn, range(1, 20_001)))
    assert 880 <= drawn <= 1_120  # 1,000 ± 4 standard errors


def test_the_draw_can_be_repeated_by_anybody() -> None:
    assert [number for number in range(1, 130) if is_drawn(number)] == [35, 48, 87, 96, 109, 111]


def test_an_answer_by_nine_hides_all() -> None:
    assert told({"travel": Answers(60, 30, 9)}).together is None
    assert told({"travel": Answers(10, 10, 9)}).together is None
    assert told({}).together is None


def test_enough_answers_are_told_by_group() -> None:
    found = told({"travel": ENOUGH, "home": Answers(20, 11, 10)})
    assert found.together == Answers(30, 21, 20)
    assert set(found.groups) == {"travel", "home"}


def test_a_small_group_is_not_what_the_others_leave_of_all() -> None:
    assert told({"travel": ENOUGH, "food": Answers(1, 0, 0)}).groups == {}
    found = told({"travel": ENOUGH, "home": Answers(40, 10, 10), "food": Answers(1, 0, 0)})
    assert set(found.groups) == {"home"}, "the smaller of the two stays with the small one"


@given(groups)
def test_nothing_that_is_told_or_left_rests_on_few(given_: dict[str, Answers]) -> None:
    found = told(given_)
    if found.together is None:
        assert not found.groups
        return
    rest = found.together
    for one in found.groups.values():
        assert shares_may_be_shown(one.cells)
        rest = rest.minus(one)
    assert rest == NOBODY or shares_may_be_shown(rest.cells)
