"""Quantifications a second on one core.

    python -m benchmarks.quantifying

The baseline is what no calculator can do without: one multiplication and one division of Python integers.
"""

import time
from datetime import date

from benchmarks.load import table
from civic.city.pack import load_city
from civic.paths import CITIES
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import load_catalogue

_ROUNDS = 5
_TIMES = 200_000


def main() -> None:
    folder = CITIES / "zhenjiang"
    catalogue = load_catalogue(folder, load_city(folder).languages)
    day = date(2026, 7, 15)
    cases = {
        "bicycle, mode unknown": Activity("bicycle", "unknown", 6_000, day),
        "bicycle instead of a car": Activity("bicycle", "car", 6_000, day),
        "lamp for a month": Activity("lamp", "cfl", 3_000, day),
        "cotton bag, half paid back": Activity("basket", "cotton", 2_000, day, 51_000),
    }
    baseline = max(_rate(lambda: divmod(6_000 * 48_700_000, 1_000_003)) for _ in range(_ROUNDS))
    rows = [("one multiplication, one division", f"{baseline:,.0f}", "1.00", "")]
    for name, activity in cases.items():
        rate = max(_rate(lambda activity=activity: quantify(catalogue, activity)) for _ in range(_ROUNDS))
        rows.append((name, f"{rate:,.0f}", f"{rate / baseline:.2f}", "≥ 50,000/s"))
    table("Quantifications on one core", ("what", "per second", "ratio", "limit"), rows)


def _rate(work: object) -> float:
    assert callable(work)
    started = time.process_time()
    for _ in range(_TIMES // 10):
        work()
    return _TIMES / 10 / (time.process_time() - started)


if __name__ == "__main__":
    main()
