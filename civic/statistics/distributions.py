"""The beta, t and F distributions, as far as intervals and tests need them. Pure.

All three rest on the regularized incomplete beta function, by its continued fraction (NIST Digital Library of
Mathematical Functions, 8.17.22, evaluated by Lentz's method).
"""

from math import exp, lgamma, log, log1p, pi, sqrt

_SMALLEST = 1e-300
_EXACT = 1e-16
_LARGE = 15.0
_STEPS = 20_000
"""Enough for parameters of some millions, which take about the root of the larger one."""


def beta_cdf(x: float, a: float, b: float) -> float:
    """The probability of at most `x` under the beta distribution with parameters `a` and `b`, to about 1e-11.

    Raises:
        ValueError: a parameter that is not above 0.
    """
    _check(a > 0 and b > 0, f"a beta distribution with parameters {a:g} and {b:g}")
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    return _density_times_x(x, a, b) * (1 - x) / a * _fraction(x, a, b)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Where `beta_cdf` is `probability`: by Newton's steps, halving where one leads astray; 0 for less than 1e-300.

    What lies above a half is found from the other end, where floats lie closer.

    Raises:
        ValueError: a parameter that is not above 0, or a probability that is not between 0 and 1.
    """
    _check_probability(probability)
    if probability > beta_cdf(0.5, a, b):
        return 1 - _lower_quantile(1 - probability, b, a)
    return _lower_quantile(probability, a, b)


def _lower_quantile(probability: float, a: float, b: float) -> float:
    if beta_cdf(_SMALLEST, a, b) >= probability:
        return 0.0
    low, high, x = _SMALLEST, 1.0, a / (a + b)
    for _ in range(_STEPS):
        miss = beta_cdf(x, a, b) - probability
        low, high = (x, high) if miss < 0 else (low, x)
        better = _newton(x, miss, a, b)
        better = better if low < better < high else (low + high) / 2
        if abs(better - x) <= _EXACT * 4 * better:
            break
        x = better
    return x


def t_quantile(probability: float, df: float) -> float:
    """The quantile of Student's t with `df` degrees of freedom, which need not be whole.

    Raises:
        ValueError: no degrees of freedom, or a probability that is not between 0 and 1.
    """
    _check_probability(probability)
    _check(df > 0, f"t with {df:g} degrees of freedom")
    if probability == 0.5:
        return 0.0
    inner = beta_quantile(abs(2 * probability - 1), 0.5, df / 2)
    size = sqrt(df * inner / (1 - inner))
    return size if probability > 0.5 else -size


def f_tail(value: float, ndf: float, ddf: float) -> float:
    """The probability of more than `value` under F with `ndf` and `ddf` degrees of freedom, which need not be whole.

    Raises:
        ValueError: degrees of freedom that are not above 0.
    """
    return beta_cdf(ddf / (ddf + ndf * value), ddf / 2, ndf / 2) if value > 0 else 1.0


def _newton(x: float, miss: float, a: float, b: float) -> float:
    slope = _density_times_x(x, a, b) / x
    return x - miss / slope if slope > 0 else -1.0


def _density_times_x(x: float, a: float, b: float) -> float:
    return exp(a * log(x) + (b - 1) * log1p(-x) - _log_beta(a, b))


def _log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function; for large parameters by Stirling's series, as differences of `lgamma` would
    lose digits."""
    small, large = sorted((a, b))
    share = small / (small + large)
    if large < _LARGE:
        return lgamma(small) + lgamma(large) - lgamma(small + large)
    rest = _stirling(large) - _stirling(small + large) + (large - 0.5) * log1p(-share)
    if small < _LARGE:
        return lgamma(small) + rest + small - small * log(small + large)
    return rest + _stirling(small) + log(2 * pi / (small + large)) / 2 + (small - 0.5) * log(share)


def _stirling(x: float) -> float:
    """What Stirling's formula leaves of `lgamma`, for `x` from 15 on (DLMF 5.11.1)."""
    square = 1 / (x * x)
    return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    value, above, below = 1.0, 1.0, 1 / _safe(1 - (a + b) * x / (a + 1))
    value = below
    for step in range(1, _STEPS):
        for part in _parts(step, x, a, b):
            below = 1 / _safe(1 + part * below)
            above = _safe(1 + part / above)
            value *= above * below
        if abs(above * below - 1) < _EXACT * 2:
            break
    return value


def _parts(step: int, x: float, a: float, b: float) -> tuple[float, float]:
    twice = a + 2 * step
    even = step * (b - step) * x / ((twice - 1) * twice)
    return even, -(a + step) * (a + b + step) * x / (twice * (twice + 1))


def _safe(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST


def _check_probability(probability: float) -> None:
    _check(0 < probability < 1, f"a probability of {probability:g}")


def _check(is_fine: bool, what: str) -> None:
    if not is_fine:
        raise ValueError(what)
