"""Where features say what is wrong with the files of a city's pack that they read."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from civic.city.problems import Problem
from civic.feature import ExtensionPoint

PackCheck: TypeAlias = Callable[[Path, tuple[str, ...], frozenset[str]], list[Problem]]

PACK_CHECKS: ExtensionPoint[PackCheck] = ExtensionPoint("pack checks")
"""Each is given the folder, its languages and the actions of its catalogue; each is a function of a module, so that a
bounded process can be told its name."""
