"""Where features say what is wrong with the files of a city's pack that they read."""

from collections.abc import Callable
from pathlib import Path

from civic.city.problems import Problem
from civic.feature import ExtensionPoint

PACK_CHECKS: ExtensionPoint[Callable[[Path, tuple[str, ...], frozenset[str]], list[Problem]]] = ExtensionPoint(
    "pack checks"
)
"""Each is given the folder, its languages and the actions of its catalogue."""
