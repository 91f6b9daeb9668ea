"""Many accounts behind one device or one address, or that joined a team overnight, with one and the same diary. Pure.

A shared device, an address, a team or an hour of joining says nothing by itself: a school has one address, a family one
telephone, a firm joins at lunch. Only where most households of such a crowd keep the same diary is it asked why.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from footprint.integrity.deeds import Account, Diary, Suspicion
from footprint.integrity.likeness import (
    Group,
    Likeness,
    Wrote,
    book,
    groups,
    households,
    named,
    neighbours,
    said,
    wrote,
)

ALIKE = Likeness(deeds=12, days=4, kinds=3, percent=15)
"""Four days, three different things: two classmates who walk 1 km and finish their plate have two. Quantities may be
blurred a little, by less than lies between 1 km and 1.5."""
MOST_PERCENT = 60
"""So many of the crowd's households must keep the same diary; in a class, those with the same way to school do not."""
DEVICE_HOUSEHOLDS = 4
"""The grandparents of both sides and the family itself may share a telephone: three."""
NETWORK_HOUSEHOLDS = 6
"""Neighbours share a connection."""
TEAM_HOUSEHOLDS = 6
"""Friends join together."""
OTHERS = 100
"""What more households outside the crowd wrote of a day is a habit of the city, or its challenge, and no evidence; a
farm on several devices is smaller."""
JOINED_APART = timedelta(hours=2)
"""Who joins later than this after the one before joined by themselves."""

Crowd = Sequence[int]
"""Residents with something in common, ascending."""


def one_device(known: Mapping[int, Diary], people: Mapping[int, Account], all_wrote: Wrote) -> Iterator[Suspicion]:
    """Many households on one device, most of them with the same diary."""
    crowds = _sharing((people[number].device, number) for number in known if number in people)
    return _alike("one_device", crowds, known, all_wrote, DEVICE_HOUSEHOLDS)


def one_network(known: Mapping[int, Diary], people: Mapping[int, Account], all_wrote: Wrote) -> Iterator[Suspicion]:
    """Many households at one address, most of them with the same diary."""
    crowds = _sharing((people[number].network, number) for number in known if number in people)
    return _alike("one_network", crowds, known, all_wrote, NETWORK_HOUSEHOLDS)


def overnight_team(known: Mapping[int, Diary], people: Mapping[int, Account], all_wrote: Wrote) -> Iterator[Suspicion]:
    """Many households that joined one after the other and stand in one team, most of them with the same diary."""
    teams = [[people[number] for number in team if number in people] for team in _teams(known)]
    crowds = (crowd for team in teams for crowd in _joined_together(team))
    return _alike("overnight_team", crowds, known, all_wrote, TEAM_HOUSEHOLDS)


def copying_team(known: Mapping[int, Diary], all_wrote: Wrote) -> Iterator[Suspicion]:
    """A team most of whose households keep the same diary, whenever they joined."""
    return _alike("copied_diaries", _teams(known), known, all_wrote, TEAM_HOUSEHOLDS)


def _teams(known: Mapping[int, Diary]) -> list[Crowd]:
    """The residents of each team."""
    members: dict[int, list[int]] = defaultdict(list)
    for number, diary in known.items():
        for team_id in {team_id for deed in diary for team_id in deed.team_ids}:
            members[team_id].append(number)
    return [team for _, team in sorted(members.items())]


def _sharing(places: Iterable[tuple[bytes | None, int]]) -> Iterator[Crowd]:
    found: dict[bytes, list[int]] = defaultdict(list)
    for place, number in places:
        if place is not None:
            found[place].append(number)
    yield from found.values()


def _joined_together(team: Iterable[Account]) -> Iterator[Crowd]:
    """The members in runs, each of whom joined soon after the one before."""
    run: list[Account] = []
    for account in sorted(team, key=lambda account: (account.joined_at, account.resident_id)):
        if run and account.joined_at - run[-1].joined_at > JOINED_APART:
            yield sorted(member.resident_id for member in run)
            run = []
        run.append(account)
    yield sorted(member.resident_id for member in run)


def _alike(
    rule: str, crowds: Iterable[Crowd], known: Mapping[int, Diary], all_wrote: Wrote, least: int
) -> Iterator[Suspicion]:
    """A suspicion of each resident whose diary most households of a crowd share; a resident is named once."""
    asked: set[int] = set()
    for crowd in crowds:
        for group, homes in _most_of({number: known[number] for number in crowd}, all_wrote, least):
            yield from (one for one in named(rule, group, homes) if one.resident_id not in asked)
            asked.update(group)


def _most_of(crowd: Mapping[int, Diary], all_wrote: Wrote, least: int) -> Iterator[tuple[Group, int]]:
    """The group of a crowd that holds most of its households, with their number, if there is one."""
    everybody = households(map(book, crowd.values()))
    if everybody >= least:
        books = {number: book(diary) for number, diary in _own(crowd, all_wrote).items()}
        for group in groups(neighbours(list(books.values())), ALIKE):
            homes = households(books[number] for number in group)
            if homes >= least and homes * 100 >= MOST_PERCENT * everybody:
                yield group, homes


def _own(crowd: Mapping[int, Diary], all_wrote: Wrote) -> dict[int, Diary]:
    """The diaries of a crowd without what many others wrote too."""
    inside = wrote(crowd.values())
    own = {
        number: [deed for deed in diary if len(all_wrote[said(deed)]) - len(inside[said(deed)]) <= OTHERS]
        for number, diary in crowd.items()
    }
    return {number: diary for number, diary in own.items() if diary}
