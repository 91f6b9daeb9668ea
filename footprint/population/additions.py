"""Where features add to a demonstration, once its residents are there."""

from collections.abc import Callable
from datetime import datetime

from civic.feature import ExtensionPoint
from civic.services import Services

DEMO_ADDITIONS: ExtensionPoint[Callable[[Services, int, datetime], None]] = ExtensionPoint(
    "additions to a demonstration"
)
"""Each adds from the demonstration's seed, until an instant; the same for the same."""
