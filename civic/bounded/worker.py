"""The process that reads one file and ends: `python -m civic.bounded.worker MODULE:FUNCTION LIMITS GIVEN`.

The file comes on standard input, the answer goes to standard output. It bounds itself before it imports a parser.
"""

import gc
import json
import os
import resource
import signal
import sys
import traceback
from importlib import import_module
from typing import Any

from civic.bounded.answers import packed, packed_refusal
from civic.bounded.limits import Limits
from civic.errors import Invalid

_NICENESS = 5
"""Pages come first."""
_OPEN_FILES = 64
_AFTER_S = 5
"""So long after it should have been stopped it ends by itself: the server that waited for it may be gone."""


def main() -> int:
    """Reads one file within its limits; the exit code is 0 when there is an answer or a refusal."""
    name, limits, given = sys.argv[1:]
    _bound(Limits(**json.loads(limits)))
    module, _, function = name.partition(":")
    work, data = getattr(import_module(module), function), sys.stdin.buffer.read()
    try:
        said = _packed_answer(work, data, json.loads(given))
    except Exception as failure:  # a parser may raise anything; what the file holds stays out of the log
        traceback.print_tb(failure.__traceback__)
        print(type(failure).__name__, file=sys.stderr)  # noqa: T201
        return 1
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return 0


def _packed_answer(work: Any, data: bytes, given: dict[str, Any]) -> bytes:
    try:
        return packed(work(data, **given))
    except Invalid as refusal:
        return packed_refusal(refusal)


def _bound(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.answer),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(limits.wall_s + _AFTER_S)
    os.nice(_NICENESS)
    gc.disable()  # it lives shorter than it would take to look for cycles


if __name__ == "__main__":
    sys.exit(main())
