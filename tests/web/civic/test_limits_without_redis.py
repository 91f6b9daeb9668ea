"""Redis that is gone, or takes connections and says nothing: limits go on in memory, and nobody waits for it."""

import socket
import time
from collections.abc import Iterator

import pytest

from civic.web.limits import REDIS_FAILURES, RedisCounter


def failures() -> float:
    return float(REDIS_FAILURES._value.get())


@pytest.fixture(params=["gone", "hung"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if request.param == "hung":
            listener.listen(8)
        yield int(listener.getsockname()[1])


def test_limits_go_on_in_memory(port: int) -> None:
    counter, before = RedisCounter(f"redis://127.0.0.1:{port}/0"), failures()
    began = time.monotonic()
    assert [counter.hit("writes:somebody") for _ in range(3)] == [1, 2, 3]
    assert time.monotonic() - began < 1
    assert failures() == before + 1
