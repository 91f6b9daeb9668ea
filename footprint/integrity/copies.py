"""The same diary in several households, written at the same minutes. Pure.

What a class, a firm or the whole city writes down in the same hour says nothing about three of them, so only what few
wrote is compared. Accounts of one larger team or address are left to the rules about such crowds.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import timedelta

from footprint.integrity.deeds import Account, Deed, Diary, Suspicion
from footprint.integrity.likeness import Likeness, book, groups, households, named, said, with_whole_days

AT_ONCE = Likeness(deeds=20, days=5, kinds=5, apart=timedelta(minutes=5))
"""A reminder makes many people write "one meal, bus, 6 km" at eight; it does not make them share five different things
at the same minutes of five days."""
AT_ONCE_HOUSEHOLDS = 3
"""Two friends may walk, eat and write together."""
ONE_BY_ONE = Likeness(deeds=20, days=5, kinds=5, apart=timedelta(minutes=45))
"""Writing a list down in one account after the other takes its time."""
ONE_BY_ONE_HOUSEHOLDS = 8
"""Two families may spend their evenings together; eight do not, day after day."""
FEW = 24
"""What more households wrote in the same hour they were asked to write: by a teacher, or by a theme of the day."""
CROWD = 6
"""From so many households on, a team or an address is a crowd."""


def copied_diaries(known: Mapping[int, Diary], people: Mapping[int, Account]) -> Iterator[Suspicion]:
    """Diaries that are alike and were recorded near to each other, in many households; a resident is named once."""
    books = {number: book(diary) for number, diary in _rare(known).items()}
    crowds = _crowds(known, people)
    near = with_whole_days(books.values())
    pairs = [pair for pair in near if crowds[pair[0].resident_id].isdisjoint(crowds[pair[1].resident_id])]
    asked: set[int] = set()
    for needed, least in ((AT_ONCE, AT_ONCE_HOUSEHOLDS), (ONE_BY_ONE, ONE_BY_ONE_HOUSEHOLDS)):
        for group in groups(pairs, needed):
            homes = households(books[number] for number in group)
            if homes >= least:
                yield from (one for one in named("copied_diaries", group, homes) if one.resident_id not in asked)
                asked.update(group)


def _rare(known: Mapping[int, Diary]) -> dict[int, Diary]:
    """The diaries without what many households wrote down in the same hour."""
    wrote: dict[Hashable, set[int]] = defaultdict(set)
    for diary in known.values():
        for deed in diary:
            wrote[_in_hour(deed)].add(deed.household_id)
    rare = {number: [deed for deed in diary if len(wrote[_in_hour(deed)]) <= FEW] for number, diary in known.items()}
    return {number: diary for number, diary in rare.items() if diary}


def _in_hour(deed: Deed) -> Hashable:
    hour = deed.recorded_at.replace(minute=0, second=0, microsecond=0)
    return said(deed), hour


def _crowds(known: Mapping[int, Diary], people: Mapping[int, Account]) -> Mapping[int, set[Hashable]]:
    """The larger teams and addresses of each resident."""
    homes: dict[Hashable, set[int]] = defaultdict(set)
    marks: dict[int, set[Hashable]] = {}
    for number, diary in known.items():
        marks[number] = {team_id for deed in diary for team_id in deed.team_ids}
        if number in people and (network := people[number].network):
            marks[number].add(network)
        for mark in marks[number]:
            homes[mark].update(deed.household_id for deed in diary)
    return {number: {mark for mark in own if len(homes[mark]) >= CROWD} for number, own in marks.items()}
