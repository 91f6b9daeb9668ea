"""The city's standard in the reader's language, with the values of a period."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from campaigns.indicators import export
from campaigns.indicators import views as indicators
from campaigns.indicators.current import definitions
from campaigns.indicators.measures import POINTS, SHARE, UNITS
from campaigns.indicators.models import IndicatorValue
from campaigns.indicators.rules import CITY
from campaigns.standard import queries, rules
from campaigns.standard.models import StandardComposite, StandardFigure, StandardIndicator
from campaigns.standard.queries import Decidable
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint.method.views import foreign_language

_MILLI = 1_000


def card(one: StandardIndicator) -> dict[str, Any]:
    """A version of an indicator as it was entered."""
    metric = definitions().metrics.get(one.metric)
    return {
        "id": one.id,
        "code": one.code,
        "version": one.version,
        "name": in_language(one.name),
        "words": one.words,
        "lang": foreign_language(one.words),
        "source": _source(one),
        "link": one.source_link,
        "unit": _unit(one),
        "target": one.target,
        "metric": in_language(metric.name) if metric else one.metric,
        "metric_key": one.metric,
        "is_dropped": one.is_dropped,
        **_decided(one),
    }


def _source(one: StandardIndicator | StandardFigure | StandardComposite) -> dict[str, Any]:
    return {"title": one.source, "lang": foreign_language(one.source), "on": one.source_on}


def _unit(one: StandardIndicator) -> str:
    metric = definitions().metrics.get(one.metric)
    return gettext(UNITS[metric.unit]) if metric else one.unit


def _decided(one: Decidable) -> dict[str, Any]:
    return {
        "state": one.state,
        "state_words": gettext(rules.STATES[one.state]),
        "proposed_on": services().calendar.today(one.proposed_at),
        "decided_on": services().calendar.today(one.decided_at) if one.decided_at else None,
    }


def figure(one: StandardFigure) -> dict[str, Any]:
    """A figure that was entered by hand."""
    value = locale.number(one.value_milli / _MILLI, 3)
    return {
        "id": one.id,
        "code": one.code,
        "period": indicators.period_name(one.period),
        "value": value,
        "source": _source(one),
        **_decided(one),
    }


def proposal(kind: str, one: Decidable, me: str) -> dict[str, Any]:
    """What waits for a second person; `is_own` where the reader has proposed it."""
    what = {
        "indicators": gettext("Indicator %(code)s", code=one.code),
        "figures": gettext("Figure of %(code)s", code=one.code),
        "composites": gettext("Composite %(code)s", code=one.code),
    }
    details: dict[str, Any] = {}
    if isinstance(one, StandardIndicator):
        details = card(one)
    elif isinstance(one, StandardFigure):
        details = figure(one)
    else:
        details = {"weights": weights_text(one), "source": _source(one), **_decided(one), "name": in_language(one.name)}
    return {**details, "id": one.id, "kind": kind, "what": what[kind], "is_own": one.proposed_by == me}


def weights_text(one: StandardComposite) -> str:
    """Each part with its weight, in a line."""
    return gettext("; ").join(f"{code} {weight / _MILLI:g}" for code, weight in one.weights.items())


def board(period: str) -> dict[str, Any]:
    """Every indicator that holds with its value in a period, and the composites with their parts."""
    session = read_session()
    held = queries.in_force(session, StandardIndicator)
    by_hand = queries.figures(session, period) if period else {}
    counted = indicators.values_of(period) if period else []
    values = _values(held, by_hand, counted)
    return {
        "indicators": [{**card(one), "value": _written(values.get(one.code))} for one in held],
        "composites": [_composite(one, held, values) for one in queries.in_force(session, StandardComposite)],
    }


def _values(
    held: Sequence[StandardIndicator], by_hand: Mapping[str, StandardFigure], counted: Sequence[IndicatorValue]
) -> dict[str, Fraction]:
    """The values that there are, by code: of the mapped metric for the city, or as entered by hand."""
    city = {one.computation: one for one in counted if one.place == CITY}
    found = {one.code: _value(one, by_hand.get(one.code), city) for one in held}
    return {code: value for code, value in found.items() if value is not None}


def _value(
    one: StandardIndicator, figure: StandardFigure | None, city: Mapping[str, IndicatorValue]
) -> Fraction | None:
    if not one.metric:
        return Fraction(figure.value_milli, _MILLI) if figure else None
    metric = definitions().metrics.get(one.metric)
    counted = city.get(metric.computation) if metric else None
    value = export.value_of(counted) if counted else None
    if metric is None or value is None:
        return None
    return Fraction(value) * (100 if metric.unit in (SHARE, POINTS) else 1)


def _written(value: Fraction | None) -> str:
    return "" if value is None else locale.number(float(value), 2)


def _composite(
    one: StandardComposite, held: Sequence[StandardIndicator], values: Mapping[str, Fraction]
) -> dict[str, Any]:
    names = {part.code: in_language(part.name) for part in held}
    found = rules.composed(one.weights, values)
    return {
        "code": one.code,
        "name": in_language(one.name),
        "source": _source(one),
        "value": _written(found.value),
        "missing": found.missing,
        "parts": [
            {
                "code": part.code,
                "name": names.get(part.code, ""),
                "weight": locale.number(part.weight / _MILLI, 3),
                "value": _written(part.value),
            }
            for part in found.parts
        ],
    }
