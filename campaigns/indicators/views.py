"""Metrics and their values in the reader's language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from campaigns.indicators import measures, queries, rules
from campaigns.indicators.current import definitions
from campaigns.indicators.definitions import Definitions, Metric, Source
from campaigns.indicators.export import interval_of, value_of
from campaigns.indicators.measures import FRAMES, MEASURES, OF_SURVEYS, UNITS
from campaigns.indicators.models import IndicatorValue, NewcomerCohort
from campaigns.indicators.rules import CITY, NUMBER_ONLY, Value
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.statistics.proportions import Proportion, wilson
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint.method.views import foreign_language

_YEAR_DIGITS = 4


# What is defined


def groups(defined: Definitions) -> list[dict[str, Any]]:
    """The metrics by whom they are about."""
    return [
        {"frame": gettext(words), "id": frame, "metrics": [metric_card(one, defined) for one in _of(defined, frame)]}
        for frame, words in FRAMES.items()
    ]


def _of(defined: Definitions, frame: str) -> list[Metric]:
    return [one for one in defined.metrics.values() if one.frame == frame]


def metric_card(one: Metric, defined: Definitions) -> dict[str, Any]:
    """All that is told of a metric."""
    words = ("name", "formula", "numerator", "denominator", "evidence", "caveats")
    return {
        **{word: in_language(getattr(one, word)) for word in words},
        "key": one.key,
        "unit": gettext(UNITS[one.unit]),
        "compared": gettext(measures.COMPARED[one.compared]),
        "reference": _reference(one),
        "published": list(one.published),
        "sources": [_source(defined.sources[name]) for name in one.sources],
    }


def _reference(one: Metric) -> str:
    return f"{locale.number(float(one.reference), 1)} {gettext(UNITS[one.unit])}" if one.reference else ""


def _source(one: Source) -> dict[str, Any]:
    return {
        "title": one.title,
        "lang": foreign_language(one.title),
        "publisher": one.publisher,
        "day": locale.plain_day(one.on) if one.on else "",
        "link": one.link,
        "status": one.status,
    }


# What was counted


def periods(months: Sequence[str]) -> list[dict[str, str]]:
    """The months that were counted, and their years, the newest first."""
    years = sorted({month[:_YEAR_DIGITS] for month in months}, reverse=True)
    return [{"key": key, "name": period_name(key)} for key in (*months, *years)]


def period_name(key: str) -> str:
    """A month or a year in words."""
    if len(key) == _YEAR_DIGITS:
        return gettext("the year %(year)s", year=key)
    return locale.month(date.fromisoformat(f"{key}-01"))


def values_of(period: str) -> list[IndicatorValue]:
    """The values of a month, or of a year from those of its months."""
    if len(period) > _YEAR_DIGITS:
        return list(queries.values(read_session(), period, period))
    return list(_yearly(period, queries.values(read_session(), f"{period}-01", f"{period}-12")))


def _yearly(year: str, found: Iterable[IndicatorValue]) -> Iterator[IndicatorValue]:
    by_place: dict[tuple[str, str], list[IndicatorValue]] = {}
    for one in found:
        by_place.setdefault((one.computation, one.place), []).append(one)
    for (computation, place), months in by_place.items():
        told = [Value(one.status, one.numerator, one.denominator) for one in months]
        value = rules.of_year(told, adds_up=MEASURES[computation].adds_up)
        yield IndicatorValue(
            month=year,
            computation=computation,
            place=place,
            status=value.status,
            numerator=value.numerator,
            denominator=value.denominator,
            counted_at=months[-1].counted_at,
        )


def board(found: Sequence[IndicatorValue]) -> list[dict[str, Any]]:
    """Each metric with its value for the city and for the districts, by whom it is about."""
    by_place = {(one.computation, one.place): one for one in found}
    return [
        {"frame": gettext(words), "metrics": [_valued(one, by_place) for one in _of(definitions(), frame)]}
        for frame, words in FRAMES.items()
    ]


def _valued(metric: Metric, found: Mapping[tuple[str, str], IndicatorValue]) -> dict[str, Any]:
    districts = [
        {"name": in_language(one.name), "is_confirmed": one.is_confirmed, **shown(metric, value)}
        for one in services().city.districts
        if (value := found.get((metric.computation, one.id))) is not None
    ]
    city = shown(metric, found.get((metric.computation, CITY)))
    return {
        "key": metric.key,
        "name": in_language(metric.name),
        "caveats": in_language(metric.caveats),
        "reference": _reference(metric),
        "city": city,
        "districts": districts,
        "has_value": any(one["value"] for one in (city, *districts)),
    }


def shown(metric: Metric, one: IndicatorValue | None) -> dict[str, Any]:
    """A value in words: what it is, what it is made of, or why it is not told."""
    if one is None:
        return {"value": "", "why": _why(metric, rules.NOTHING), "parts": "", "interval": None}
    return {
        "value": _written(metric, one),
        "why": "" if value_of(one) is not None else _why(metric, one.status),
        "parts": _parts(metric, one),
        "interval": interval_of(metric, one),
    }


def _why(metric: Metric, status: str) -> str:
    """Why there is no value."""
    if metric.computation in OF_SURVEYS and status == rules.NOTHING:
        return gettext("no survey of residents is counted here")
    return gettext(rules.STATUSES[status])


def _written(metric: Metric, one: IndicatorValue) -> str:
    value = value_of(one)
    if one.status == NUMBER_ONLY and one.numerator is not None:
        return locale.number(one.numerator)
    if value is None:
        return ""
    if metric.unit == measures.POINTS:
        return f"{locale.number(100 * value, 1)} {gettext(UNITS[measures.POINTS])}"
    return locale.percent(value) if metric.unit == measures.SHARE else locale.number(value, 1)


def _parts(metric: Metric, one: IndicatorValue) -> str:
    if metric.frame == measures.SAMPLE:
        return ngettext("%(num)s person asked", "%(num)s people asked", one.people) if one.people else ""
    if one.numerator is None or one.denominator is None:
        return ""
    part, whole = locale.number(one.numerator), locale.number(one.denominator)
    return gettext("%(part)s of %(whole)s", part=part, whole=whole)


# Newcomers


def cohort(one: NewcomerCohort) -> dict[str, Any]:
    """Who joined in a month, and which share of them came back."""
    return {
        "month": period_name(one.month),
        "joined": one.joined,
        "weeks": [_came(one.second_week, one.joined), _came(one.fifth_week, one.joined)],
    }


def _came(came: int | None, joined: int | None) -> Proportion | None:
    return wilson(came, joined) if came is not None and joined else None
