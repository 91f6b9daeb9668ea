"""Units as the pack writes them (`kgCO2e/pkm`, `W`, `h/day`), multiplied and divided to see that a formula fits."""

from collections.abc import Mapping
from dataclasses import dataclass

_GASES = ("kgCO2", "kgCO2e", "tCO2", "tCO2e")
_COMPOSED: Mapping[str, Mapping[str, int]] = {
    **{gas: {"gas": 1} for gas in _GASES},
    "kWh": {"W": 1, "h": 1},
    "km": {"pkm": 1},
    "vkm": {"pkm": 1, "person": -1, "car": 1},
    "persons": {"person": 1},
    "person-year": {"person": 1, "yr": 1},
    "kJ": {"W": 1, "h": 1},
}
"""A kilometre is one person's kilometre; a vehicle's kilometre divided by persons per car becomes one. Sizes (a kWh is
1,000 W times 1 h) are the formula's business: only kinds are compared here."""

_NEUTRAL = {
    "pkm": "km",
    "vkm": "km",
    "km": "km",
    "kg": "kg",
    "kWh": "kWh",
    "W": "W",
    "h": "h",
    "day": "d",
    "min": "min",
    "L": "L",
    "m3": "m³",
    "%": "%",
}
"""Symbols that every language reads. Counted things (a bag, a sheet) have none and are left out."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A unit taken apart: powers of base units; those with power 0 are left out."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, powers: Mapping[str, int]) -> "Dimension":
        """From base unit to power."""
        return cls(tuple(sorted((name, power) for name, power in powers.items() if power)))

    def __mul__(self, other: "Dimension") -> "Dimension":
        return self._combine(other, 1)

    def __truediv__(self, other: "Dimension") -> "Dimension":
        return self._combine(other, -1)

    def __add__(self, other: "Dimension") -> "Dimension":
        """Raises ValueError for two different units."""
        if self != other:
            raise ValueError(f"{self} and {other} cannot be added or subtracted")
        return self

    __sub__ = __add__

    def __str__(self) -> str:
        above = [_power(name, power) for name, power in self.powers if power > 0]
        below = [_power(name, -power) for name, power in self.powers if power < 0]
        return "/".join(["·".join(above) or "1", *below])

    def _combine(self, other: "Dimension", sign: int) -> "Dimension":
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return Dimension.of(powers)


def dimension(unit: str) -> Dimension:
    """The unit `a/b/c` taken apart; "1" is no unit. Raises ValueError for an empty part."""
    above, *below = unit.split("/")
    result = _part(above)
    for part in below:
        result = result / _part(part)
    return result


def is_emission(unit: str) -> bool:
    """Whether a factor in this unit is a mass of gas."""
    return unit.split("/")[0] in _GASES


def gas(unit: str) -> str:
    """CO2 or CO2e, whatever the mass is written in; "" for what is no emission factor."""
    return unit.split("/")[0].lstrip("kgt") if is_emission(unit) else ""


def neutral(unit: str) -> str:
    """The unit in symbols that every language reads: `kgCO2e/pkm` → `kg/km`, `kgCO2e/bag` → `kg`."""
    above, *below = unit.split("/")
    first = "kg" if above in _GASES else _NEUTRAL.get(above, "")
    rest = [_NEUTRAL[part] for part in below if part in _NEUTRAL]
    return "/".join([first, *rest]) if first else ""


def _part(part: str) -> Dimension:
    if not part:
        raise ValueError("a unit with an empty part")
    return Dimension.of(_COMPOSED.get(part, {part: 1}) if part != "1" else {})


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
