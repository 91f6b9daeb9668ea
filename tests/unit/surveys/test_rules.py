"""What a survey may be, and how large its sample must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.surveys import rules
from campaigns.surveys.rules import Part
from campaigns.surveys.sampling import EQUAL, PROPORTIONAL, Wanted, plan, shared_out
from civic.errors import Invalid

EIGHT = [355_757, 240_000, 347_000, 264_400, 60_100, 988_900, 315_000, 639_266]


def parts(sizes: list[int]) -> list[Part]:
    return [Part(f"d{number}", "", size, None) for number, size in enumerate(sizes)]


def test_five_points_in_eight_districts_take_about_four_thousand() -> None:
    made = plan(parts(EIGHT), Wanted(0.03, 0.05, 1.3, 0.6, PROPORTIONAL))
    assert (made.answers, made.for_city) == (3_991, 1_387)
    assert made.draw == 6_655
    assert all(0.0495 < one.margin <= 0.05 for one in made.districts)
    assert made.margin == pytest.approx(0.0212, abs=1e-4)


def test_the_city_alone_takes_what_one_district_takes() -> None:
    made = plan(parts(EIGHT), Wanted(0.05, None, 1.0, 1.0, PROPORTIONAL))
    assert made.for_city == made.answers == 385
    assert [one.answers for one in made.lines] == shared_out(385, EIGHT, PROPORTIONAL)


def test_a_district_shares_its_answers_among_its_strata() -> None:
    halves = [Part("d", "urban", 9_000, None), Part("d", "rural", 1_000, None)]
    by_people = plan(halves, Wanted(0.05, 0.05, 1.0, 0.5, PROPORTIONAL))
    assert [line.answers for line in by_people.lines] == [333, 37]
    assert [line.draw for line in by_people.lines] == [666, 74]
    equal = plan(halves, Wanted(0.05, 0.05, 1.0, 0.5, EQUAL))
    assert [line.answers for line in equal.lines] == [185, 185]


def test_a_small_population_is_asked_whole() -> None:
    made = plan(parts([1, 3, 5_000]), Wanted(0.05, 0.05, 2.0, 0.5, EQUAL))
    assert [line.answers for line in made.lines][:2] == [1, 3]
    assert [line.draw for line in made.lines][:2] == [1, 3]


@given(
    total=st.integers(0, 5_000),
    sizes=st.lists(st.integers(1, 10**6), min_size=1, max_size=30),
    allocation=st.sampled_from([EQUAL, PROPORTIONAL]),
)
def test_what_is_shared_out_adds_up(total: int, sizes: list[int], allocation: str) -> None:
    shares = shared_out(total, sizes, allocation)
    assert all(min(2, size) <= share <= size for share, size in zip(shares, sizes, strict=True))
    if all(2 < share < size for share, size in zip(shares, sizes, strict=True)):
        assert sum(shares) == total


@pytest.mark.parametrize("age, band", [(16, "16-24"), (24, "16-24"), (25, "25-34"), (64, "55-64"), (110, "65+")])
def test_ages_have_a_band(age: int, band: str) -> None:
    assert rules.age_band(age) == band


@pytest.mark.parametrize("age", [-1, 0, 15, 111, 999])
def test_other_ages_are_impossible(age: int) -> None:
    with pytest.raises(Invalid, match="from 16 to 110"):
        rules.age_band(age)


@pytest.mark.parametrize(
    "kind, typed, kept",
    [
        ("single", "2", "2"),
        ("single", "0", ""),
        ("multiple", "41", "1,4"),
        ("multiple", " 1 1 3", "1,3"),
        ("multiple", "0", ""),
    ],
)
def test_digits_are_answers(kind: str, typed: str, kept: str) -> None:
    assert rules.read_chosen(kind, 4, typed) == kept


@pytest.mark.parametrize("kind, typed", [("single", ""), ("single", "5"), ("single", "12"), ("multiple", "105"),
                                         ("multiple", "x"), ("single", "²"), ("multiple", "00")])  # fmt: skip
def test_other_digits_are_none(kind: str, typed: str) -> None:
    with pytest.raises(Invalid):
        rules.read_chosen(kind, 4, typed)


def test_differences_are_named_in_order() -> None:
    one, two = {"sex": "female", "q1": "1", "q2": ""}, {"q2": "3", "q1": "1", "sex": "male"}
    assert rules.differences(one, two) == ["sex", "q2"]
