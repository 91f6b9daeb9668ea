"""The annex to the method, for readers of standards: what of it is read from the pack and from the rules in use."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from civic.city.pack import STATUSES
from civic.disclosure.live import MINIMUM
from civic.language import locale
from civic.language.locale import gettext
from civic.web.templating import in_language
from footprint import current
from footprint.actions.action import UNSURE, Action
from footprint.actions.calculator import Activity, Explanation, explain
from footprint.actions.catalogue import Catalogue, FactorVersion
from footprint.actions.plausibility import HALF
from footprint.carbon.boundaries import PARAMETER
from footprint.ledger.rules import ANSWER_DAYS, BACKDATING_DAYS, TIERS, may_be_of
from footprint.method.units import boundary_label, named_value, place_label
from footprint.method.views import limit_label

_ONE_MILLI = 1_000
_PAID_BACK_MILLI = 10**9
"""More uses than any reusable has to pay back."""
_BESIDE = ("range", "breakeven")
"""Roles of factors that the likely figure does not rest on."""
_PER_KWH = ("kgCO2/kWh", "kgCO2e/kWh")


def annex_context(catalogue: Catalogue, today: date) -> dict[str, Any]:
    """What the annex says in figures, for `annex.html`."""
    statuses = Counter(factor.newest.status for factor in catalogue.factors.values())
    return {
        "actions": [_action(catalogue, action, today) for action in catalogue.actions.values()],
        "statuses": [(status, statuses[status]) for status in STATUSES if statuses[status]],
        "breakevens": _breakevens(catalogue),
        "never_paid": _never_paid(catalogue),
        "devices": [
            {"name": in_language(action.name), "years": action.crediting_years}
            for action in catalogue.actions.values()
            if action.is_device
        ],
        "electricity": [named_value(version) for version in _electricity(catalogue)],
        "own_days": BACKDATING_DAYS,
        "asked_days": ANSWER_DAYS,
        "minimum": MINIMUM,
        "half": locale.percent(float(HALF)),
        "unknown": [in_language(text) for text in (*catalogue.unknown, *current.questionnaire().unknown)],
        "unread": _unread(catalogue),
        "pack_version": catalogue.version[:12],
    }


def _action(catalogue: Catalogue, action: Action, today: date) -> dict[str, Any]:
    """An action with its baseline scenarios: each answer that can be credited, with the factors that it compares."""
    day = today if not action.months or today.month in action.months else date(today.year, action.months[0], 1)
    activities = (
        Activity(action.id, option.id, _ONE_MILLI, day, uses_before_milli=_PAID_BACK_MILLI) for option in action.options
    )
    found = [one for one in (explain(catalogue, activity) for activity in activities) if one.reduction.mid_mg]
    return {
        "id": action.id,
        "name": in_language(action.name),
        "unit": in_language(action.unit.name),
        "one": in_language(action.unit.one),
        "is_monthly": action.is_device,
        "is_asked": action.question is not None,
        "evidence": [kind for tier, kind in TIERS.items() if may_be_of(tier, action.evidence)],
        "limits": [limit_label(action, limit) for limit in action.limits],
        "in_city": _in_city(found),
        "scenarios": [_scenario(one) for one in found],
    }


def _in_city(found: Sequence[Explanation]) -> list[str]:
    """What of the action's factors lies inside the city's boundary and what upstream, each place with its factors."""
    places: dict[str, dict[str, None]] = {}
    for use in (use for one in found for use in one.uses if use.role not in _BESIDE):
        if use.factor.boundary != PARAMETER:
            places.setdefault(place_label(use.factor), {})[in_language(use.factor.name)] = None
    return [
        gettext("%(names)s – %(place)s", names=gettext(", ").join(names), place=place)
        for place, names in places.items()
    ]


def _unread(catalogue: Catalogue) -> list[str]:
    """Numbers of which nobody has read a text, as they are in use."""
    newest = (factor.newest for factor in catalogue.factors.values())
    return [named_value(version) for version in newest if version.is_unconfirmed]


def _scenario(one: Explanation) -> dict[str, Any]:
    named = [named_value(use.factor) for use in one.uses if use.role not in _BESIDE]
    return {
        "name": in_language(one.option.name),
        "factors": named,
        "boundary": boundary_label(one.boundary) if one.boundary != PARAMETER else "",
        "low": locale.mass(one.reduction.low_mg),
        "mid": locale.mass(one.reduction.mid_mg),
        "high": locale.mass(one.reduction.high_mg),
        "exception": in_language(one.option.exception) if one.option.exception else "",
    }


def _breakevens(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Reusables that first pay back their own making, with the uses that this takes."""
    return [
        {"action": in_language(action.name), "name": in_language(option.name), "uses": option.breakeven_uses}
        for action in catalogue.actions.values()
        for option in action.options
        if option.breakeven_uses
    ]


def _never_paid(catalogue: Catalogue) -> list[dict[str, str]]:
    """Reusables of which nobody knows when they pay back their own making."""
    return [
        {"action": in_language(action.name), "name": in_language(option.name)}
        for action in catalogue.actions.values()
        for option in action.options
        if action.form == "avoided" and option.method.formula is None and option.id != UNSURE
    ]


def _electricity(catalogue: Catalogue) -> list[FactorVersion]:
    """What a kilowatt-hour emits in the calculations, every version."""
    options = (option for action in catalogue.actions.values() for option in action.options)
    used = {id_ for option in options for id_ in option.method.factor_ids}
    grids = (catalogue.factors[id_] for id_ in sorted(used) if catalogue.factors[id_].newest.unit in _PER_KWH)
    return [version for factor in grids for version in factor.versions]
