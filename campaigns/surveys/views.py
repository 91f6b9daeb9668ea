"""Surveys in the reader's language: their states, questions and waves, and how far a wave has come."""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.surveys import planning, queries, rules, sampling
from campaigns.surveys.bank import BankQuestion
from campaigns.surveys.models import Survey, SurveyKiosk, SurveyQuestion, SurveyStratum, SurveyWave
from campaigns.surveys.reply_forms import RATHER_NOT, field_of
from civic.calendar import CityCalendar
from civic.city.pack import City
from civic.city.text import Text
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.templating import in_language

_STATES = {
    rules.DRAFT: msgid("being planned"),
    rules.PLANNED: msgid("being planned"),
    rules.OPEN: msgid("open"),
    rules.CLOSED: msgid("closed"),
    rules.ARCHIVED: msgid("archived"),
}
_KINDS = {
    rules.SINGLE: msgid("One answer"),
    rules.MULTIPLE: msgid("Several answers"),
    rules.SCALE: msgid("A scale of five"),
    rules.YES_NO: msgid("Yes or no"),
    rules.FREQUENCY: msgid("How often"),
    rules.KNOWLEDGE: msgid("Knowledge, one right answer"),
}
_MEASURES = {
    "awareness": msgid("Awareness"),
    "agreement": msgid("Agreement"),
    "practice": msgid("Practice"),
    "satisfaction": msgid("Satisfaction"),
    "gain": msgid("Sense of gain"),
    rules.NO_MEASURE: msgid("Nothing that is published as a rate"),
}
_MODES = {
    rules.PAPER: msgid("Paper"),
    rules.LINK: msgid("Link"),
    rules.KIOSK: msgid("Tablet"),
    rules.IMPORT: msgid("File"),
}
_SEXES = {"female": msgid("Female"), "male": msgid("Male"), "other": msgid("Other")}
_SETTLEMENTS = {"urban": msgid("urban"), "rural": msgid("rural")}


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(message)) for code, message in words.items()]


def kinds() -> list[tuple[str, str]]:
    """Kinds of questions, for a form."""
    return _choices(_KINDS)


def measures() -> list[tuple[str, str]]:
    """What a question can measure, for a form."""
    return _choices(_MEASURES)


def sexes() -> list[tuple[str, str]]:
    """What people can declare, for a form."""
    return _choices(_SEXES)


def head(survey: Survey) -> dict[str, Any]:
    """What every page says of a survey."""
    return {
        "id": survey.id,
        "slug": survey.slug,
        "title": in_language(survey.title),
        "frame": in_language(survey.frame),
        "is_of_residents": survey.kind == rules.RESIDENTS,
        "state": survey.state,
        "says_state": gettext(_STATES[survey.state]),
        "is_invented": survey.is_invented,
    }


def question(one: SurveyQuestion) -> dict[str, Any]:
    """A question, its answers numbered from 1."""
    return {
        "id": one.id,
        "position": one.position,
        "key": one.key,
        "field": field_of(one),
        "kind": gettext(_KINDS[one.kind]),
        "has_several": one.kind == rules.MULTIPLE,
        "measures": gettext(_MEASURES[one.measures]) if one.measures != rules.NO_MEASURE else "",
        "text": in_language(one.text),
        "answers": [
            {"number": number, "words": in_language(Text(words)), "counts": number in one.positive}
            for number, words in enumerate(one.answers, 1)
        ],
    }


def offered(one: BankQuestion) -> dict[str, Any]:
    """A question of the pack that can be added."""
    answers = " · ".join(in_language(answer) for answer in one.answers)
    return {
        "id": one.id,
        "text": in_language(one.text),
        "answers": answers,
        "measures": gettext(_MEASURES[one.measures]) if one.measures != rules.NO_MEASURE else "",
    }


def wave_head(wave: SurveyWave) -> dict[str, Any]:
    """What every page says of a wave."""
    return {
        "id": wave.id,
        "survey_id": wave.survey_id,
        "number": wave.number,
        "title": in_language(wave.title),
        "first_on": wave.first_on,
        "last_on": wave.last_on,
        "state": wave.state,
        "says_state": gettext(_STATES[wave.state]),
    }


def place_name(city: City, district: str, settlement: str) -> str:
    """A stratum's name: its district and, where it is one of two, its settlement type."""
    name = next((in_language(one.name) for one in city.districts if one.id == district), district)
    return f"{name} · {gettext(_SETTLEMENTS[settlement])}" if settlement else name


def numbered_strata(city: City, strata: Sequence[SurveyStratum]) -> list[tuple[str, str]]:
    """The strata by their numbers, for a form."""
    return [(str(one.number), place_name(city, one.district, one.settlement)) for one in strata]


# The sample


def sample(city: City, plan: sampling.Plan) -> dict[str, Any]:
    """A computed sample, by stratum and by district."""
    return {
        "lines": [
            {
                "name": place_name(city, line.part.district, line.part.settlement),
                "people": line.part.population,
                "answers": line.answers,
                "draw": line.draw,
            }
            for line in plan.lines
        ],
        "districts": [
            {"name": place_name(city, one.district, ""), "answers": one.answers, "margin": points(one.margin)}
            for one in plan.districts
        ],
        "answers": plan.answers,
        "draw": plan.draw,
        "for_city": plan.for_city,
        "margin": points(plan.margin),
    }


