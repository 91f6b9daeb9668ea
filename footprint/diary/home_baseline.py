"""The baseline questionnaire on a page: its questions, the answers as typed, the result and what it cannot tell."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from civic.database.engine import Database
from civic.errors import Invalid
from civic.language import locale
from civic.language.locale import gettext
from civic.numbers import MILLI, read_thousandths
from civic.residents.identity import ResidentActor
from civic.web.forms import SubmittedForm
from civic.web.templating import in_language
from footprint import current
from footprint.actions.baseline import BaselineQuestion, Mass, QuestionResult, Section, SectionResult, baseline
from footprint.boards.rules import MassInterval
from footprint.diary import queries, views
from footprint.diary.models import BaselineAnswers
from footprint.diary.queries import YearSaved

_YEAR = timedelta(days=365)
Answers = dict[str, int]


def read_answers(sent: Mapping[str, str]) -> tuple[SubmittedForm, Answers]:
    """The answers in thousandths by question, open ones left out."""
    form = SubmittedForm(sent)
    said = {
        question.id: form.read(question.id, partial(_answer, question), None)
        for question in current.questionnaire().questions
    }
    return form, {name: milli for name, milli in said.items() if milli is not None}


def _answer(question: BaselineQuestion, typed: str) -> int | None:
    if not typed.strip():
        return None
    milli = read_thousandths(typed, question.unit.by_language.values())
    if not question.min * MILLI <= milli <= question.max * MILLI:
        raise Invalid(
            "Please give a number from %(min)s to %(max)s.",
            min=locale.number(float(question.min), 3),
            max=locale.number(float(question.max), 3),
        )
    return milli


def keep_answers(writer: Session, resident_id: int, answers: Answers, now: datetime) -> None:
    """Replaces the resident's answers."""
    writer.merge(BaselineAnswers(resident_id=resident_id, answers=json.dumps(answers), answered_at=now))


def _stored_answers(database: Database, resident_id: int) -> Answers | None:
    """The kept answers to questions that the pack still asks."""
    kept = queries.baseline_answers(database, resident_id)
    if kept is None:
        return None
    asked = {question.id for question in current.questionnaire().questions}
    return {name: milli for name, milli in json.loads(kept).items() if name in asked}


def kept_form(database: Database, resident_id: int) -> SubmittedForm:
    """The form with the answers as they are kept."""
    kept = _stored_answers(database, resident_id) or {}
    return SubmittedForm(None, **{name: views.plain(milli) for name, milli in kept.items()})


def context(database: Database, resident: ResidentActor, today: date, form: SubmittedForm) -> dict[str, Any]:
    """Everything for `baseline.html` beside its form."""
    kept = _stored_answers(database, resident.resident_id)
    return {
        "sections": _sections(),
        "result": _result(database, resident.resident_id, kept, today)
        if kept is not None and not form.errors
        else None,
    }


def share_context(database: Database, resident_id: int, today: date) -> dict[str, Any] | None:
    """The last twelve months' own reductions as a share of an own year; None without answers."""
    kept = _stored_answers(database, resident_id)
    if kept is None:
        return None
    own = baseline(current.questionnaire(), kept, today).own
    reduced = views.interval(queries.slices(database, resident_id, today - _YEAR, today))
    return {**_shares(reduced, own), "year": own, "part_label": gettext("saved over the last 12 months")}


def _sections() -> list[dict[str, Any]]:
    """The questionnaire's parts; the household's size is asked first."""
    asked = current.questionnaire()
    parts = [
        {
            "id": section.id,
            "title": in_language(section.name),
            "icon": section.icon,
            "intro": in_language(section.intro),
            "questions": [_question(question) for question in section.questions],
            "averages": _averages(section),
        }
        for section in asked.sections
    ]
    parts[0]["questions"] = [_question(asked.people), *_questions(parts[0])]
    return parts


def _averages(section: Section) -> dict[str, str] | None:
    """Where the averages of a section's questions come from, said once; None where they have defaults instead."""
    averaged = [question for question in section.questions if question.average is not None]
    if not averaged:
        return None
    return {"note": in_language(averaged[0].default_note), "status": averaged[0].default_status}


def _questions(part: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(part["questions"])


def _question(question: BaselineQuestion) -> dict[str, Any]:
    if question.default is None:
        default = gettext("Left open: the average of this question.")
    else:
        default = gettext("Left open: %(number)s.", number=locale.number(float(question.default), 2))
    return {
        "name": question.id,
        "label": in_language(question.text),
        "help": in_language(question.help),
        "unit": in_language(question.unit),
        "default_label": default,
        "source": in_language(question.default_note) if question.average is None else "",
        "status": question.default_status if question.average is None else "",
    }


def _result(database: Database, resident_id: int, answers: Answers, today: date) -> dict[str, Any]:
    asked = current.questionnaire()
    found = baseline(asked, answers, today)
    return {
        "own": found.own,
        "home": found.home,
        "people": float(found.people),
        "parts": [_part(result, max(1, found.own.mid_mg)) for result in found.sections],
        "years": _years(database, resident_id, answers, today),
        "unknown": [in_language(text) for text in asked.unknown],
        "used_defaults": found.open_answers,
    }


def _part(result: SectionResult, whole_mg: int) -> dict[str, Any]:
    own = result.own
    return {
        "name": in_language(result.section.name),
        "icon": result.section.icon,
        "amount": own,
        "share": own.mid_mg / whole_mg,
        "lines": [_line(one) for one in result.questions],
    }


def _line(result: QuestionResult) -> dict[str, Any]:
    """A question with what was answered, or that an average stands in for it."""
    question, answered = result.question, result.answered_milli
    return {
        "label": in_language(question.text),
        "amount": result.own,
        "home": result.home,
        "answer": None if answered is None else f"{locale.quantity(answered)} {in_language(question.unit)}",
    }


def _years(database: Database, resident_id: int, answers: Answers, today: date) -> list[dict[str, Any]]:
    """What was saved in each calendar year, as a share of an own year by that year's factors; the newest first."""
    return [_year(one, answers, today) for one in queries.years(database, resident_id)]


def _year(saved: YearSaved, answers: Answers, today: date) -> dict[str, Any]:
    own = baseline(current.questionnaire(), answers, min(today, date(saved.year, 12, 31))).own
    reduced = views.interval([saved])
    is_running = saved.year == today.year
    return {"label": _year_label(saved.year, is_running=is_running), "reduced": reduced, **_shares(reduced, own)}


def _year_label(year: int, *, is_running: bool) -> str:
    return gettext("%(year)s so far", year=year) if is_running else str(year)


def _shares(reduced: MassInterval, own: Mass) -> dict[str, Any]:
    """A person's reductions by the same person's emissions of a year, none above the whole; `over` says so."""
    whole = max(1, own.mid_mg)
    return {
        "share": min(1.0, reduced.mid_mg / whole),
        "share_low": min(1.0, reduced.low_mg / whole),
        "share_high": min(1.0, reduced.high_mg / whole),
        "over": reduced.mid_mg > own.mid_mg,
    }
