from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.actions.catalogue import Catalogue
from footprint.actions.comparisons import rounded

DAY = date(2026, 11, 22)
KG = 1_000_000


def felt(catalogue: Catalogue, mass_mg: int, preferred: str = "", on: date = DAY) -> tuple[str, float] | None:
    found = catalogue.compare(mass_mg, on, preferred)
    return (found.comparison.id, float(found.count)) if found else None


@pytest.mark.parametrize(
    ("mass_mg", "preferred", "expected"),
    [
        (1 * KG, "", ("car_km", 5.0)),  # 1 kg ÷ 0.2 kg a kilometre
        (1 * KG, "glass_kg", ("glass_kg", 3.3)),  # 1 kg ÷ 0.3
        (1 * KG, "moon", ("car_km", 5.0)),
        (100_000, "", ("glass_kg", 0.3)),  # half a kilometre is below what the pack calls felt
        (100_000, "car_km", ("glass_kg", 0.3)),
        (100 * KG, "", ("glass_kg", 333.0)),
        (1, "", None),
        (0, "", None),
        (10**15, "", None),
    ],
)
def test_the_first_comparison_that_people_can_picture(
    harbour: Catalogue, mass_mg: int, preferred: str, expected: tuple[str, float] | None
) -> None:
    assert felt(harbour, mass_mg, preferred) == expected


def test_none_before_there_were_factors(harbour: Catalogue) -> None:
    assert felt(harbour, KG, on=date(2020, 1, 1)) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 10**3))
def test_rounding_stays_close(above: int, below: int) -> None:
    count = Fraction(above, below)
    assert abs(rounded(count) - count) <= (Fraction(1, 2) if count >= 10 else Fraction(1, 20))


def test_a_cup_a_day_is_felt_in_metres(zhenjiang: Catalogue) -> None:
    assert felt(zhenjiang, 9800, "car_m") == ("car_m", 59.0)  # 0.0098 kg ÷ 0.1674 kg/km
    assert felt(zhenjiang, 292_200, "car_m") == ("car_km", 1.7)
    assert felt(zhenjiang, 279_696, "lamp_hours") == ("lamp_hours", 53.0)
