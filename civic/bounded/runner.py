"""Reading files that anybody may have made: in a process of its own, which can be neither long nor large.

A parser may loop, grow, crash or be taken over by what it reads. So it never runs in the server: each file gets a fresh
process with a limit on its processor time, its memory and its answer, without the settings and secrets of the server.
Starting one takes a tenth of a second; nothing of one file is left when the next is read.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import structlog

from civic.bounded.answers import WorkerAnswer, unpacked
from civic.bounded.desk import Desk, busy
from civic.bounded.limits import UPLOAD, Limits
from civic.errors import Invalid, msgid

Work = Callable[..., WorkerAnswer]
log = structlog.get_logger()
_IMPORTS_FROM = Path(__file__).resolve().parents[2]
_OVER_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
_LOGGED_BYTES = 2000
_NOTHING: Mapping[str, Any] = {}
_UNREADABLE = msgid("This file cannot be read. Please send it again, or choose another one.")
_TOO_MUCH_WORK = msgid("Reading this file takes too long. Please choose another one.")
desk = Desk()


def read_bounded(
    work: Work, data: bytes, who: int, field: str, given: Mapping[str, Any] = _NOTHING, limits: Limits = UPLOAD
) -> WorkerAnswer:
    """What `work(data, **given)` answers: a function of a module, with values that JSON holds.

    Args:
        who: the resident whose file it is.
        field: the form's field that a refusal belongs to.

    Raises:
        Invalid: the refusal of `work`; or it failed, or its limits did not suffice.
        TryAgain: too many files are being read, or this one did not get enough of the processor.
    """
    with desk.turn(who), TemporaryFile() as sent, TemporaryFile() as said, TemporaryFile() as errors:
        sent.write(data)
        sent.seek(0)
        code = _run(_command(work, limits, given), (sent, said, errors), limits.wall_s)
        if code:
            log.warning("file not read", work=work.__qualname__, code=code, errors=_read(errors)[-_LOGGED_BYTES:])
            raise Invalid(_TOO_MUCH_WORK if code in _OVER_TIME else _UNREADABLE, field=field)
        return _answer(_read(said), field)


def _command(work: Work, limits: Limits, given: Mapping[str, Any]) -> list[str]:
    name = f"{work.__module__}:{work.__qualname__}"
    python = [sys.executable, "-B", "-m", "civic.bounded.worker"]
    return [*python, name, json.dumps(asdict(limits)), json.dumps(dict(given))]


def _run(command: list[str], files: tuple[IO[bytes], IO[bytes], IO[bytes]], wall_s: float) -> int:
    """The exit code of a process; none is left behind, whatever happens."""
    sent, said, errors = files
    process = subprocess.Popen(command, stdin=sent, stdout=said, stderr=errors, env={}, cwd=_IMPORTS_FROM)  # noqa: S603
    try:
        return process.wait(wall_s)
    except subprocess.TimeoutExpired:
        raise busy() from None
    finally:
        process.kill()
        process.wait()


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _answer(said: bytes, field: str) -> WorkerAnswer:
    try:
        return unpacked(said)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as nonsense:
        raise Invalid(_UNREADABLE, field=field) from nonsense
