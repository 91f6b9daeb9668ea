"""Sheets of paper, typed twice by two clerks: what differs is decided, and noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaigns.surveys import queries, rules
from campaigns.surveys.answering import Origin, Reply, keep
from campaigns.surveys.models import SurveyAnswer, SurveyQuestion, SurveyResponse
from campaigns.surveys.planning import locked
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.errors import Conflict, Forbidden, Invalid, NotFound

ABOUT = ("stratum", "cluster", "sex", "age", "district")
"""What a sheet says beside the answers to questions."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as one clerk types it; `copy` is 1 for the first typing and 2 for the second."""

    number: int
    copy: int
    stratum_id: int | None
    cluster: str
    reply: Reply


def enter(session: Session, clerk: Actor, wave_id: int, sheet: Sheet, today: date, now: datetime) -> bool:
    """Keeps a sheet; whether its two copies agree, of a first copy True.

    Raises:
        Conflict: the wave is not open.
        Invalid: on `number`: it was typed already, or not yet.
        Forbidden: the second clerk is the first.
    """
    if locked(session, wave_id).state != rules.OPEN:
        raise Conflict("This wave is not open.")
    there = queries.sheet(session, wave_id, sheet.number)
    _check_turn(clerk, sheet, there)
    origin = Origin(rules.PAPER, sheet.stratum_id, sheet.cluster, clerk.account_id)
    made = keep(session, wave_id, sheet.number, origin, sheet.reply, today, copy=sheet.copy, is_agreed=False)
    record(session, by(clerk), f"type a sheet, copy {sheet.copy}", f"wave:{wave_id}", str(sheet.number), now)
    return sheet.copy == queries.FIRST or _agree_if_equal(session, there[queries.FIRST], made)


def _check_turn(clerk: Actor, sheet: Sheet, there: dict[int, SurveyResponse]) -> None:
    if sheet.copy in there:
        raise Invalid("Sheet %(number)s was typed already.", field="number", number=sheet.number)
    if sheet.copy == queries.FIRST:
        return
    if queries.FIRST not in there:
        raise Invalid("Sheet %(number)s has not been typed a first time yet.", field="number", number=sheet.number)
    if there[queries.FIRST].entered_by_id == clerk.account_id:
        raise Forbidden(
            "You typed sheet %(number)s yourself. Somebody else types it the second time.", number=sheet.number
        )


def _agree_if_equal(session: Session, first: SurveyResponse, second: SurveyResponse) -> bool:
    first.is_agreed = not rules.differences(said(session, first), said(session, second))
    return first.is_agreed


def said(session: Session, response: SurveyResponse) -> dict[str, str]:
    """All that a copy says, by names: those of ABOUT, and `question:<row>`."""
    about = (
        str(response.stratum_id or ""),
        response.cluster,
        response.sex,
        response.age_band,
        response.district,
    )
    answers = queries.chosen(session, response.id)
    return {**dict(zip(ABOUT, about, strict=True)), **{f"question:{key}": one for key, one in answers.items()}}


def copies(session: Session, wave_id: int, number: int) -> tuple[SurveyResponse, SurveyResponse]:
    """Both copies of a sheet.

    Raises:
        NotFound: it was not typed twice.
    """
    there = queries.sheet(session, wave_id, number)
    if set(there) != {queries.FIRST, queries.SECOND}:
        raise NotFound()
    return there[queries.FIRST], there[queries.SECOND]


def decide(session: Session, clerk: Actor, wave_id: int, number: int, choices: dict[str, int], now: datetime) -> None:
    """Takes for every difference what the one or the other copy says; the second copy stays as it was typed.

    Args:
        choices: the copy that is right, by what differs.

    Raises:
        Conflict: the wave is closed, or the sheet is agreed already.
        Invalid: on a difference that is not decided.
    """
    is_open = locked(session, wave_id).state == rules.OPEN
    first, second = copies(session, wave_id, number)
    if first.is_agreed or not is_open:
        raise Conflict("This sheet is decided already.")
    one, two = said(session, first), said(session, second)
    differing = rules.differences(one, two)
    for name in differing:
        if choices.get(name) not in (queries.FIRST, queries.SECOND):
            raise Invalid("Please choose which copy is right.", field=name)
    for name in differing:
        if choices[name] == queries.SECOND:
            _take(session, first, name, two[name])
    first.is_agreed = True
    record(session, by(clerk), "decide a sheet", f"wave:{wave_id}", _told(number, one, two, differing, choices), now)


def _told(number: int, one: dict[str, str], two: dict[str, str], differing: list[str], choices: dict[str, int]) -> str:
    """As the audit keeps it: what differed, as it is typed, and which copy was right. A line has room for all of it."""
    lines = [f"{name} {_typed(one[name])}|{_typed(two[name])} -> {choices[name]}" for name in differing]
    return f"{number}: " + "; ".join(lines)


def _typed(value: str) -> str:
    return value.replace(",", "") or "0"


def _take(session: Session, response: SurveyResponse, name: str, value: str) -> None:
    kind, _, row = name.partition(":")
    if row:
        session.execute(
            update(SurveyAnswer)
            .where(SurveyAnswer.response_id == response.id, SurveyAnswer.question_id == int(row))
            .values(chosen=value)
        )
    elif kind == "stratum":
        response.stratum_id = int(value) if value else None
    else:
        setattr(response, {"age": "age_band"}.get(kind, kind), value)


def names(questions: Sequence[SurveyQuestion]) -> dict[str, SurveyQuestion]:
    """Questions by the names under which `said` tells them."""
    return {f"question:{one.id}": one for one in questions}
