"""How factors and actions are shown, in the request's language."""

import re
from datetime import date
from typing import Any

from civic.city.pack import City
from civic.denominators.in_force import city_on
from civic.language import locale
from civic.language.locale import foreign_language as foreign_language
from civic.language.locale import gettext
from civic.statistics.proportions import wilson
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.calculator import Activity, explain
from footprint.actions.catalogue import Action, Catalogue, FactorVersion, Limit
from footprint.additionality.rules import Answers, Told
from footprint.carbon.boundaries import PARAMETER
from footprint.method.units import boundaries, boundary_label, formula_label, unit_label, warming_label

_MILLI = 1_000
_GAP_IN_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
"""A space that the pack's text sets around a figure, where the figure begins with a word: 少开约 4,100 公里."""


def quantity_label(action: Action, milli: int) -> str:
    """The quantity with its unit: 5 km, 3 bags."""
    unit = action.unit.one if milli == _MILLI else action.unit.name
    return gettext("%(number)s %(unit)s", number=locale.quantity(milli), unit=in_language(unit))


def limit_label(action: Action, limit: Limit) -> str:
    """A limit in words: At most 100 km a day."""
    amount = quantity_label(action, limit.max_milli)
    if limit.scope == "household":
        return {
            "day": gettext("At most %(amount)s a day for a household", amount=amount),
            "month": gettext("At most %(amount)s a month for a household", amount=amount),
            "year": gettext("At most %(amount)s a year for a household", amount=amount),
        }[limit.period]
    return {
        "day": gettext("At most %(amount)s a day", amount=amount),
        "month": gettext("At most %(amount)s a month", amount=amount),
        "year": gettext("At most %(amount)s a year", amount=amount),
    }[limit.period]


def comparison_text(mass_mg: int, on: date, action: Action | None = None) -> str | None:
    """The mass as something a person can feel, where the pack has something that fits."""
    found = current.catalogue().compare(mass_mg, on, action.comparison if action else "")
    if found is None:
        return None
    words = in_language(found.comparison.text).replace("{n}", locale.roughly(float(found.count)))
    return _GAP_IN_HAN.sub("", words)


def factor_card(catalogue: Catalogue, factor: FactorVersion, symbol: str = "") -> dict[str, Any]:
    """A factor with everything that stands behind it."""
    return {
        "id": factor.id,
        "symbol": symbol,
        "name": in_language(factor.name),
        "value": float(factor.value),
        "unit": unit_label(factor.unit),
        "low": float(factor.low) if factor.has_low else None,
        "high": float(factor.high) if factor.has_high else None,
        "range_label": _range_label(catalogue, factor),
        "version": factor.version,
        "valid_from": factor.valid_from,
        "valid_to": factor.valid_to,
        "status": factor.status,
        "geography_label": in_language(catalogue.geographies[factor.geography]) if factor.geography else "",
        "foreign": services().city.country not in ("", factor.geography.split("-")[0]),
        "source_title": factor.source.title,
        "source_lang": foreign_language(factor.source.title),
        "source_publisher": factor.source.publisher,
        "source_year": factor.source.year,
        "source_locator": factor.source.locator,
        "source_link": factor.source.link,
        "boundary": boundary_label(factor.boundary) if factor.boundary != PARAMETER else "",
        "gwp": warming_label(factor.gwp),
        "formula": formula_label(factor, catalogue.factors),
        "formula_code": factor.formula,
        "inputs": factor.inputs,
        "exception": in_language(factor.exception) if factor.exception else "",
        "note": in_language(factor.note),
    }


def _range_label(catalogue: Catalogue, factor: FactorVersion) -> str:
    """What is said where no source gives a range."""
    share = catalogue.default_ranges.get(factor.status)
    if factor.has_range or not factor.value:
        return ""
    if share is None:
        return gettext("range unknown")
    words = {"share": locale.percent(float(share))}
    if factor.has_low:
        return gettext("no higher figure published, %(share)s above assumed", **words)
    if factor.has_high:
        return gettext("no lower figure published, %(share)s below assumed", **words)
    return gettext("range unknown, %(share)s to either side assumed", **words)


