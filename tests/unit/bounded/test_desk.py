"""One file is read at a time, a few wait, and nobody takes all seats."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from civic.bounded.desk import Desk
from civic.bounded.limits import SEATS, SEATS_EACH
from civic.errors import TryAgain


def waiting(desk: Desk, who: int) -> bool:
    """Whether somebody who sat down was sent away after waiting in vain."""
    with pytest.raises(TryAgain), desk.turn(who):
        raise AssertionError("two at once")
    return True


def test_one_at_a_time_and_the_next_waits_no_longer_than_asked() -> None:
    desk = Desk(patience_s=0.01)
    with desk.turn(1):
        assert waiting(desk, 2)
    with desk.turn(2):
        pass


def test_whoever_waits_is_let_in_when_it_is_free() -> None:
    desk = Desk(patience_s=60)
    done: list[int] = []

    def work(who: int) -> None:
        with desk.turn(who):
            done.append(who)

    with ThreadPoolExecutor(SEATS) as pool:
        with desk.turn(0):
            others = [pool.submit(work, who) for who in range(1, SEATS)]
            assert done == []
        for other in others:
            other.result()
    assert sorted(done) == list(range(1, SEATS))


def seated(stack: ExitStack, desk: Desk, *people: int) -> None:
    """They sit there until the stack ends."""
    for who in people:
        desk._sit_down(who)
        stack.callback(desk._stand_up, who)


def test_when_all_seats_are_taken_the_next_is_sent_away_at_once() -> None:
    desk = Desk(patience_s=3600)
    with ExitStack() as stack:
        seated(stack, desk, *range(SEATS))
        assert waiting(desk, 99)
    with desk.turn(99):
        pass


def test_one_person_leaves_seats_to_others() -> None:
    desk = Desk(patience_s=3600)
    with ExitStack() as stack:
        seated(stack, desk, *[7] * SEATS_EACH)
        assert waiting(desk, 7)
        with desk.turn(8):
            pass
    with desk.turn(7):
        pass


def test_a_failure_gives_the_turn_back() -> None:
    desk = Desk(patience_s=0.01)
    for _ in range(SEATS + 1):
        with pytest.raises(KeyError), desk.turn(1):
            raise KeyError
    with desk.turn(1):
        pass
    assert not desk._seated
