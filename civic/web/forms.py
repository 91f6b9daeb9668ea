"""What people type into forms that are read by hand: cleaned, measured, and kept as typed when it is refused."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from civic.errors import DomainError, Invalid
from civic.language.locale import gettext

Value = TypeVar("Value")
_UNPRINTABLE = dict.fromkeys([*(set(range(0x20)) - {0x09, 0x0A, 0x0D}), 0x7F, *range(0xD800, 0xE000)], "\ufffd")
_KEPT_MAX = 20_000


def printable(typed: str) -> str:
    """What was typed, such that it can be shown again: no NUL in a page, no half of a surrogate pair."""
    return typed[:_KEPT_MAX].translate(_UNPRINTABLE)


def read_line(typed: str, *, most: int, required: bool = True) -> str:
    """One line of text; runs of spaces become one.

    Raises:
        Invalid: nothing, too much, or what no keyboard types.
    """
    return _measured(" ".join(_clean(typed).split()), most, required)


def read_words(typed: str, *, most: int, required: bool = True) -> str:
    """Text of several lines; no spaces at their ends, at most one empty line in a row.

    Raises:
        Invalid: nothing, too much, or what no keyboard types.
    """
    lines = [line.rstrip() for line in _clean(typed).replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    kept = [line for place, line in enumerate(lines) if line or lines[place - 1]]
    return _measured("\n".join(kept), most, required)


def read_choice(typed: str, choices: Mapping[str, object]) -> str:
    """One of the offered codes.

    Raises:
        Invalid: none of them.
    """
    if typed not in choices:
        raise Invalid("Please choose one of these.")
    return typed


def read_day(typed: str) -> date:
    """A day, as a date field sends it: 2026-11-23.

    Raises:
        Invalid: not a day.
    """
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Invalid("Please choose a day.") from error


def _clean(typed: str) -> str:
    if len(typed) > _KEPT_MAX:
        raise Invalid("This is far too long.")
    text = unicodedata.normalize("NFC", typed)
    if "\ufffd" in text or text.translate(_UNPRINTABLE) != text:
        raise Invalid("There is a character in this text that no keyboard types.")
    return text


def _measured(text: str, most: int, required: bool) -> str:
    if required and not any(unicodedata.category(letter)[0] in "LNSP" for letter in text):
        raise Invalid("Please fill this in.")
    if len(text) > most:
        raise Invalid("At most %(most)s characters, please; these are %(count)s.", most=most, count=len(text))
    return text


class SubmittedForm:
    """A form as it was sent: what was typed in each field, and what is wrong with it, in the reader's language."""

    def __init__(self, form: Mapping[str, str] | None = None, **start: str) -> None:
        self._form: Mapping[str, str] = form or {}
        self.values: dict[str, str] = dict(start)
        self.errors: dict[str, list[str]] = {}
        self.status = 200
        """The HTTP status of the page that shows the form again."""

    def take(self, field: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        """The field's value by `read`; `otherwise` when that refuses, with its message beside the field."""
        typed = self._form.get(field, "")
        self.values[field] = printable(typed)
        try:
            return read(typed)
        except Invalid as problem:
            self._note(field, problem)
            return otherwise

    def refuse(self, problem: DomainError, field: str | None = None) -> None:
        """A service refused the whole: its message stands beside `field`, the one it names itself, or on top."""
        self._note(getattr(problem, "field", "") if field is None else field, problem)

    def _note(self, field: str, problem: DomainError) -> None:
        self.errors.setdefault(field, []).append(gettext(problem.message, **problem.values))
        self.status = problem.status
