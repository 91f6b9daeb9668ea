"""How many to ask, against numbers that stand in every textbook, and against the margin that they give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.sample_size import Wish, answers_needed, invitations, margin_of_all

margins, populations = st.floats(0.01, 0.2), st.integers(50, 3_000_000)


@pytest.mark.parametrize(
    ("margin", "population", "answers"),
    [(0.05, None, 385), (0.03, None, 1068), (0.05, 1_000, 278), (0.05, 3_210_418, 385), (0.05, 100, 80)],
)
def test_the_numbers_of_textbooks(margin: float, population: int | None, answers: int) -> None:
    """The table of Krejcie and Morgan (1970): 80 of 100, 278 of 1,000, 384 of a million (which is rounded down)."""
    assert answers_needed(Wish(margin), population) == answers


def test_eight_districts_take_about_four_thousand() -> None:
    """± 5 points in each, answers being worth three quarters of a simple random sample's."""
    districts = [300_000] * 8
    answers = [answers_needed(Wish(0.05, deff=1.33), size) for size in districts]
    assert 4_000 < sum(answers) < 4_200
    assert margin_of_all(Wish(0.05, deff=1.33), districts, answers) == pytest.approx(0.05 / 8**0.5, rel=0.01)


@given(margins, populations, st.floats(0.5, 3), st.floats(0.05, 0.95))
def test_the_answers_give_the_margin_and_no_fewer_do(margin: float, size: int, deff: float, share: float) -> None:
    wish = Wish(margin, share=share, deff=deff)
    answers = answers_needed(wish, size)
    assert margin_of_all(wish, [size], [answers]) <= margin * (1 + 1e-9)
    if answers > 1:
        assert margin_of_all(wish, [size], [answers - 1]) > margin * (1 - 1e-9)


def test_who_does_not_answer_is_invited_too() -> None:
    assert invitations(385, Wish(0.05, response=0.4)) == 963


@pytest.mark.parametrize("wish", [Wish(0), Wish(0.05, level=1), Wish(0.05, share=0), Wish(0.05, response=0)])
def test_nonsense_is_refused(wish: Wish) -> None:
    with pytest.raises(ValueError, match="cannot be wished for"):
        answers_needed(wish)


def test_more_answers_than_people_are_refused() -> None:
    for population, answers in ((3, 4), (3, 0)):
        with pytest.raises(ValueError, match="answers of 3 people"):
            margin_of_all(Wish(0.05), [population], [answers])
    with pytest.raises(ValueError, match="a population of 0"):
        answers_needed(Wish(0.05), 0)
