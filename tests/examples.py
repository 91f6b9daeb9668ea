"""Worked examples from print, as files; `tests/files/statistics/SOURCES.md` says where each is from."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "files" / "statistics"


def columns(file: str, *names: str, read: Callable[[str], Any] = int) -> list[list[Any]]:
    """Some columns of a file, top to bottom."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [[read(row[name]) for row in rows] for name in names]
