"""What a survey may be: kinds of questions, ages, what a wave's sample must be, how a sheet is compared. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civic.errors import Invalid

RESIDENTS, CAMPAIGN = "residents", "campaign"
DRAFT, OPEN, CLOSED, ARCHIVED = "draft", "open", "closed", "archived"
PLANNED = "planned"
PAPER, LINK, KIOSK, IMPORT = "paper", "link", "kiosk", "import"
MODES = (PAPER, LINK, KIOSK, IMPORT)
SINGLE, MULTIPLE, SCALE, YES_NO = "single", "multiple", "scale", "yes_no"
FREQUENCY, KNOWLEDGE = "frequency", "knowledge"
KINDS = (SINGLE, MULTIPLE, SCALE, YES_NO, FREQUENCY, KNOWLEDGE)
STANDARD = frozenset({SCALE, YES_NO, FREQUENCY})
"""Kinds whose answers the pack gives, where a question has none of its own."""
NO_MEASURE = "none"
MEASURES = ("awareness", "agreement", "practice", "satisfaction", "gain", NO_MEASURE)
SEXES = ("female", "male", "other")
SETTLEMENTS = ("urban", "rural")
YOUNGEST, OLDEST = 16, 110
_BANDS = ((16, "16-24"), (25, "25-34"), (35, "35-44"), (45, "45-54"), (55, "55-64"), (65, "65+"))
AGE_BANDS = tuple(name for _, name in _BANDS)
NO_ANSWER = ""
REASON_MAX = 200
TITLE_MAX, FRAME_MAX, QUESTION_MAX, ANSWER_MAX = 60, 600, 200, 80
FEWEST_ANSWERS, MOST_ANSWERS, SCALE_ANSWERS = 2, 9, 5
"""A digit each, as clerks type them."""
MOST_QUESTIONS, MOST_STRATA, MOST_WAVES = 40, 60, 12
LONGEST_DAYS = 184
LAST_SHEET = 999_999
"""Numbers beyond are those of responses that have no sheet."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def age_band(age: int) -> str:
    """The band of an age in years.

    Raises:
        Invalid: nobody of that age is asked.
    """
    if not YOUNGEST <= age <= OLDEST:
        raise Invalid("Ages are from %(least)s to %(most)s years.", least=YOUNGEST, most=OLDEST)
    return next(name for first, name in reversed(_BANDS) if age >= first)


def overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Whether two spans of days have a day in common."""
    return first[0] <= second[1] and second[0] <= first[1]


# Questions


def check_question(kind: str, measures: str, answers: int, positive: Sequence[int]) -> None:
    """Whether a question can be asked and counted.

    Raises:
        Invalid: on `answers` or `positive`.
    """
    if kind == SCALE and answers != SCALE_ANSWERS:
        raise Invalid("A scale has %(number)s answers.", field="answers", number=SCALE_ANSWERS)
    if not FEWEST_ANSWERS <= answers <= MOST_ANSWERS:
        bounds = {"least": FEWEST_ANSWERS, "most": MOST_ANSWERS}
        raise Invalid("Give from %(least)s to %(most)s answers, a line for each.", field="answers", **bounds)
    _check_positive(kind, measures, answers, positive)


def _check_positive(kind: str, measures: str, answers: int, positive: Sequence[int]) -> None:
    for number in positive:
        if not 1 <= number <= answers:
            raise Invalid("There is no answer %(number)s.", field="positive", number=number)
    if kind == KNOWLEDGE and len(positive) != 1:
        raise Invalid("A question of knowledge has one right answer.", field="positive")
    if measures != NO_MEASURE and not positive:
        raise Invalid("Say which answers count for the measure.", field="positive")
    if len(positive) == answers:
        raise Invalid("If every answer counts, nothing is measured.", field="positive")


def read_chosen(kind: str, answers: int, typed: str) -> str:
    """What a clerk types for a question, as it is kept: a digit, several for a question with several answers, 0 for no
    answer.

    Raises:
        Invalid: no answer, or none of the question's.
    """
    digits = "".join(typed.split())
    if digits == "0":
        return NO_ANSWER
    if not digits or not all(digit in "123456789"[:answers] for digit in digits):
        raise Invalid("Type a number from 1 to %(most)s, or 0 for no answer.", most=answers)
    if kind != MULTIPLE and len(digits) > 1:
        raise Invalid("Only one answer is possible here.")
    return chosen_text(int(digit) for digit in digits)


def chosen_text(numbers: Iterable[int]) -> str:
    """Numbers of answers as they are kept."""
    return ",".join(str(number) for number in sorted(set(numbers)))


# Strata and what becomes of them


@dataclass(frozen=True, slots=True)
class Part:
    """A stratum as staff types it."""

    district: str
    settlement: str
    population: int
    clusters: int | None


def check_dispositions(drawn: int | None, reached: int | None, refused: int | None) -> None:
    """Whether people can have been drawn, reached and have refused so often.

    Raises:
        Invalid: on `reached` or `refused`.
    """
    if (reached or 0) > (drawn or 0):
        raise Invalid("No more can be reached than were drawn.", field="reached")
    if (refused or 0) > (reached or 0):
        raise Invalid("No more can refuse than were reached.", field="refused")


# Two copies of a sheet


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """The names under which two copies of a sheet say different things, in the order of the first."""
    return [name for name, value in first.items() if second.get(name) != value]
