"""Many accounts behind one device or one address, or that joined a team overnight, with one and the same diary. Pure.

A shared device, an address, a team or an hour of joining says nothing by itself: a school has one address, a family one
telephone, a firm joins at lunch. Only where most households of such a crowd keep the same diary is it asked why.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from footprint.integrity.city import DEVICE, NETWORK, Crowd
from footprint.integrity.consensus import Kept, kept_by_most
from footprint.integrity.deeds import Account

DEVICE_HOUSEHOLDS = 4
"""The grandparents of both sides and the family itself may share a telephone: three."""
NETWORK_HOUSEHOLDS = 6
"""Neighbours share a connection."""
TEAM_HOUSEHOLDS = 6
"""Friends join together."""
JOINED_APART = timedelta(hours=2)
"""Who joins later than this after the one before joined by themselves."""


def alike_in(crowd: Crowd) -> Iterator[tuple[str, Kept]]:
    """The diaries that most of a crowd keep, each with the name of the rule that would ask about it."""
    told = crowd.residents.diaries
    for rule, members, least in _judged(crowd):
        kept = kept_by_most([told[number] for number in members], least)
        if kept:
            yield rule, kept


def _judged(crowd: Crowd) -> Iterator[tuple[str, Collection[int], int]]:
    """Rules, whom of the crowd they look at together, and how many households are needed."""
    members, sharing = crowd.residents.diaries.keys(), crowd.mark[0]
    if sharing == DEVICE:
        yield "one_device", members, DEVICE_HOUSEHOLDS
    elif sharing == NETWORK:
        yield "one_network", members, NETWORK_HOUSEHOLDS
    else:
        yield "copied_diaries", members, TEAM_HOUSEHOLDS
        for run in _joined_together(crowd.residents.accounts.values()):
            yield "overnight_team", run, TEAM_HOUSEHOLDS


def _joined_together(team: Iterable[Account]) -> Iterator[Collection[int]]:
    """The members in runs, each of whom joined soon after the one before."""
    run: list[Account] = []
    for account in sorted(team, key=lambda account: (account.joined_at, account.resident_id)):
        if run and account.joined_at - run[-1].joined_at > JOINED_APART:
            yield sorted(member.resident_id for member in run)
            run = []
        run.append(account)
    yield sorted(member.resident_id for member in run)
