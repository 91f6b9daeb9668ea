"""What a feature brings to the app, as data: contributions to extension points. Knows no other package.

The package that uses a kind of thing declares the point (`ERASERS: ExtensionPoint[Eraser]`); each feature says in its
`feature.py` what it adds there, typed, so that a wrong thing at a point is an error before anything runs. `civic.app`
lists the features once. What they registered belongs to one app: nothing is kept in modules.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, eq=False)
class ExtensionPoint(Generic[Thing]):
    """A place where features add things of one type; `key` finds one of them, and two with the same key are refused."""

    name: str
    key: Callable[[Thing], Hashable] | None = None

    def takes(self, *things: Thing) -> "Contribution":
        """What a feature adds here."""
        return Contribution(self, things)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Things for a point, as `ExtensionPoint.takes` makes them."""

    point: ExtensionPoint[Any]
    things: tuple[object, ...]


class Feature:
    """A feature folder's manifest: its name, and what it adds to which points."""

    def __init__(self, name: str, *contributions: Contribution) -> None:
        self.name = name
        self.contributions = contributions


class Registry:
    """What the features of one app registered, by point, in the order of the features.

    Raises:
        ValueError: two features of one name, or two things with the key of a point.
    """

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(features)
        self._things: dict[ExtensionPoint[Any], list[object]] = {}
        _refuse_twins("feature", [one.name for one in self.features])
        for contribution in (one for each in self.features for one in each.contributions):
            self._things.setdefault(contribution.point, []).extend(contribution.things)
        for point in self._things:
            if point.key is not None:
                _refuse_twins(point.name, [point.key(thing) for thing in self.all(point)])

    def all(self, point: ExtensionPoint[Thing]) -> tuple[Thing, ...]:
        """Everything registered at the point."""
        return tuple(cast(list[Thing], self._things.get(point, ())))

    def by_key(self, point: ExtensionPoint[Thing]) -> Mapping[Hashable, Thing]:
        """Everything registered at a point with keys."""
        assert point.key is not None, f"{point.name} has no keys"
        return {point.key(thing): thing for thing in self.all(point)}


def _refuse_twins(of: str, keys: list[Hashable]) -> None:
    twins = {str(key) for key in keys if keys.count(key) > 1}
    if twins:
        raise ValueError(f"registered twice: {of} {', '.join(sorted(twins))}")
