"""Who may see, judge and appeal a case."""

from dataclasses import dataclass, replace

import pytest

from campaigns.moderation.permissions import may_appeal, may_decide, may_look, may_see
from civic.accounts.identity import Actor
from civic.residents.identity import ResidentActor


@dataclass(frozen=True)
class Judged:
    by_id: int = 1
    kind: str = "text"
    state: str = "open"


def actor(number: int, *roles: str) -> Actor:
    return ResidentActor(
        account_id=number + 1,
        nickname="x",
        roles=frozenset(roles),
        strong=True,
        resident_id=number,
        household_id=1,
        district_id="d",
    )


@pytest.mark.parametrize(
    ("who", "case", "expected"),
    [
        (actor(1), Judged(), True),
        (actor(2), Judged(), False),
        (actor(3), Judged(), False),
        (actor(3), Judged(kind="report"), False),
        (actor(3), Judged(kind="report", state="refused"), True),
        (actor(2, "moderator"), Judged(), True),
        (actor(2, "city"), Judged(), False),
    ],
)
def test_who_sees_a_case_about_something_of_the_third(who: Actor, case: Judged, expected: bool) -> None:
    assert may_see(who, case, author_id=3) is expected


def test_who_decides() -> None:
    judge = actor(5, "moderator")
    assert may_decide(judge, Judged(), 3, None)
    assert not may_decide(actor(5), Judged(), 3, None)
    assert not may_decide(judge, Judged(by_id=5), 3, None)
    assert not may_decide(judge, Judged(), 5, None)
    assert not may_decide(judge, Judged(kind="appeal"), 3, judge.account_id)
    assert may_decide(judge, Judged(kind="appeal"), 3, 5), "the account of the resident before"
    assert may_decide(replace(judge, roles=frozenset({"administrator"})), Judged(kind="appeal"), 3, 6)


def test_an_account_that_is_no_residents_has_no_thing_of_its_own() -> None:
    clerk = Actor(account_id=1, nickname="x", strong=True)
    judge = replace(clerk, roles=frozenset({"moderator"}))
    assert not may_see(clerk, Judged(), None)
    assert may_see(judge, Judged(), None)
    assert may_decide(judge, Judged(), None, None), "the resident of that number is somebody else"
    assert not may_look(clerk, Judged(), None)
    assert not may_appeal(clerk, Judged(kind="report"), None)


def test_whose_thing_it_is_appeals_not_who_reported_it() -> None:
    assert may_appeal(actor(1), Judged(), None)
    assert not may_appeal(actor(1), Judged(kind="report"), 3)
    assert may_appeal(actor(3), Judged(kind="report"), 3)