def points(margin: float) -> str:
    """A margin in percentage points."""
    return locale.number(margin * 100, 1, fixed=True)


# How far a wave has come


def progress(
    city: City,
    strata: Sequence[SurveyStratum],
    counts: Sequence[queries.Count],
    invitations: Mapping[int | None, tuple[int, int]],
) -> dict[str, Any]:
    """Answers of a wave by stratum and mode, and the response rate where it is known how many were drawn."""
    lines = [_line(city, one, counts, invitations.get(one.id, (0, 0))) for one in strata]
    loose = sum(one.responses for one in counts if one.stratum_id is None)
    return {
        "lines": lines,
        "loose": loose,
        "all": sum(one.responses for one in counts),
        "modes": [
            (gettext(words), number)
            for mode, words in _MODES.items()
            if (number := sum(one.responses for one in counts if one.mode == mode))
        ],
        "codes": invitations.get(None, (0, 0)),
    }


def _line(
    city: City, stratum: SurveyStratum, counts: Sequence[queries.Count], codes: tuple[int, int]
) -> dict[str, Any]:
    answered = sum(one.responses for one in counts if one.stratum_id == stratum.id)
    return {
        "id": stratum.id,
        "number": stratum.number,
        "name": place_name(city, stratum.district, stratum.settlement),
        "people": stratum.population,
        "wanted": stratum.wanted,
        "to_draw": stratum.to_draw,
        "drawn": stratum.drawn,
        "reached": stratum.reached,
        "refused": stratum.refused,
        "answered": answered,
        "rate": answered / stratum.drawn if stratum.drawn else None,
        "codes": codes,
    }


def kiosk(one: SurveyKiosk, calendar: CityCalendar) -> dict[str, Any]:
    """A tablet as staff sees it."""
    until = calendar.local(one.ends_at)
    return {"id": one.id, "place": one.place, "taken": one.taken, "most": one.most, "until": f"{until:%H:%M}"}


# What is answered


def about(city: City) -> list[dict[str, Any]]:
    """The questions about the person, as fields of the page."""
    districts = [(one.id, in_language(one.name)) for one in city.districts]
    ages = [(band, band.replace("-", "–")) for band in rules.AGE_BANDS]
    return [
        {"field": "sex", "text": gettext("You are"), "choices": _choices(_SEXES)},
        {"field": "age", "text": gettext("Your age in years"), "choices": ages},
        {"field": "district", "text": gettext("Where you live"), "choices": districts},
    ]


def labels(city: City, questions: Sequence[SurveyQuestion]) -> dict[str, str]:
    """What the fields of the page are called in the list of problems."""
    asked = {field_of(one): f"{one.position}. {in_language(one.text)}" for one in questions}
    return {"code": gettext("Your code"), **{one["field"]: one["text"] for one in about(city)}, **asked}


def rather_not() -> tuple[str, str]:
    """The answer that every question offers."""
    return RATHER_NOT, gettext("Prefer not to say")


# Two copies of a sheet


def difference(
    city: City,
    strata: Sequence[SurveyStratum],
    questions: Mapping[str, SurveyQuestion],
    name: str,
    said: tuple[str, str],
) -> dict[str, Any]:
    """One difference between two copies, in words."""
    first, second = (_said(city, strata, questions, name, one) for one in said)
    return {"name": name, "label": _named(questions, name), "first": first, "second": second}


_NAMES = {
    "stratum": msgid("Stratum"),
    "cluster": msgid("Cluster"),
    "sex": msgid("Sex"),
    "age": msgid("Age"),
    "district": msgid("District"),
}


def _named(questions: Mapping[str, SurveyQuestion], name: str) -> str:
    if name in questions:
        return f"{questions[name].position}. {in_language(questions[name].text)}"
    return gettext(_NAMES[name])


def _said(
    city: City, strata: Sequence[SurveyStratum], questions: Mapping[str, SurveyQuestion], name: str, value: str
) -> str:
    if not value:
        return gettext("no answer")
    if name in questions:
        return _answers(questions[name], value)
    if name == "stratum":
        return next(place_name(city, one.district, one.settlement) for one in strata if str(one.id) == value)
    if name == "district":
        return place_name(city, value, "")
    return gettext(_SEXES[value]) if name == "sex" else value


def _answers(one: SurveyQuestion, value: str) -> str:
    """The digits as typed, with the words that they stand for."""
    words = [f"{number} {in_language(Text(one.answers[int(number) - 1]))}" for number in value.split(",")]
    return " · ".join(words)


def planned(strata: Sequence[SurveyStratum], wanted: sampling.Wanted) -> sampling.Plan | None:
    """The sample of a wave as it was planned; None before there are strata."""
    return sampling.plan(planning.parts(strata), wanted) if strata else None
