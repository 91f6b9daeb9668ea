"""A process for each file: its answer comes back, and nothing that it does wrong reaches the server."""

from dataclasses import replace
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest
from structlog.testing import capture_logs

from civic.bounded.limits import UPLOAD
from civic.bounded.runner import Work, read_bounded
from civic.errors import Invalid, TryAgain
from tests import works


def test_what_it_answers_comes_back() -> None:
    data = bytes(range(256)) * 5000
    answer = read_bounded(works.echo, data, 1, "picture", {"a": [1, "二"]})
    assert answer.facts == {"given": {"a": [1, "二"]}, "length": len(data)}
    assert answer.files == (data, b"", data[::-1])


def refusal(work: Work, data: bytes = b"", **limits: int) -> str:
    with pytest.raises(Invalid) as refused:
        read_bounded(work, data, 1, "picture", limits=replace(UPLOAD, **limits))
    assert refused.value.field == "picture"
    return str(refused.value)


def test_a_refusal_keeps_its_words() -> None:
    assert refusal(works.refuse) == "At most 3."


def test_a_failure_is_a_file_that_cannot_be_read_and_the_log_says_where_not_what() -> None:
    with capture_logs() as logs:
        assert "cannot be read" in refusal(works.fail, b"private words")
    (line,) = logs
    assert b"RuntimeError" in line["errors"]
    assert b"works.py" in line["errors"]
    assert b"private words" not in line["errors"]


@pytest.mark.parametrize("work", [works.grow, works.crash, works.talk], ids=lambda work: work.__name__)
def test_what_grows_crashes_or_never_stops_talking_is_refused(work: Work) -> None:
    assert "cannot be read" in refusal(work)


@pytest.mark.parametrize(
    "said", [b"", b"{", b"[" * 100_000, b'{"sizes": [9], "facts": 0}\n', b"\x80\x04N.", b"9" * 9999], ids=range(6)
)
def test_nonsense_for_an_answer_is_refused(said: bytes) -> None:
    assert "cannot be read" in refusal(works.talk_nonsense, said)


def test_what_goes_round_and_round_ends_with_its_processor_time() -> None:
    before = getrusage(RUSAGE_CHILDREN)
    assert "takes too long" in refusal(works.go_round, cpu_s=1)
    after = getrusage(RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_what_sleeps_is_ended_and_nothing_is_left() -> None:
    with pytest.raises(TryAgain):
        read_bounded(works.sleep, b"", 1, "picture", limits=replace(UPLOAD, wall_s=1))
    assert not [command for command in Path("/proc").glob("[0-9]*/cmdline") if b"works:sleep" in command.read_bytes()]


def test_it_knows_no_secret_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXING_SECRET_KEY", "a key that no parser may see")
    found = read_bounded(works.look_around, b"", 1, "picture").facts
    assert not [name for name in found["environ"] if name.startswith("TONGXING")]
    assert len(found["files"]) <= 4  # three, and the folder that is looked at
    assert found["limits"] == [[UPLOAD.cpu_s] * 2, [UPLOAD.memory] * 2, [0, 0]]
