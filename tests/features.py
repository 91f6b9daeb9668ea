"""The app's features, changed for a test."""

from typing import Any

from civic.app import FEATURES
from civic.feature import ExtensionPoint, Feature


def without(*points: ExtensionPoint[Any]) -> tuple[Feature, ...]:
    """All features, but nothing of theirs at these points."""
    return tuple(
        Feature(one.name, *(each for each in one.contributions if each.point not in points)) for one in FEATURES
    )
