"""A composite is what the city's weights make of all of its parts, or nothing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.standard import rules
from civic.errors import Invalid


def test_a_composite_is_the_weighted_mean() -> None:
    found = rules.composed({"A": 400, "B": 600}, {"A": Fraction(50), "B": Fraction(75)})
    assert (found.value, found.missing) == (65, ())


def test_a_missing_part_leaves_no_composite() -> None:
    found = rules.composed({"A": 400, "B": 600}, {"A": Fraction(50), "C": Fraction(1)})
    assert (found.value, found.missing) == (None, ("B",))
    assert [(part.code, part.weight, part.value) for part in found.parts] == [("A", 400, 50), ("B", 600, None)]


@given(st.lists(st.tuples(st.integers(1, 500), st.fractions(0, 100)), min_size=2, max_size=8))
def test_a_composite_lies_between_its_parts(parts: list[tuple[int, Fraction]]) -> None:
    weights = {str(number): weight for number, (weight, _) in enumerate(parts)}
    weights["last"] = rules.WHOLE - sum(weights.values())
    if weights["last"] < 0:
        return
    values = {str(number): value for number, (_, value) in enumerate(parts)} | {"last": parts[0][1]}
    found = rules.composed(weights, values).value
    assert found is not None and min(values.values()) <= found <= max(values.values())


@pytest.mark.parametrize("weights", [{"A": 500, "B": 499}, {"A": 1000}, {}, {"A": 600, "B": 600}])
def test_weights_are_one_together(weights: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_weights(weights)
    assert refused.value.field == "weights"
    rules.check_weights({"A": 250, "B": 750})


@pytest.mark.parametrize("typed", ["", "3 2", "=1", "-1", "一", "x" * 41])
def test_what_is_no_code(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.read_code(typed)
    assert rules.read_code(" C-17 ") == "C-17"


@pytest.mark.parametrize("typed", ["", "2026-13", "2026-1", "1999", "26", "2026-10-01"])
def test_what_is_no_period(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.read_period(typed)
    assert (rules.read_period("2026-10"), rules.read_period("2026")) == ("2026-10", "2026")
