"""The rules together. Each only asks: what becomes of an entry is decided by people, after the resident was heard.

A false alarm costs more than a cheat: in doubt a rule is silent.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import chain

from footprint.integrity.bursts import limits_all_at_once, too_many_a_day, too_many_at_once
from footprint.integrity.copies import copied_diaries
from footprint.integrity.deeds import Account, Deed, Kind, Suspicion, diaries, kinds_of
from footprint.integrity.farms import copying_team, one_device, one_network, overnight_team
from footprint.integrity.likeness import wrote
from footprint.integrity.speeds import no_time, too_far
from footprint.ledger.rules import SELF_REPORTED

__all__ = ["RULES", "Account", "Deed", "Kind", "Suspicion", "kinds_of", "suspicions"]

RULES = (
    "too_far",
    "no_time",
    "too_many_a_day",
    "too_many_at_once",
    "limits_all_at_once",
    "copied_diaries",
    "one_device",
    "one_network",
    "overnight_team",
)
"""The names of all rules, as they stand in `Suspicion.rule`."""


def suspicions(
    deeds: Sequence[Deed], accounts: Sequence[Account], kinds: Mapping[str, Kind], zone: tzinfo
) -> list[Suspicion]:
    """What there is to ask about, by resident and rule; the order of deeds and accounts does not matter.

    What an organizer or an instrument confirmed is left alone, and so is what stands on a paper list.

    Args:
        deeds: living entries of a window of days, no undone ones; four weeks are enough for every rule.
        accounts: of everybody who has a deed.
        kinds: of the actions, by their ids (`kinds_of`); what is missing is no way and has no limit.
        zone: the city's, which says when a day began.
    """
    known = diaries(deed for deed in deeds if deed.tier == SELF_REPORTED)
    people = {account.resident_id: account for account in accounts}
    all_wrote = wrote(known.values())
    found = [
        *too_far(known, kinds),
        *no_time(known, kinds, zone),
        *too_many_a_day(known),
        *too_many_at_once(known),
        *limits_all_at_once(known, kinds),
        *_once(copied_diaries(known, people), copying_team(known, all_wrote)),
        *one_device(known, people, all_wrote),
        *one_network(known, people, all_wrote),
        *overnight_team(known, people, all_wrote),
    ]
    return sorted(found, key=lambda one: (one.resident_id, RULES.index(one.rule), one.entry_ids))


def _once(*found: Iterable[Suspicion]) -> Iterable[Suspicion]:
    """The first of one rule about each resident."""
    first: dict[int, Suspicion] = {}
    for one in chain(*found):
        first.setdefault(one.resident_id, one)
    return first.values()
