from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.carbon.expressions import Expression, Name, Number, Operation, evaluate, names, parse, plain, render
from footprint.carbon.intervals import Interval
from footprint.carbon.units import dimension, is_emission, neutral


def compute(expression: Expression, **values: int) -> Fraction:
    return evaluate(expression, lambda name: Interval.exactly(values[name]), Interval.exactly).mid


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1), ("8 - 4 - 2", 2), ("-1 * a", -5), ("2 * (a - b)", 4)],
)
def test_a_formula_computes(text: str, value: int) -> None:
    assert compute(parse(text), a=5, b=3) == value


def test_names_keep_their_order_and_points() -> None:
    assert names(parse("car.petrol.compact / occ.cn - act.ac.1C.year + occ.cn")) == (
        "car.petrol.compact",
        "occ.cn",
        "act.ac.1C.year",
    )


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "a b", "2 ^ 3", "*"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


EXPRESSIONS = st.recursive(
    st.sampled_from("abc").map(Name) | st.integers(1, 9).map(lambda n: Number(Fraction(n))),
    lambda inner: st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(EXPRESSIONS)
def test_what_is_shown_is_what_is_computed(expression: Expression) -> None:
    shown = render(expression, lambda name: name).translate(str.maketrans("−×÷", "-*/"))
    try:
        value = compute(expression, a=2, b=3, c=7)
    except ZeroDivisionError:
        return
    assert compute(parse(shown), a=2, b=3, c=7) == value


INTERVALS = st.lists(st.integers(-5, 5).map(Fraction), min_size=3, max_size=3).map(
    lambda parts: Interval(*sorted(parts))
)


@settings(max_examples=40, deadline=None)
@given(INTERVALS, INTERVALS, st.sampled_from("+-*/"))
def test_intervals_hold_their_middle(a: Interval, b: Interval, sign: str) -> None:
    values = {"a": a, "b": b}
    try:
        result = evaluate(Operation(sign, Name("a"), Name("b")), values.__getitem__, Interval.exactly)
    except ZeroDivisionError:
        assert sign == "/" and b.low <= 0 <= b.high
        return
    assert result.low <= result.mid <= result.high


def test_numbers_are_shown_as_the_pack_writes_them() -> None:
    assert [plain(Fraction(text)) for text in ("0.1674", "1.50", "122", "0", "-2")] == [
        "0.1674",
        "1.5",
        "122",
        "0",
        "-2",
    ]
    assert plain(Fraction(1, 3)) == "0.333333333"


def test_units_multiply_and_divide() -> None:
    assert dimension("kgCO2e/vkm") / dimension("persons/car") == dimension("kgCO2/km")
    assert dimension("W/lamp") * dimension("h/day") * dimension("day") * dimension("kgCO2/kWh") == dimension(
        "kgCO2/lamp"
    )
    assert str(dimension("kgCO2e/kg")) == "gas/kg"
    with pytest.raises(ValueError, match="cannot be added"):
        dimension("kg") - dimension("km")
    with pytest.raises(ValueError):
        dimension("kg/")


def test_unit_symbols_read_in_every_language() -> None:
    shown = [neutral(unit) for unit in ("kgCO2e/pkm", "kgCO2e/bag", "persons/car", "W/lamp", "h/day", "kWh/season")]
    assert shown == ["kg/km", "kg", "", "W", "h/d", "kWh"]
    assert is_emission("tCO2/person-year") and not is_emission("kg/bag")
