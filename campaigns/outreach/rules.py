"""Paper and certificates, pure: what a line of a paper list says, and from when a certificate can be made."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from civic.codes import read_code
from civic.errors import Invalid

CARD_LENGTH, CERTIFICATE_LENGTH, LINK_LENGTH = 10, 12, 8
LINES_MAX, CROWD_MAX, NOTE_MAX, NAME_MAX, LABEL_MAX = 100, 100_000, 200, 20, 40
LINKS_MAX = 50
_WIDE = ("IDEOGRAPHIC SPACE", "FULLWIDTH COMMA", "IDEOGRAPHIC COMMA", "FULLWIDTH SEMICOLON", "FULLWIDTH COLON")
_BETWEEN = " \t,;:" + "".join(map(unicodedata.lookup, _WIDE))
"""What may stand between the code and the number."""
_PARTS = re.compile(f"[^{_BETWEEN}]+")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of a paper list: whose card, and how much in thousandths of the action's unit."""

    number: int
    code: str
    quantity_milli: int


def read_lines(typed: str, default_milli: int, read_quantity: Callable[[str], int]) -> list[WrittenLine]:
    """The lines of a paper list, each a card's code and, after a space or comma, how much; empty lines are skipped.

    Raises:
        Invalid: on field `lines`, naming the first line that cannot be read, or too many, or none.
    """
    lines: list[WrittenLine] = []
    for number, text in enumerate(typed.splitlines(), start=1):
        if text.strip():
            lines.append(_line(number, text, default_milli, read_quantity))
    if not lines:
        raise Invalid("Please enter at least one line.", field="lines")
    if len(lines) > LINES_MAX:
        raise Invalid("At most %(most)s lines at once, please.", field="lines", most=LINES_MAX)
    codes = [line.code for line in lines]
    for line in lines:
        if codes.count(line.code) > 1:
            raise Invalid("Line %(number)s: this card stands on the list twice.", field="lines", number=line.number)
    return lines


def _line(number: int, text: str, default_milli: int, read_quantity: Callable[[str], int]) -> WrittenLine:
    ends = [part.end() for part in _PARTS.finditer(text)]
    code, amount = "", ""
    for end in reversed(ends):  # a code may be written in groups: the longest beginning that is one
        code, amount = read_code(text[:end].strip(_BETWEEN)), text[end:].strip(_BETWEEN)
        if len(code) == CARD_LENGTH:
            break
    if len(code) != CARD_LENGTH:
        raise Invalid("Line %(number)s: this is not the code of a card.", field="lines", number=number)
    try:
        return WrittenLine(number, code, read_quantity(amount) if amount else default_milli)
    except Invalid as problem:
        raise Invalid(
            "Line %(number)s: how much? Write a number after the code.", field="lines", number=number
        ) from problem


def check_day(day: date, starts_on: date, ends_on: date, today: date) -> None:
    """Whether something on paper can have happened on that day.

    Raises:
        Invalid: on field `occurred_on`.
    """
    if day > today:
        raise Invalid("This day is still ahead. Choose today or a day before.", field="occurred_on")
    if not starts_on <= day <= ends_on:
        raise Invalid("The campaign does not run on that day.", field="occurred_on")


def may_certify(ends_on: date, today: date) -> bool:
    """Whether certificates can be made: from the campaign's last day on."""
    return today >= ends_on
