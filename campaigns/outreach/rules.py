"""Paper and certificates, pure: what a line of a paper list says, and from when a certificate can be made."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from civic.codes import read_code
from civic.disclosure.live import may_be_shown, may_move
from civic.errors import Conflict, DomainError, Invalid, msgid
from footprint.actions.catalogue import Action
from footprint.ledger.rules import ANSWER_DAYS

CARD_LENGTH, CERTIFICATE_LENGTH, LINK_LENGTH = 10, 12, 8
CERTIFICATES_MAX = 60
"""How many certificates one file holds: a class."""
LINES_MAX, CROWD_MAX, NOTE_MAX, NAME_MAX, LABEL_MAX = 100, 100_000, 200, 20, 40
LINKS_MAX = 50
_WIDE = ("IDEOGRAPHIC SPACE", "FULLWIDTH COMMA", "IDEOGRAPHIC COMMA", "FULLWIDTH SEMICOLON", "FULLWIDTH COLON")
_BETWEEN = " \t,;:" + "".join(map(unicodedata.lookup, _WIDE))
"""What may stand between the code and the number."""
_PARTS = re.compile(f"[^{_BETWEEN}]+")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of a paper list: whose card, and how much in thousandths of the action's unit; or why it cannot be read.
    Without a problem it has both."""

    number: int
    code: str
    quantity_milli: int
    problem: DomainError | None = None


def read_lines(typed: str, read_quantity: Callable[[str], int]) -> list[WrittenLine]:
    """The lines of a paper list, each a card's code and, after a space or comma, how much; empty lines are skipped.

    Raises:
        Invalid: on field `lines`, too many, or none.
    """
    written = [(number, text) for number, text in enumerate(typed.splitlines(), start=1) if text.strip()]
    if not written:
        raise Invalid("Please enter at least one line.", field="lines")
    if len(written) > LINES_MAX:
        raise Invalid("At most %(most)s lines at once, please.", field="lines", most=LINES_MAX)
    lines = [_line(number, text, read_quantity) for number, text in written]
    counts = Counter(line.code for line in lines)
    return [_twice(line) if line.code and counts[line.code] > 1 else line for line in lines]


def _twice(line: WrittenLine) -> WrittenLine:
    return replace(line, problem=Conflict("This card stands on the list twice."))


def _line(number: int, text: str, read_quantity: Callable[[str], int]) -> WrittenLine:
    code, amount = _split(text)
    if not code:
        return WrittenLine(number, "", 0, Invalid("This is not the code of a card."))
    if not amount:
        return WrittenLine(number, code, 0, Invalid("How much? Write a number after the code."))
    try:
        return WrittenLine(number, code, read_quantity(amount))
    except Invalid as problem:
        return WrittenLine(number, code, 0, problem)


def _split(text: str) -> tuple[str, str]:
    """The code and what stands behind it; "" where there is no code. It may be written in groups: the longest beginning
    that is one."""
    for end in reversed([part.end() for part in _PARTS.finditer(text)]):
        code = read_code(text[:end].strip(_BETWEEN))
        if len(code) == CARD_LENGTH:
            return code, text[end:].strip(_BETWEEN)
    return "", ""


_TOO_MUCH = {
    "day": msgid("At most %(most)s a day can count. Is this a slip of the pen?"),
    "month": msgid("At most %(most)s a month can count. Is this a slip of the pen?"),
}


def check_amount(quantity_milli: int, action: Action) -> None:
    """Refuses what no resident could be credited even if they had done nothing else.

    Raises:
        Invalid: more than a limit of the action.
    """
    for limit in action.limits:
        if quantity_milli > limit.max_milli:
            raise Invalid(_TOO_MUCH[limit.period], most=f"{limit.max_milli / 1000:g}")


def check_day(day: date, starts_on: date, ends_on: date, today: date) -> None:
    """Whether something on paper can have happened on that day.

    Raises:
        Invalid: on field `occurred_on`.
    """
    if day > today:
        raise Invalid("This day is still ahead. Choose today or a day before.", field="occurred_on")
    if not starts_on <= day <= ends_on:
        raise Invalid("The campaign does not run on that day.", field="occurred_on")


def check_late(day: date, today: date) -> None:
    """Whether the ledger still takes a list of that day.

    Raises:
        Invalid: on field `occurred_on`.
    """
    if today > day + timedelta(days=ANSWER_DAYS):
        raise Invalid(
            "A list can be entered for %(days)s days after its day; this was longer ago.",
            field="occurred_on",
            days=ANSWER_DAYS,
        )


def may_certify(ends_on: date, today: date) -> bool:
    """Whether certificates can be made: from the campaign's last day on."""
    return today >= ends_on


def shown_crowd(before: int, counted: int) -> int:
    """How many people without an account a campaign's page speaks of: none while they are few, and the same as before
    until there are ten more or less."""
    if not may_be_shown(counted):
        return 0
    return counted if may_move(abs(counted - before)) else before
