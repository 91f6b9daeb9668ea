"""Under more requests than there are places: who waits, who is sent away at once, and who comes first."""

import json
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from civic.errors import TryAgain
from civic.web.waiting_room import Sheds, WaitingRoom
from workbench.servers import wait_until


class Crowd:
    """Requests in threads of their own, which note the order in which their turns came."""

    def __init__(self, room: WaitingRoom) -> None:
        self.room = room
        self.served: list[str] = []
        self._threads: list[threading.Thread] = []

    def comes(self, name: str, *, writes: bool) -> None:
        """One more request; it waits when this returns."""
        before = self.room.waiting
        thread = threading.Thread(target=self._ask, args=(name, writes))
        self._threads.append(thread)
        thread.start()
        wait_until(lambda: self.room.waiting == before + 1)

    def _ask(self, name: str, writes: bool) -> None:
        with self.room.turn(writes=writes):
            self.served.append(name)

    def go(self) -> list[str]:
        """Who was served, in order, once all are gone."""
        for thread in self._threads:
            thread.join(10)
        return self.served


def test_reading_fills_half_of_the_places_and_writing_all_of_them() -> None:
    room = WaitingRoom(4, at_work=1)
    crowd = Crowd(room)
    with room.turn(writes=False):
        crowd.comes("reader 1", writes=False)
        crowd.comes("reader 2", writes=False)
        with pytest.raises(TryAgain), room.turn(writes=False):
            pass
        crowd.comes("writer 1", writes=True)
        crowd.comes("writer 2", writes=True)
        with pytest.raises(TryAgain), room.turn(writes=True):
            pass
    assert crowd.go() == ["writer 1", "writer 2", "reader 1", "reader 2"]
    assert room.waiting == 0


def test_writes_that_do_not_end_leave_places_for_reading() -> None:
    room = WaitingRoom(4, at_work=3, writing=2, patience_s=0)
    with room.turn(writes=True), room.turn(writes=True):
        for _ in range(3):
            with pytest.raises(TryAgain), room.turn(writes=True):
                pass
            with room.turn(writes=False):
                pass
    with room.turn(writes=True), room.turn(writes=True):
        pass


def test_a_writer_that_waits_gets_the_turn_of_the_one_before() -> None:
    room = WaitingRoom(4, at_work=3, writing=1)
    crowd = Crowd(room)
    with room.turn(writes=True):
        crowd.comes("writer", writes=True)
        with room.turn(writes=False):  # one of the two places that only reading may have
            pass
        assert room.waiting == 1
    assert crowd.go() == ["writer"]


def test_a_turn_comes_back_when_its_work_fails() -> None:
    room = WaitingRoom(2, at_work=1, patience_s=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), room.turn(writes=True):
            raise ZeroDivisionError
    with room.turn(writes=True):
        pass


def test_who_waited_for_too_long_leaves_its_place() -> None:
    room = WaitingRoom(2, at_work=1, patience_s=0)
    with room.turn(writes=True):
        for _ in range(5):
            with pytest.raises(TryAgain), room.turn(writes=True):
                pass
        assert room.waiting == 0


def asked(application: Sheds, path: str, method: str = "GET") -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    told: list[Any] = []
    body = application({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda *said: told.extend(said))  # type: ignore[arg-type, func-returns-value, return-value]
    return told[0], dict(told[1]), b"".join(body)


def test_who_finds_no_place_is_told_when_to_come_back_and_who_watches_gets_in() -> None:
    def works(_environ: object, start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"here"]

    room = WaitingRoom(2, at_work=1, patience_s=0)
    application = Sheds(works, room, read=["Busy.", "忙。"], written=["Busy, not saved."])
    with room.turn(writes=True):
        status, headers, body = asked(application, "/boards")
        assert (status[:3], headers["Retry-After"]) == ("503", "5")
        assert "忙。" in body.decode()
        assert b"not saved" not in body
        assert b"Busy, not saved." in asked(application, "/boards", "POST")[2]
        status, headers, body = asked(application, "/api/v1/releases")
        assert (status[:3], headers["Content-Type"]) == ("503", "application/problem+json")
        assert json.loads(body)["detail"] == "Busy. 忙。"
        assert [asked(application, path)[0] for path in ("/healthz", "/readyz", "/metrics")] == ["200 OK"] * 3
    assert asked(application, "/boards") == ("200 OK", {}, b"here")
