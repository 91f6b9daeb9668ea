"""The figures of a wave in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaigns.surveys import result_forms
from campaigns.surveys.figures import PublishedRate, PublishedWave
from campaigns.surveys.margins import UNSAID
from campaigns.surveys.models import SurveyQuestion, SurveyStratum
from campaigns.surveys.rates import (
    FEW,
    FEWEST_EFFECTIVE,
    NO_ERROR,
    NOBODY,
    WIDE,
    WIDEST,
    Change,
    Fieldwork,
    Weighed,
    together,
)
from campaigns.surveys.views import measures, place_name, sexes
from civic.city.pack import City
from civic.errors import Invalid, msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.templating import in_language

_WHY = {
    NOBODY: msgid("nobody answered"),
    NO_ERROR: msgid("the error is not known: too few communities were drawn"),
    FEW: msgid("fewer than %(fewest)s effective answers"),
    WIDE: msgid("the interval is %(widest)s points wide or more"),
}
_VARIABLES = {"sex": msgid("Sex"), "age": msgid("Age"), "district": msgid("District")}
SIGN = "–"
"""What stands in the place of every figure that is not published."""


def percent(share: float) -> str:
    """With one decimal."""
    return f"{locale.number(100 * share, 1, fixed=True)}%"


def points(share: float) -> str:
    """A difference of shares, with its sign."""
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{locale.number(abs(100 * share), 1, fixed=True)}"


def rates(city: City, told: PublishedWave, asked: Sequence[SurveyQuestion]) -> dict[str, list[dict[str, Any]]]:
    """Measures, then questions: each in the city and in its districts."""
    measured = dict(measures())
    words = {one.key: f"{one.position}. {in_language(one.text)}" for one in asked if one.positive}
    return {
        "measures": [_figure(city, told, key, name, is_measure=True) for key, name in measured.items()
                     if any(one.is_measure and one.key == key for one in told.rates)],
        "questions": [_figure(city, told, key, name, is_measure=False) for key, name in words.items()],
    }  # fmt: skip


def _figure(city: City, told: PublishedWave, key: str, name: str, *, is_measure: bool) -> dict[str, Any]:
    some = [one for one in told.rates if one.key == key and one.is_measure == is_measure]
    return {
        "key": key,
        "name": name,
        "city": rate(city, next(one for one in some if not one.district)),
        "places": [rate(city, one) for one in some if one.district],
    }


def rate(city: City, one: PublishedRate) -> dict[str, Any]:
    """A rate, or one sign and why."""
    is_shown = one.estimate is not None and one.low is not None and one.high is not None
    return {
        "place": place_name(city, one.district, "") if one.district else gettext("Whole city"),
        "is_shown": is_shown,
        "estimate": percent(one.estimate or 0.0) if is_shown else SIGN,
        "span": f"{percent(one.low or 0.0)} – {percent(one.high or 0.0)}" if is_shown else SIGN,
        "bar": [round(100 * (part or 0.0), 1) for part in (one.low, one.estimate, one.high)] if is_shown else [],
        "answered": one.answered,
        "effective": locale.number(one.effective_n or 0.0) if one.effective_n is not None else SIGN,
        "deff": locale.number(one.deff, 2) if one.deff is not None else SIGN,
        "missing": percent(one.missing),
        "why": why(one.withheld),
    }


def why(withheld: str) -> str:
    """Why a rate is not published; "" where it is."""
    return gettext(_WHY[withheld], fewest=FEWEST_EFFECTIVE, widest=round(100 * WIDEST)) if withheld else ""


def in_words(refused: Invalid, city: City) -> Invalid:
    """Why there are no figures, in the reader's language, with variables and levels as people call them."""
    values = dict(refused.values)
    if "level" in values:
        values["level"] = level(city, str(values["variable"]), str(values["level"]))
    values |= {name: variable(str(code)) for name, code in values.items() if code in _VARIABLES}
    return Invalid(gettext(refused.message, **values), field=refused.field)


# How it was asked


def fieldwork(city: City, lines: Sequence[tuple[SurveyStratum, Fieldwork]]) -> dict[str, Any]:
    """Drawn, reached, refused and answered, by stratum and in all."""
    return {
        "lines": [_field(place_name(city, one.district, one.settlement), part) for one, part in lines],
        "whole": _field(gettext("Whole city"), together([part for _, part in lines])),
    }


def _field(name: str, part: Fieldwork) -> dict[str, Any]:
    response = part.response
    return {
        "name": name,
        "drawn": part.drawn,
        "reached": part.reached,
        "refused": part.refused,
        "answered": part.answered,
        "response": percent(response) if response is not None else SIGN,
    }


def raking(city: City, sampled: Weighed) -> dict[str, Any] | None:
    """What weights were raked to, and what it cost."""
    found = sampled.raking
    if found is None:
        return None
    return {
        "rounds": found.rounds,
        "at_bounds": found.raked.at_bounds,
        "deff_before": locale.number(found.deff_before, 2),
        "deff_after": locale.number(found.deff_after, 2),
        "lines": [
            {
                "level": f"{variable(line.variable)} · {level(city, line.variable, line.level)}",
                "total": round(line.total),
                "before": round(line.before),
                "after": round(line.after),
            }
            for line in found.lines()
        ],
    }


def variable(name: str) -> str:
    """What is raked to."""
    return gettext(_VARIABLES[name])


def level(city: City, variable: str, code: str) -> str:
    """A level of a variable."""
    if code == UNSAID:
        return gettext("did not say")
    if variable == "district":
        return place_name(city, code, "")
    return dict(sexes()).get(code, code)


def margin_fields(city: City, offered: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The fields of the form of margins, by variable."""
    return [
        {
            "name": variable(name),
            "fields": [(result_forms.field(name, code), level(city, name, code)) for code in codes],
        }
        for name, codes in offered.items()
    ]


# Waves


def changes(found: Sequence[Change]) -> Iterator[dict[str, Any]]:
    """How measures differ between two waves."""
    named = dict(measures())
    for one in found:
        earlier, later = one.earlier.found, one.later.found
        if earlier is not None and later is not None:
            yield {
                "name": named[one.key],
                "earlier": percent(earlier.estimate),
                "later": percent(later.estimate),
                "difference": points(one.difference),
                "span": f"{points(one.low)} – {points(one.high)}",
                "p": _probability(one.test.p) if one.test else SIGN,
                "is_clear": one.low > 0 or one.high < 0,
            }


def _probability(p: float) -> str:
    return f"p < {locale.number(0.001, 3)}" if p < 0.001 else f"p = {locale.number(p, 3, fixed=True)}"
