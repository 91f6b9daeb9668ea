"""The city is read in parts: what is found does not depend on how it is cut."""

from collections.abc import Iterator, Sequence

import pytest

from footprint.integrity.rules import Account, Deed
from tests.deeds import account, deed, diary, found

APART = 400
"""Numbers between two accounts of a farm: they were made on different days, and are never in one batch."""
FARM = [1 + APART * number for number in range(8)]
BATCH = 50


def neighbours() -> Iterator[Deed]:
    """Everybody between them, with habits of their own."""
    for who in range(1, FARM[-1], 10):
        if who not in FARM:
            yield from (deed(who, f"thing{who % 7}", 1000 + who, day=day) for day in range(3))


def asked(deeds: Sequence[Deed], people: Sequence[Account] = (), batch: int = BATCH) -> dict[str, list[int]]:
    rules: dict[str, list[int]] = {}
    for one in found(deeds, people, batch):
        rules.setdefault(one.rule, []).append(one.resident_id)
    return rules


@pytest.mark.parametrize(
    ("rule", "shared"),
    [("one_device", {"device": b"tablet"}), ("one_network", {"network": b"house"})],
)
def test_a_farm_is_found_across_the_edges_of_batches(rule: str, shared: dict[str, bytes]) -> None:
    farm = [one for who in FARM for one in diary(who, days=4, kinds=3, late=50 * who)]
    people = [account(who, minute=who * 1000, **shared) for who in FARM]
    assert asked([*farm, *neighbours()], people) == {rule: FARM}


def test_so_is_a_team_that_appears_overnight() -> None:
    farm = [one for who in FARM for one in diary(who, days=4, kinds=3, late=50 * who, teams=(7,))]
    people = [account(who, minute=who / 10) for who in FARM]
    assert asked([*farm, *neighbours()], people) == {"copied_diaries": FARM, "overnight_team": FARM}


def test_so_are_copies_of_people_who_share_nothing_else() -> None:
    copies = [one for who in FARM for one in diary(who, late=who / 1000)]
    assert asked([*copies, *neighbours()]) == {"copied_diaries": FARM}


def challenge(firm: Sequence[int], others: Sequence[int]) -> tuple[list[Deed], list[Account]]:
    """A firm at one address, and other people, who do the same things on the same days."""
    deeds = [one for who in [*firm, *others] for one in diary(who, days=10, late=who / 10)]
    return deeds, [account(who, minute=who * 1000, network=b"firm") for who in firm]


def test_a_challenge_in_the_middle_of_the_city_accuses_nobody() -> None:
    """All of the firm is in one batch, and everybody else who takes part in others."""
    firm, others = range(1000, 1030), range(5000, 5300, 10)
    deeds, people = challenge(firm, others)
    assert asked([*deeds, *neighbours()], people) == {}
    alone, people = challenge(firm, ())
    assert asked([*alone, *neighbours()], people) == {"one_network": [*firm]}, "what the others say is what tells"


def test_a_farm_hides_behind_no_challenge_that_it_does_not_follow() -> None:
    deeds, people = challenge(range(1000, 1030), range(5000, 5300, 10))
    farm = [one for who in FARM for one in diary(who, days=12, kinds=4, milli=1700, late=50 * who)]
    people += [account(who, minute=who * 1000, device=b"tablet") for who in FARM]
    assert asked([*deeds, *farm], people) == {"one_device": FARM}
