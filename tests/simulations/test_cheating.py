"""How many of whom the rules of integrity ask in a town of invented people: the honest, and every kind of cheat."""

import ast
import inspect
from random import Random

import pytest

from benchmarks import cheats, honest, town
from benchmarks.cheating import HELD_OUT, Measured, measure
from benchmarks.cheating import town as small_town
from benchmarks.in_memory import InMemory
from footprint.integrity.rules import kinds_of, suspicions
from tests.deeds import ZONE, in_order


@pytest.fixture(scope="module")
def measured() -> Measured:
    """Half a town, the smallest that has every kind in its proportion."""
    return measure(HELD_OUT[:1], 0.5)


def test_the_order_does_not_matter_in_a_town_with_every_kind_of_cheat() -> None:
    made = small_town(4, 0.01)
    deeds, accounts = town.deeds(made), town.accounts(made)
    kinds = kinds_of(town.catalogue().actions.values())
    expected = in_order(suspicions(InMemory(deeds, accounts), kinds, ZONE))
    assert {one.rule for one in expected} >= {"too_far", "no_time", "copied_diaries", "too_many_at_once"}
    Random(1).shuffle(deeds)
    assert in_order(suspicions(InMemory(deeds, accounts[::-1], 100), kinds, ZONE)) == expected


def test_what_is_found_is_the_same_however_the_city_is_cut() -> None:
    made = small_town(2, 0.05)
    told, people, kinds = town.deeds(made), town.accounts(made), kinds_of(town.catalogue().actions.values())
    cut = [in_order(suspicions(InMemory(told, people, batch), kinds, ZONE)) for batch in (len(people), 97)]
    assert cut[0] and cut[0] == cut[1]


def test_who_makes_the_towns_knows_no_rule() -> None:
    for module in (town, honest, cheats):
        tree = ast.parse(inspect.getsource(module))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name for name in imported if "integrity" in name} <= {"footprint.integrity.deeds"}


@pytest.mark.parametrize("kind", honest.HONEST)
def test_at_most_one_honest_resident_in_a_hundred_is_asked(measured: Measured, kind: str) -> None:
    assert measured.accounts[kind] > 0
    assert measured.share(kind) <= 0.01


@pytest.mark.parametrize(("kind", "least"), [("account farm", 0.8), ("copied diary", 0.8), ("impossible speed", 0.95)])
def test_cheaters_are_found(measured: Measured, kind: str, least: float) -> None:
    assert measured.share(kind) >= least


def test_at_most_two_kilograms_in_a_hundred_are_left_with_cheats(measured: Measured) -> None:
    assert measured.of_all(measured.mg) > 0.1
    assert measured.of_all(measured.undetected_mg) <= 0.02
