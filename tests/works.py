"""What a bounded process may be asked to do in tests: answer, refuse, and everything that goes wrong."""

import os
import resource
import signal
import sys
import time
from pathlib import Path

from civic.bounded.answers import WorkerAnswer
from civic.errors import Invalid


def echo(data: bytes, **given: object) -> WorkerAnswer:
    return WorkerAnswer({"given": given, "length": len(data)}, (data, b"", data[::-1]))


def refuse(_data: bytes) -> WorkerAnswer:
    raise Invalid("At most %(most)s.", field="picture", most=3)


def fail(data: bytes) -> WorkerAnswer:
    raise RuntimeError(data.decode())


def go_round(_data: bytes) -> WorkerAnswer:
    while True:
        pass


def sleep(_data: bytes) -> WorkerAnswer:
    while True:
        time.sleep(60)


def grow(_data: bytes) -> WorkerAnswer:
    return WorkerAnswer(len(bytearray(10**9)))


def crash(_data: bytes) -> WorkerAnswer:
    os.kill(os.getpid(), signal.SIGSEGV)
    return WorkerAnswer(None)


def talk(_data: bytes) -> WorkerAnswer:
    return WorkerAnswer(None, (bytes(40 * 2**20),))


def talk_nonsense(data: bytes) -> WorkerAnswer:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    os._exit(0)


def look_around(_data: bytes) -> WorkerAnswer:
    """What it could take from the server: its environment and open files; and what bounds it."""
    limits = [resource.getrlimit(what) for what in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_CORE)]
    files = [file.name for file in Path("/proc/self/fd").iterdir()]
    return WorkerAnswer({"environ": sorted(os.environ), "files": files, "limits": limits})
