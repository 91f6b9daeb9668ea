"""Every action and answer once more, by formulas written out here from factors.csv alone.

Nothing of the calculator is used: the file is read with the csv module, low and high are worked out by hand for each
kind of formula. Only the figures that come out are compared.
"""

import calendar
import csv
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pytest

from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Catalogue
from tests.packs.copies import ZHENJIANG

DAYS = [
    date(2021, 6, 15),
    date(2022, 12, 31),
    date(2023, 1, 1),
    date(2024, 2, 29),
    date(2025, 7, 1),
    date(2026, 11, 22),
]
QUANTITIES = [1, 2, 7]


class Range(NamedTuple):
    """A number with its ends."""

    low: Fraction
    mid: Fraction
    high: Fraction


@cache
def _rows() -> list[dict[str, str]]:
    with (ZHENJIANG / "factors.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _assumed() -> dict[str, Fraction]:
    with (ZHENJIANG / "actions.toml").open("rb") as file:
        shares = tomllib.load(file)["default_ranges"]
    return {status: Fraction(str(share)) for status, share in shares.items() if status != "note"}


@cache
def f(id_: str, day: date) -> Range:
    """The line of factors.csv for a day, with the pack's assumption where an end of its range is missing."""
    for row in _rows():
        if row["id"] == id_ and row["valid_from"] <= day.isoformat() <= (row["valid_to"] or "9999"):
            mid = Fraction(row["value"])
            off = abs(mid) * _assumed()[row["status"]] if not (row["low"] and row["high"]) else Fraction(0)
            return Range(Fraction(row["low"] or mid - off), mid, Fraction(row["high"] or mid + off))
    raise LookupError(id_)


By = Callable[[date], Range]


def _one(id_: str) -> By:
    return lambda day: f(id_, day)


def _times(*ids: str) -> By:
    """A product of positive numbers: low of lows, high of highs."""

    def product(day: date) -> Range:
        low = mid = high = Fraction(1)
        for id_ in ids:
            low, mid, high = low * f(id_, day).low, mid * f(id_, day).mid, high * f(id_, day).high
        return Range(low, mid, high)

    return product


def _less(was: str, now: str | None = None) -> By:
    """What the other way would have emitted, less what this one did."""

    def difference(day: date) -> Range:
        a = f(was, day)
        b = f(now, day) if now else Range(Fraction(0), Fraction(0), Fraction(0))
        return Range(a.low - b.high, a.mid - b.mid, a.high - b.low)

    return difference


def _car(now: str | None, published: str) -> By:
    """0.1674 kg shared by 1.5 people, less what this way emits; the range is the published one."""

    def instead(day: date) -> Range:
        mid = f("car.petrol.compact", day).mid / f("occ.cn", day).mid - (f(now, day).mid if now else 0)
        return Range(f(published, day).low, mid, f(published, day).high)

    return instead


def _lamp(was: str, now: str, published: str) -> By:
    """Watts saved, hours a day, days of the month; from 2023 the published range of a year lends its proportions."""

    def month(day: date) -> Range:
        days = calendar.monthrange(day.year, day.month)[1]
        hours, grid = f("lamp.hours", day), f("grid.js", day)
        a, b = f(was, day), f(now, day)
        mid = (a.mid - b.mid) * hours.mid * days / 1000 * grid.mid
        if day.year >= 2023:
            year = f(published, day)
            return Range(mid * year.low / year.mid, mid, mid * year.high / year.mid)
        low = max((a.low - b.high), Fraction(0)) * hours.low * days / 1000 * grid.low
        return Range(low, mid, (a.high - b.low) * hours.high * days / 1000 * grid.high)

    return month


def _cooling(day: date) -> Range:
    saved, grid = f("ac.energy", day), f("grid.js", day)
    return Range(saved.low * grid.low / 122, saved.mid * grid.mid / 122, saved.high * grid.high / 122)


def _nothing(day: date) -> Range:
    return Range(Fraction(0), Fraction(0), Fraction(0))


def _ride(now: str, published: str, *others: str) -> dict[str, By]:
    return {
        "unknown": _nothing,
        "none": _nothing,
        "car": _car(now, published),
        **{name: _less(_FACTOR[name], now) for name in others},
    }


_FACTOR = {"taxi": "taxi.avg", "bus": "bus.cn", "ebike": "ebike.cn", "motorcycle": "motorcycle.core"}
_BICYCLE = _ride("bike.cn", "act.cycle.car", "taxi", "bus", "ebike")
_BAGS = ("old", "cotton", "organic_cotton", "nonwoven", "woven", "rpet")
HAND: dict[str, dict[str, By]] = {
    "bicycle": _BICYCLE,
    "shared_bicycle": _BICYCLE,
    "walking": {
        "unknown": _nothing,
        "none": _nothing,
        "car": _car(None, "act.walk.car"),
        **{name: _less(_FACTOR[name]) for name in ("taxi", "bus", "ebike")},
    },
    "ebike": _ride("ebike.cn", "act.ebike.car", "taxi", "motorcycle", "bus"),
    "bus": _ride("bus.cn", "act.bus.car", "taxi", "motorcycle"),
    "rail": _ride("metro.cn.real", "act.metro.car", "taxi"),
    "lamp": {
        "cfl": _lamp("lamp.power.cfl", "lamp.power.led7", "act.lamp.cfl7"),
        "incandescent": _lamp("lamp.power.incandescent", "lamp.power.led9", "act.lamp.inc9"),
        "led": _nothing,
        "unknown": _nothing,
    },
    "basket": {"unknown": _nothing, **{bag: _one("bag.credit") for bag in _BAGS}},
    "cup": {"unknown": _nothing, "own": _one("act.cup.reuse"), "new": _nothing},
    "ac": {"standard": _cooling},
    "shower": {
        "unknown": _nothing,
        "electric": _one("act.shower.elec"),
        "gas": _one("act.shower.gas"),
        "solar": _nothing,
    },
    "line_drying": {"no": _nothing, "yes": _one("act.dry.line")},
    "clean_plate": {"standard": _one("plate.credit")},
    "vegetarian_meal": {"standard": _one("act.vegmeal.cn")},
    "sort_plastic": {"standard": _one("plastic.credit")},
    "sort_paper": {"standard": _one("rec.paper.defra")},
    "sort_aluminium": {"standard": _one("al.credit")},
    "sort_textiles": {"standard": _times("rec.textile.cn", "textile.displacement")},
    "sort_food": {"standard": _one("act.sort.food")},
    "refill": {"standard": _one("water.bottle")},
    "paperless": {"standard": _one("act.paper.sheet")},
    "e_bill": {"standard": _one("act.ebill")},
    "no_cutlery": {"standard": _one("act.cutlery")},
    "stairs": {"standard": _nothing},
    "carpool": {"standard": _nothing},
    "second_hand": {"standard": _nothing},
    "fuel": {"unknown": _nothing, "receipts": _one("fuel.petrol.ipcc")},
    "appliance": {"standard": _nothing},
    "tree": {"standard": _nothing},
    "community": {"standard": _nothing},
    "painting": {"standard": _nothing},
    "pledge": {"standard": _nothing},
}


def _milligrams(by: By, day: date, quantity: int) -> tuple[int, ...]:
    """Nothing is ever saved below nothing, and ends that meet the middle stay there."""
    per = by(day)
    ends = (min(per.low, per.mid), per.mid, max(per.high, per.mid))
    return tuple(round(max(end, Fraction(0)) * quantity * 1_000_000) for end in ends)


def test_every_action_and_answer_is_worked_out_here(zhenjiang: Catalogue) -> None:
    assert {(action, option) for action, options in HAND.items() for option in options} == {
        (action.id, option.id) for action in zhenjiang.actions.values() for option in action.options
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_calculator_agrees(zhenjiang: Catalogue, day: date) -> None:
    compared = 0
    for action, options in HAND.items():
        months = zhenjiang.actions[action].months
        if months and day.month not in months:
            continue
        for option, by in options.items():
            for quantity in QUANTITIES:
                try:
                    expected = _milligrams(by, day, quantity)
                except LookupError:
                    continue  # before the first line of one of its factors
                found = quantify(zhenjiang, Activity(action, option, quantity * 1000, day, 10**9))
                assert (found.low_mg, found.mid_mg, found.high_mg) == expected, (action, option, day)
                compared += 1
    assert compared >= 3 * len(QUANTITIES)


def _worked_out(action: str, option: str) -> dict[date, tuple[int, ...]]:
    """What one unit comes to on each day for which there are factors."""
    found = {}
    for day in DAYS:
        with suppress(LookupError):
            found[day] = _milligrams(HAND[action][option], day, 1)
    return found


def test_an_answer_that_says_less_never_earns_more(zhenjiang: Catalogue) -> None:
    """Who leaves the answer as it stands says less than who chooses one. It is compared with all others that are
    credited, at both ends and in the middle; those that are not (a LED before, a new cup) say that nothing was saved,
    which is no less."""
    above_nothing = 0
    for action in zhenjiang.actions.values():
        others = [one.id for one in action.options if one.method.formula is not None]
        if action.question is None:
            continue
        for day, least in _worked_out(action.id, action.default_option).items():
            found = quantify(zhenjiang, Activity(action.id, action.default_option, 1000, day, 10**9))
            assert (found.low_mg, found.mid_mg, found.high_mg) == least
            for option in others:
                better = _worked_out(action.id, option).get(day, least)
                assert all(a <= b for a, b in zip(least, better, strict=True)), (action.id, option, day)
                above_nothing += least[1] > 0 and option != action.default_option
    assert above_nothing >= 2 * len(DAYS), "most questions begin with an answer that earns nothing"


def test_who_is_not_sure_earns_nothing_where_others_do(zhenjiang: Catalogue) -> None:
    unsure = [name for name, options in HAND.items() if "unknown" in options]
    assert len(unsure) == 11
    for name in unsure:
        found = quantify(zhenjiang, Activity(name, "unknown", 1000, DAYS[-1]))
        assert (found.low_mg, found.mid_mg, found.high_mg) == (0, 0, 0)
        assert any(_worked_out(name, option)[DAYS[-1]][1] > 0 for option in HAND[name] if option != "unknown")


# Derived lines, once more by hand


DERIVED: dict[str, Callable[[date], Fraction]] = {
    "act.walk.car": lambda day: f("car.petrol.compact", day).mid / f("occ.cn", day).mid,
    "act.cycle.car": lambda day: f("car.petrol.compact", day).mid / f("occ.cn", day).mid - f("bike.cn", day).mid,
    "act.ebike.car": lambda day: f("car.petrol.compact", day).mid / f("occ.cn", day).mid - f("ebike.cn", day).mid,
    "act.bus.car": lambda day: f("car.petrol.compact", day).mid / f("occ.cn", day).mid - f("bus.cn", day).mid,
    "act.metro.car": lambda day: f("car.petrol.compact", day).mid / f("occ.cn", day).mid - f("metro.cn.real", day).mid,
    "act.lamp.cfl7": lambda day: Fraction(11 - 7) * 4 * 365 / 1000 * f("grid.js", day).mid,
    "act.lamp.inc9": lambda day: Fraction(60 - 9) * 4 * 365 / 1000 * f("grid.js", day).mid,
    "act.bag.reuse": lambda day: Fraction("0.006") * f("mat.pe", day).mid,
    "bag.credit": lambda day: f("act.bag.reuse", day).mid,
    "cup.paper.est": lambda day: Fraction("0.0094") * Fraction("0.8212") + Fraction("0.0006") * f("mat.pe", day).mid,
    "act.cup.reuse": lambda day: f("cup.paper.est", day).mid,
    "act.ac.1C.year": lambda day: 22 * f("grid.js", day).mid,
    "act.shower.elec": lambda day: (
        Fraction("8") * 25 * Fraction("4.186") / 3600 / Fraction("0.9") * f("grid.js", day).mid
    ),
    "act.shower.gas": lambda day: (
        Fraction("8") * 25 * Fraction("4.186") / Fraction("0.85") / 38930 * f("fuel.ng.use", day).mid
    ),
    "act.dry.line": lambda day: Fraction("2.4") * f("grid.js", day).mid,
    "rec.pet.app": lambda day: Fraction("1.4929") - Fraction("1.1721"),
    "plastic.credit": lambda day: -f("rec.plastic", day).mid,
    "rec.al.cn": lambda day: Fraction("20.3") - Fraction("0.72"),
    "rec.textile.cn": lambda day: Fraction("9.673") - Fraction("4.38"),
    "act.sort.food": lambda day: Fraction("0.03653") - Fraction("0.0012"),
    "act.vegmeal.cn": lambda day: Fraction("0.1") * (Fraction("3.63") - Fraction("0.62")),
    "act.paper.sheet": lambda day: Fraction("0.005") * Fraction("0.9194"),
    "act.ebill": lambda day: 3 * Fraction("0.005") * Fraction("0.9194"),
    "act.cutlery": lambda day: Fraction("0.005") * Fraction("4.6"),
    "base.kunming2020": lambda day: Fraction("793.42") / 846,
    "base.cn.consumption2021": lambda day: Fraction("29.7") / Fraction("14.12"),
    "base.goods": lambda day: Fraction("2.1") - Fraction("0.94"),
    "base.cn.electricity.2023": lambda day: Fraction(1_350_000_000_000, 1_409_670_000),
}


def test_every_computed_line_recomputes_by_hand() -> None:
    computed = {row["id"] for row in _rows() if row["formula"]}
    assert set(DERIVED) == computed
    for row in _rows():
        if row["formula"]:
            places = len(row["value"].partition(".")[2])
            found = DERIVED[row["id"]](DAYS[-1])
            assert abs(found - Fraction(row["value"])) <= Fraction(1, 2 * 10**places), row["id"]