def method_context(catalogue: Catalogue, today: date) -> dict[str, Any]:
    """Every action with its calculation and every factor with its source, for `method.html`."""
    return {
        "groups": [
            {
                "name": in_language(group.name),
                "actions": [
                    _action(catalogue, action, today)
                    for action in catalogue.actions.values()
                    if action.group == group.id
                ],
            }
            for group in catalogue.groups
        ],
        "factors": [
            factor_card(catalogue, version) for factor in catalogue.factors.values() for version in factor.versions
        ],
        "residents": _residents(city_on(services(), today)),
        "boundaries": boundaries(),
        "default_ranges": [
            {"status": status, "share": locale.percent(float(share))}
            for status, share in catalogue.default_ranges.items()
        ],
        "told": _told(catalogue),
        "unknown": [in_language(text) for text in (*catalogue.unknown, *current.questionnaire().unknown)],
        "pack_version": catalogue.version[:12],
    }


def _residents(city: City) -> dict[str, Any]:
    """What rates are divided by: each district's residents, how well they are known, and from where."""
    return {
        "census": in_language(city.census),
        "city": in_language(city.name),
        "total": city.population.residents,
        "total_status": city.population.status,
        "total_source": city.population.source,
        "total_source_lang": foreign_language(city.population.source),
        "districts": [
            {
                "name": in_language(district.name),
                "residents": district.residents,
                "status": district.status,
                "source": district.source,
                "source_lang": foreign_language(district.source),
                "note": in_language(district.note) if district.note else "",
            }
            for district in city.districts
        ],
    }


def anyway_context(catalogue: Catalogue, found: Told) -> dict[str, Any] | None:
    """What app users answered to whether they would have done it anyway; None where they are too few."""
    if found.together is None:
        return None
    groups = [(in_language(group.name), found.groups.get(group.id)) for group in catalogue.groups]
    lines = [(gettext("All together"), found.together), *groups]
    return {"lines": [_answers_line(name, given) for name, given in lines if given]}


def _answers_line(name: str, given: Answers) -> dict[str, Any]:
    """A row of shares, each with its interval in words."""
    return {"name": name, "number": given.number, "shares": [_share(cell, given.number) for cell in given.cells]}


def _share(cell: int, number: int) -> str:
    found = wilson(cell, number)
    return gettext(
        "%(share)s (%(low)s to %(high)s)",
        share=locale.percent(found.share),
        low=locale.percent(found.low),
        high=locale.percent(found.high),
    )


def _told(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Figures published about people in general, which credit nobody, each with the actions it stands beside."""
    found: dict[str, list[str]] = {}
    for action in catalogue.actions.values():
        for option in action.options:
            if option.told:
                found.setdefault(option.told, []).append(in_language(action.name))
    newest = {id_: catalogue.factors[id_].newest for id_ in found}
    return [{"factor": factor_card(catalogue, newest[id_]), "actions": actions} for id_, actions in found.items()]


def _action(catalogue: Catalogue, action: Action, today: date) -> dict[str, Any]:
    """One action with the answer that saves most; where it does not count today, in a month in which it does."""
    day = today if not action.months or today.month in action.months else date(today.year, action.months[0], 1)
    units = [Activity(action.id, option.id, _MILLI, day, uses_before_milli=10**9) for option in action.options]
    explained = max((explain(catalogue, unit) for unit in units), key=lambda found: found.reduction.mid_mg)
    return {
        "id": action.id,
        "name": in_language(action.name),
        "icon": action.icon,
        "formula": in_language(explained.words),
        "per_label": _per_label(action, explained.reduction.mid_mg),
    }


def _per_label(action: Action, mass_mg: int) -> str:
    """What one unit saves, at most where the answers differ; nothing for what only earns points."""
    if not mass_mg:
        return ""
    words = {"mass": locale.mass(mass_mg), "unit": in_language(action.unit.one)}
    if action.is_device:
        return gettext("up to %(mass)s a month per %(unit)s", **words)
    if len(action.options) > 1:
        return gettext("up to %(mass)s per %(unit)s", **words)
    return gettext("%(mass)s per %(unit)s", **words)
