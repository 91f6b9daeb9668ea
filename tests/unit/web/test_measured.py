"""What is counted of an answer, from when, and how many lines of the log a second."""

import pytest
from structlog.testing import capture_logs

from civic.caching.visitor_pages import ENDPOINT
from civic.operations.measured import Brake, Measured, came_s

NOW_S = 1_800_000_000.0


@pytest.mark.parametrize(
    ("told", "came"),
    [
        ("1799999999.250", NOW_S - 0.75),
        ("t=1799999999.250", NOW_S - 0.75),
        ("", NOW_S),
        ("soon", NOW_S),
        ("nan", NOW_S),
        ("1800000000.900", NOW_S),  # the proxy's clock is ahead
        ("1", NOW_S),
    ],
)
def test_when_a_request_came(told: str, came: float) -> None:
    assert came_s(told, NOW_S) == came


def test_a_flood_of_lines_is_counted_instead() -> None:
    brake = Brake(2)
    assert [brake.passes(7.0 + n / 10) for n in range(5)] == [(True, 0)] * 2 + [(False, 0)] * 3
    assert brake.passes(8.0) == (True, 3)
    assert brake.passes(8.1) == (True, 0)
    assert brake.passes(9.0) == (True, 0)


def test_a_line_names_the_endpoint_and_nobody() -> None:
    def application(environ, start):  # type: ignore[no-untyped-def]
        environ[ENDPOINT] = "diary.me"
        start("200 OK", [("Content-Length", "5")])
        return [b"hello"]

    measured = Measured(application, lambda: 0, proxied=True, logged=True)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/me/secret", "QUERY_STRING": "name=x", "REMOTE_ADDR": "192.0.2.1"}
    with capture_logs() as lines:
        measured(environ, lambda *_: None)  # type: ignore[arg-type, return-value]
    (line,) = lines
    assert isinstance(line.pop("ms"), int)
    said = {"endpoint": "diary.me", "method": "GET", "status": 200, "bytes": 5}
    assert line == {"event": "answered", "log_level": "info", **said}
