"""The test of Mann and Kendall against scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from civic.statistics.trend import mann_kendall


@given(st.permutations(range(24)))
def test_as_scipy_computes_it(figures: list[int]) -> None:
    found, expected = mann_kendall(figures), kendalltau(range(24), figures, method="exact")
    assert (found.tau, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue, rel=1e-9))
