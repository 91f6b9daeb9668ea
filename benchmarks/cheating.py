"""How many honest residents the rules of integrity ask, how many cheaters they find, and what is left.

    python -m benchmarks.cheating [--share 1.0] [--tuning] [--blind]

The towns of the held-out seeds were not looked at while the rules were written; `--tuning` shows the others. An account
is asked when any rule names it. Undetected are cheaters' accounts that no rule names; "kg left" counts also those
entries of the others that no rule names.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.cheats import CHEATS
from benchmarks.honest import FIRST, HONEST, LATER
from benchmarks.in_memory import InMemory
from benchmarks.load import table
from benchmarks.town import ZONE, Town, accounts, catalogue, deeds, kinds
from footprint.integrity.rules import RULES, kinds_of, suspicions

TUNING = (1, 2, 3)
HELD_OUT = (101, 102, 103, 104, 105)
MG_PER_KG = 1_000_000


@dataclass
class Measured:
    """What came of some towns: accounts by what they are, those asked by rule, milligrams in all and left."""

    accounts: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    asked_by: Counter[tuple[str, str]] = field(default_factory=Counter)
    mg: Counter[str] = field(default_factory=Counter)
    undetected_mg: Counter[str] = field(default_factory=Counter)
    left_mg: Counter[str] = field(default_factory=Counter)
    deeds: int = 0
    seconds: float = 0

    def share(self, kind: str) -> float:
        """Of the accounts of a kind, those asked."""
        return self.asked[kind] / self.accounts[kind]

    def of_all(self, mg: Mapping[str, int]) -> float:
        """Of all kilograms, those of cheaters among these."""
        return sum(mg[kind] for kind in CHEATS) / sum(self.mg.values())


def town(seed: int, share: float) -> Town:
    """A town with every kind of people, `share` of its whole size but at least one of each kind."""
    made = Town(seed)
    for make, number in (*FIRST.values(), *CHEATS.values(), *LATER.values()):
        for _ in range(max(1, round(number * share))):
            make(made)
    return made


def measure(seeds: Iterable[int], share: float, *, blind: bool = False) -> Measured:
    """The rules, held against towns; `blind` where nothing is known of devices and addresses."""
    found = Measured()
    for seed in seeds:
        made = town(seed, share)
        for one in made.people if blind else ():
            one.device = one.network = None
        _measure(made, found)
    return found


def _measure(made: Town, found: Measured) -> None:
    told, people, truth = deeds(made), accounts(made), kinds(made)
    started = time.process_time()
    asked = list(suspicions(InMemory(told, people), kinds_of(catalogue().actions.values()), ZONE))
    found.seconds += time.process_time() - started
    found.deeds += len(told)
    found.accounts.update(truth.values())
    residents = {one.resident_id for one in asked}
    found.asked.update(truth[number] for number in residents)
    found.asked_by.update((truth[number], rule) for number, rule in {(one.resident_id, one.rule) for one in asked})
    named = {entry_id for one in asked for entry_id in one.entry_ids}
    for deed in told:
        found.mg[truth[deed.resident_id]] += deed.mid_mg
        if deed.resident_id not in residents:
            found.undetected_mg[truth[deed.resident_id]] += deed.mid_mg
        if deed.entry_id not in named:
            found.left_mg[truth[deed.resident_id]] += deed.mid_mg


def main() -> None:
    asked = _arguments()
    seeds = TUNING if asked.tuning else HELD_OUT
    found = measure(seeds, asked.share, blind=asked.blind)
    known = "nothing known of devices and addresses" if asked.blind else "devices and addresses known of most"
    what = f"Integrity rules, seeds {', '.join(map(str, seeds))}, share {asked.share:g}, {known}"
    table(what, ("who", "accounts", "asked", "share", "limit", "kg", "kg left", "rules"), _rows(found))
    cheaters = sum(found.accounts[kind] for kind in CHEATS) / sum(found.accounts.values())
    print(f"{cheaters:.1%} of the accounts cheat; theirs are {found.of_all(found.mg):.1%} of all kilograms")
    print(f"{found.of_all(found.undetected_mg):.2%} of all kilograms are left with undetected cheats (limit 2 %)")
    print(f"{found.of_all(found.left_mg):.2%} with those entries of the other cheaters that no rule names")
    print(f"{found.deeds:,} entries, {found.deeds / found.seconds:,.0f} a second of CPU")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="size of each town, 1.0 by default")
    parser.add_argument("--tuning", action="store_true", help="the seeds that were looked at")
    parser.add_argument("--blind", action="store_true", help="nothing is known of devices and addresses")
    return parser.parse_args()


LIMITS = {"account farm": "≥ 80 %", "copied diary": "≥ 80 %", "impossible speed": "≥ 95 %"}


def _rows(found: Measured) -> Sequence[tuple[str, ...]]:
    return [_row(found, kind, "≤ 1 %") for kind in HONEST] + [
        _row(found, kind, LIMITS.get(kind, "")) for kind in CHEATS
    ]


def _row(found: Measured, kind: str, limit: str) -> tuple[str, ...]:
    by = ", ".join(f"{rule} {found.asked_by[kind, rule]}" for rule in RULES if found.asked_by[kind, rule])
    left = f"{found.left_mg[kind] / MG_PER_KG:,.0f}" if kind in CHEATS else ""
    kg = f"{found.mg[kind] / MG_PER_KG:,.0f}"
    numbers = (str(found.accounts[kind]), str(found.asked[kind]), f"{found.share(kind):.1%}")
    return (kind, *numbers, limit, kg, left, by)


if __name__ == "__main__":
    main()
