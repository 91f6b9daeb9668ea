"""A form sent twice at once."""

import threading

import pytest

from footprint.rewards import services
from footprint.rewards.models import RewardWish
from tests.db.ledger.town import Town


@pytest.mark.parametrize("_round", range(4))
def test_wishes_sent_at_once_are_kept_once(town: Town, _round: int) -> None:
    ann, gate, failures = town.move_in(), threading.Barrier(8), list[Exception]()

    def wish(number: int) -> None:
        gate.wait()
        try:
            with town.database.write() as session:
                services.wish(session, ann, reviews=True, open_weeks=number % 2 == 0)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=wish, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with town.database.read() as session:
        assert [(one.resident_id, one.reviews) for one in session.query(RewardWish)] == [(ann, True)]
