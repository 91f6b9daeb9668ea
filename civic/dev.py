"""The two commands of a checkout, and one for its maintainers. Standard library only, Python 3.11 or newer.

    python3 civic/dev.py demo                 the city with an invented population, on http://127.0.0.1:8000
    python3 civic/dev.py test [pytest args]   everything that must hold; with arguments only those tests
    python3 civic/dev.py lock                 pins requirements/ anew from pyproject.toml (needs uv)

Both make `.venv` beside this checkout and install what is pinned, by hash, in `requirements/`. As root on Debian
or Ubuntu they also install the few system packages that are missing; otherwise they say which.
"""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 — the machine's may well be older
        sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0])
    # Python puts this script's folder first, where calendar.py and locale.py are not the standard library's.
    if not sys.flags.safe_path:
        sys.path.pop(0)

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
DEMO = ("--residents", "2000", "--days", "90", "--seed", "2026")
ACCOUNTS = "resident, organizer or city; the password of all three is river-three-hills"
TEST_PROCESSES = "2"
PR_SET_PDEATHSIG = 1
CHECKS = {
    "ruff check": ("ruff", "check"),
    "ruff format": ("ruff", "format", "--check"),
    "mypy": ("mypy",),
    "import contracts": ("lint-imports",),
    "djlint": ("djlint", "templates", "--lint", "--quiet"),
}
Result = tuple[str, bool, float]
Thing = TypeVar("Thing")


class SetupError(Exception):
    """This machine lacks something; the message says what and how to get it."""


def main(arguments: list[str]) -> int:
    """Runs one of the commands; its exit code."""
    commands: dict[str, Callable[[list[str]], int]] = {"demo": demo, "test": test, "lock": lock}
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except SetupError as problem:
        print(f"\n{problem}", file=sys.stderr)
    except subprocess.CalledProcessError as failure:
        print(f"\nThis failed: {' '.join(map(str, failure.cmd))}", file=sys.stderr)
    except KeyboardInterrupt:
        print()
    return 1


def demo(_arguments: list[str]) -> int:
    """Serves the seed city with an invented population; the database stays in `instance/`."""
    make_venv()
    install_requirements("run")
    os.environ.update(TONGXING_DEMO="yes", TONGXING_SECURE_COOKIES="no")
    os.environ.setdefault("TONGXING_INSTANCE", str(ROOT / "instance"))
    database = Path(os.environ["TONGXING_INSTANCE"]) / "tongxing.db"
    if database.exists():
        tongxing("db", "upgrade")
    else:
        populate(database)
    port = os.environ.get("PORT", "8000")
    print(f"\nTongxing: http://127.0.0.1:{port}   (Ctrl-C stops it)\nSign in as {ACCOUNTS}\n", flush=True)
    os.environ.setdefault("TONGXING_BASE_URL", f"http://127.0.0.1:{port}")
    subprocess.Popen([PYTHON, "-m", "civic", "jobs", "--trust-clock"], cwd=ROOT, preexec_fn=end_with_parent)
    os.execv(PYTHON, [str(PYTHON), "-m", "civic", "serve", "--port", port])  # noqa: S606
    return 1


def end_with_parent() -> None:
    """In a child process: asks Linux for a SIGTERM when the parent ends, however that comes about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def populate(database: Path) -> None:
    """Makes the database and its invented population: both or, when that is interrupted, nothing."""
    print("Making the city and its invented population …", flush=True)
    try:
        tongxing("db", "upgrade")
        tongxing("demo", *DEMO)
    except BaseException:
        for file in database.parent.glob(database.name + "*"):
            file.unlink()
        raise


def test(arguments: list[str]) -> int:
    """Runs every check and every test, whatever fails on the way; 1 if anything failed."""
    make_venv()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start the program many times
    at_once(lambda: install_requirements("run", "test"), need_programs)
    checks = [] if arguments else at_once(*(partial(check, name, command) for name, command in CHECKS.items()))
    closing_line, tests = pytest(arguments)
    print()
    for name, passed, seconds in [*checks, tests]:
        print(f"{'ok    ' if passed else 'FAILED'}  {name:<18}{seconds:6.1f} s")
    print(closing_line)
    return 0 if all(passed for _, passed, _ in [*checks, tests]) else 1


def at_once(*works: Callable[[], Thing]) -> list[Thing]:
    """What each of the works gives, done beside each other; the first one's exception if some fail."""
    with ThreadPoolExecutor(int(TEST_PROCESSES)) as pool:
        return [begun.result() for begun in [pool.submit(work) for work in works]]


