"""What people type into forms: cleaned, measured, kept as typed when it is refused, and shown again.

The path of every form: read the fields; with errors, show the page again; do what is asked for within
`with form.refusals()`; if it was refused, show the page again; else redirect.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import TypeVar

from flask import Response, make_response, render_template

from civic.city.text import Text
from civic.errors import Conflict, DomainError, Forbidden, Invalid, RolledBack, TooMany, TryAgain
from civic.language.alphabets import marked, plain_name
from civic.language.locale import gettext

Value = TypeVar("Value")
_UNPRINTABLE = dict.fromkeys([*(set(range(0x20)) - {0x09, 0x0A, 0x0D}), 0x7F, *range(0xD800, 0xE000)], "\ufffd")
_KEPT_MAX = 20_000
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def printable(typed: str) -> str:
    """What was typed, such that it can be shown again: no NUL in a page, no half of a surrogate pair, and a sign in the
    place of what shows nothing, so that it can be found and deleted."""
    return marked(typed[:_KEPT_MAX].translate(_UNPRINTABLE))


def read_line(typed: str, *, most: int, required: bool = True) -> str:
    """One line of text; runs of spaces become one.

    Raises:
        Invalid: nothing, too much, or what no keyboard types.
    """
    return _measured(" ".join(_clean(typed).split()), most, required)


def read_name(typed: str, *, most: int, required: bool = True) -> str:
    """A name that stands in public, as `plain_name` wants it.

    Raises:
        Invalid: nothing, too much, or what no name is made of.
    """
    return _measured(plain_name(read_line(typed, most=most, required=required)), most, required)


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


def read_optional_day(typed: str) -> date | None:
    """A day, or none.

    Raises:
        Invalid: not a day.
    """
    return read_day(typed) if typed.strip() else None


def read_tick(typed: str) -> bool:
    """Whether a box is ticked."""
    return typed == "y"


def read_key(typed: str) -> str:
    """The form's idempotency key.

    Raises:
        Invalid: it is missing or was tampered with.
    """
    if not _KEY.fullmatch(typed):
        raise Invalid("This form was not complete. Please check it and send it again.")
    return typed


def _clean(typed: str) -> str:
    if len(typed) > _KEPT_MAX:
        raise Invalid("This is far too long.")
    text = unicodedata.normalize("NFC", typed)
    if "\ufffd" in text or text.translate(_UNPRINTABLE) != text:
        raise Invalid("There is a character in this text that no keyboard types.")
    if marked(text) != text:
        raise Invalid("There is an invisible character in this text. It is shown as \ufffd now: please delete it.")
    return text


def _measured(text: str, most: int, required: bool) -> str:
    if required and not any(unicodedata.category(letter)[0] in "LNSP" for letter in text):
        raise Invalid("Please fill this in.")
    if len(text) > most:
        raise Invalid("At most %(most)s characters, please; these are %(count)s.", most=most, count=len(text))
    return text


class SubmittedForm:
    """A form as it was sent: what was typed in each field, and what is wrong with it, in the reader's language."""

    def __init__(self, sent: Mapping[str, str] | None = None, **start: str) -> None:
        self._sent: Mapping[str, str] = sent or {}
        self.values: dict[str, str] = dict(start)
        """What each field shows, as text."""
        self.errors: dict[str, list[str]] = {}
        """Messages by field, "" for the form as a whole."""
        self.status = 200
        """The HTTP status of the page that shows the form."""
        self.retry_after_s: int | None = None

    def read(self, field: str, reader: Callable[[str], Value], otherwise: Value) -> Value:
        """The field's value by `reader`; `otherwise` when that refuses, with its message beside the field."""
        typed = self._sent.get(field, "")
        self.values[field] = printable(typed)
        try:
            return reader(typed)
        except Invalid as problem:
            self.refuse(problem, field)
            return otherwise

    def read_text(
        self,
        field: str,
        languages: Iterable[str],
        *,
        most: int,
        reader: Callable[..., str] = read_line,
        required: bool = True,
    ) -> Text:
        """The field in each language; what is required must be there in the first one."""
        words = {}
        for place, code in enumerate(languages):
            reads = partial(reader, most=most, required=required and place == 0)
            words[code] = self.read(f"{field}_{code}", reads, "")
        return Text({code: text for code, text in words.items() if text})

    def text(self, field: str) -> str:
        """What the field shows, "" for nothing."""
        return self.values.get(field, "")

    def refuse(self, problem: DomainError, field: str | None = None) -> None:
        """The problem's message stands beside `field`, the one it names itself, or on top."""
        place = getattr(problem, "field", "") if field is None else field
        self.errors.setdefault(place, []).append(gettext(problem.message, **problem.values))
        self.status = problem.status
        if isinstance(problem, TooMany):
            self.retry_after_s = problem.retry_after_s

    @contextmanager
    def refusals(self, field: str | None = None) -> Iterator[None]:
        """A service's refusal ends the block and stands in the form. What does not exist is another page (404)."""
        try:
            yield
        except RolledBack:  # the view is begun anew
            raise
        except (Invalid, Conflict, Forbidden, TooMany, TryAgain) as problem:
            self.refuse(problem, field)

    @property
    def refusal(self) -> str:
        """All messages in one, for a form that is a button; "" for none."""
        return " ".join(message for messages in self.errors.values() for message in messages)


def form_page(template: str, form: SubmittedForm, **context: object) -> Response:
    """A page with its form, under the status that the form has come to."""
    response = make_response(render_template(template, **{"form": form, **context}), form.status)
    if form.retry_after_s is not None:
        response.headers["Retry-After"] = str(form.retry_after_s)
    return response
