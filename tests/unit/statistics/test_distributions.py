"""Quantiles and tails against R (`qt`, `qbeta`, `pf`, to fifteen digits), and against what defines them."""

from math import pi, tan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civic.statistics.distributions import beta_cdf, beta_quantile, f_tail, t_quantile

probabilities = st.floats(0.001, 0.999)
parameters = st.floats(0.2, 5_000)


@pytest.mark.parametrize(
    ("probability", "df", "expected"),
    [
        (0.975, 1, 12.7062047361747),
        (0.975, 14, 2.1447866879178),
        (0.025, 5.5, -2.50185861758924),
        (0.975, 1e6, 1.95996635681411),
    ],
)
def test_t_as_r_computes_it(probability: float, df: float, expected: float) -> None:
    assert t_quantile(probability, df) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(
    ("probability", "a", "b", "expected"),
    [
        (0.025, 3, 18, 0.0320709371854637),
        (0.975, 12_000, 3_000, 0.806362942337275),
        (0.025, 0.3, 180, 1.77326760972406e-08),
    ],
)
def test_beta_as_r_computes_it(probability: float, a: float, b: float, expected: float) -> None:
    assert beta_quantile(probability, a, b) == pytest.approx(expected, rel=1e-11)


def test_a_quantile_below_all_floats_is_nothing() -> None:
    """Two clusters, one answer in one of them, 99 %: 0.005 to the power of 1/0.0016."""
    assert beta_quantile(0.005, 0.0016, 1.64) == 0


def test_f_as_r_computes_it() -> None:
    assert f_tail(5.19336954147488, 1.49463977770746, 20.9249568879044) == pytest.approx(0.0217474623707969, rel=1e-11)
    assert f_tail(0, 2, 3) == 1


@given(probabilities)
def test_t_with_one_degree_is_cauchy(probability: float) -> None:
    assert t_quantile(probability, 1) == pytest.approx(tan(pi * (probability - 0.5)), rel=1e-9, abs=1e-12)


@example(0.999, 1.0, 0.25)
@given(probabilities, parameters, parameters)
def test_a_quantile_is_where_the_probability_is(probability: float, a: float, b: float) -> None:
    """To 1e-9, or where the function is too steep for that, to the neighbouring numbers."""
    x = beta_quantile(probability, a, b)
    below, above = beta_cdf(x * (1 - 4e-16), a, b), beta_cdf(x * (1 + 4e-16), a, b)
    assert below - 1e-9 <= probability <= above + 1e-9


@given(st.floats(0.001, 0.999), st.floats(0.2, 500), st.floats(0.2, 500))
def test_the_two_tails_are_everything(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) + beta_cdf(1 - x, b, a) == pytest.approx(1, abs=1e-10)
    assert beta_cdf(x, a, 1) == pytest.approx(x**a, rel=1e-9)


def test_the_ends_are_certain() -> None:
    assert (beta_cdf(0, 2, 3), beta_cdf(1, 2, 3), beta_cdf(-1, 2, 3), beta_cdf(2, 2, 3)) == (0, 1, 0, 1)
    assert t_quantile(0.5, 3) == 0


def test_nonsense_is_refused() -> None:
    for wrong in (lambda: beta_cdf(0.5, 0, 1), lambda: beta_quantile(1, 1, 1), lambda: t_quantile(0.9, 0)):
        with pytest.raises(ValueError):
            wrong()