def check(name: str, command: tuple[str, ...]) -> Result:
    """Runs one of the tools of `.venv` over the checkout."""
    began = time.monotonic()
    done = subprocess.run([VENV / "bin" / command[0], *command[1:]], cwd=ROOT, stdout=PIPE, stderr=STDOUT, text=True)
    print(f"== {name}\n{done.stdout}", end="", flush=True)
    return name, done.returncode == 0, time.monotonic() - began


def pytest(arguments: list[str]) -> tuple[str, Result]:
    """Runs pytest, showing its output as it comes; its closing line and the result."""
    print("== tests", flush=True)
    began = time.monotonic()
    # Neighbours stay together, so that what a module or a folder makes once is made by one process.
    spread = ("-n", TEST_PROCESSES, "--dist", "worksteal")
    command: list[str | Path] = [PYTHON, "-m", "pytest", *spread, "--durations=5", *arguments]
    closing_line = ""
    with subprocess.Popen(command, cwd=ROOT, stdout=PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            closing_line = line.strip() or closing_line
    return closing_line, ("tests", process.returncode == 0, time.monotonic() - began)


def lock(arguments: list[str]) -> int:
    """Writes `requirements/*.txt` from pyproject.toml; arguments go to `uv lock`, such as --upgrade."""
    if not shutil.which("uv"):
        raise SetupError("Locking needs uv; install it with: pipx install uv")
    run("uv", "lock", *arguments)
    plain = ("uv", "export", "--frozen", "--quiet", "--no-header", "--no-annotate", "--no-emit-project")
    run(*plain, "--no-default-groups", "--all-extras", "--output-file", REQUIREMENTS / "run.txt")
    run(*plain, "--only-group", "test", "--output-file", REQUIREMENTS / "test.txt")
    for file in REQUIREMENTS.glob("*.txt"):
        if re.search(r"://|^-", file.read_text(), re.MULTILINE):
            raise SetupError(f"{file.name} names a host or an option of this machine: take it out of uv's settings")
    return 0


def install_requirements(*names: str) -> None:
    """Installs into `.venv` those requirement files whose text changed since the last time."""
    for name in names:
        file, stamp = REQUIREMENTS / f"{name}.txt", VENV / f"installed-{name}"
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if stamp.is_file() and stamp.read_text() == digest:
            continue
        print(f"Installing requirements/{name}.txt into .venv …", flush=True)
        run(PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "--require-hashes", "--no-deps", "-r", file)
        stamp.write_text(digest)


def make_venv() -> None:
    """A virtual environment with pip, in which the packages of this checkout can be imported from anywhere."""
    if not PYTHON.exists() or run(PYTHON, "-c", "import pip", check=False, stderr=subprocess.DEVNULL):
        if importlib.util.find_spec("ensurepip") is None:
            install("python3-venv", because="Python's venv module is incomplete here")
        run(sys.executable, "-m", "venv", VENV)
    packages = next(VENV.glob("lib/python3*/site-packages"))
    (packages / "tongxing-checkout.pth").write_text(f"{ROOT}\n")
    launcher = VENV / "bin" / "tongxing"
    launcher.write_text(f"#!{PYTHON}\nfrom civic.commands import main\n\nmain()\n")
    launcher.chmod(0o755)


def need_programs() -> None:
    """Sets CHROMIUM to a browser for the tests; what they need of Debian is installed when that is possible."""
    missing = [] if chromium() else ["chromium", "fonts-noto-cjk"]
    if not shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        missing.append("nginx-light")
    if not shutil.which("promtool"):
        missing.append("prometheus")
    if missing:
        install(
            *missing,
            because="Tests need Chromium (or CHROMIUM=/path/to/it), and nginx and promtool for the documented files",
        )
    os.environ["CHROMIUM"] = chromium()


def chromium() -> str:
    """The path of a browser, "" without one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, names) if path), "")


def install(*packages: str, because: str) -> None:
    """Installs Debian packages when root, else says which are missing."""
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"{because}. Install it first:  sudo {command}")
    print(f"{because}: {command}", flush=True)
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    run("apt-get", "update", "-q")
    run(*command.split())


def tongxing(*arguments: str) -> None:
    """Runs the project's own command in `.venv`."""
    run(PYTHON, "-m", "civic", *arguments)


def run(*command: str | Path, check: bool = True, stderr: int | None = None) -> int:
    """Runs a command in the checkout's root; its exit code, an exception when it must not fail."""
    return subprocess.run(command, cwd=ROOT, check=check, stderr=stderr).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
