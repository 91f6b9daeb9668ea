"""A figure with everything behind it, as JSON for programs and in lines for people. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from footprint.actions.calculator import Explanation, FactorUse, Reduction, kilograms
from footprint.actions.stretches import Part, total

_MG_PER_G = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """What `quantify` prints. The keys of the JSON stay; more may come."""

    as_json: dict[str, Any]
    lines: list[str]


def of_day(explanation: Explanation, version: str) -> Told:
    """One activity of one day."""
    return Told(_explained(explanation) | {"catalogue_version": version}, _lines(explanation))


def of_period(parts: Sequence[Part], version: str) -> Told:
    """The same on every day of a period; the sums are those of the parts, to the milligram."""
    first, last, sums = parts[0], parts[-1], total(parts)
    told = {
        "action": first.explanation.activity.action,
        "option": first.explanation.option.id,
        "unit": first.explanation.action.unit.id,
        "from": first.first.isoformat(),
        "to": last.last.isoformat(),
        "days": sum(_days(part) for part in parts),
        **_grams(sums),
        "parts": [_part(part) for part in parts],
        "catalogue_version": version,
    }
    lines = [f"{part.first} to {part.last}: {part.explanation.formula}" for part in parts]
    return Told(told, [*lines, f"{kilograms(sums.mid_mg)}: {_range(sums)}"])


def _part(part: Part) -> dict[str, Any]:
    days = {"from": part.first.isoformat(), "to": part.last.isoformat(), "days": _days(part)}
    return days | _explained(part.explanation)


def _days(part: Part) -> int:
    return (part.last - part.first).days + 1


def _lines(explanation: Explanation) -> list[str]:
    if explanation.removal:
        return [explanation.formula, f"{_range(explanation.removal)} taken out of the air, no reduction"]
    return [explanation.formula, _range(explanation.reduction)]


def _range(reduction: Reduction) -> str:
    return f"{kilograms(reduction.low_mg)} to {kilograms(reduction.high_mg)}"


def _grams(reduction: Reduction) -> dict[str, float]:
    return {f"{name}_g": getattr(reduction, f"{name}_mg") / _MG_PER_G for name in ("low", "mid", "high")}


def _explained(explanation: Explanation) -> dict[str, Any]:
    activity = explanation.activity
    return {
        "action": activity.action,
        "option": explanation.option.id,
        "quantity": activity.quantity_milli / 1000,
        "credited": explanation.credited_milli / 1000,
        "unit": explanation.action.unit.id,
        "on": activity.on.isoformat(),
        **_grams(explanation.reduction),
        "removal": _grams(explanation.removal) if explanation.removal else None,
        "formula": explanation.formula,
        "symbols": explanation.symbolic,
        "words": dict(explanation.words.by_language),
        "note": dict(explanation.note.by_language),
        "boundary": explanation.boundary,
        "exception": dict(explanation.option.exception.by_language),
        "range_published": explanation.has_range,
        "range_is_bounded": explanation.is_bounded,
        "factors": [_factor_as_json(use) for use in explanation.uses],
    }


def _factor_as_json(use: FactorUse) -> dict[str, Any]:
    factor = use.factor
    return {
        "id": factor.id,
        "version": factor.version,
        "role": use.role,
        "symbol": use.symbol,
        "name": dict(factor.name.by_language),
        "value": float(factor.value),
        "low": float(factor.low),
        "high": float(factor.high),
        "unit": factor.unit,
        "geography": factor.geography,
        "valid_from": factor.valid_from.isoformat(),
        "valid_to": factor.valid_to.isoformat() if factor.valid_to else None,
        "status": factor.status,
        "range_published": factor.has_range,
        "boundary": factor.boundary,
        "gwp": factor.gwp,
        "note": dict(factor.note.by_language),
        "formula": factor.formula,
        "source": asdict(factor.source),
    }
