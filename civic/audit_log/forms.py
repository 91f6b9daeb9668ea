"""What is asked of the audit book, as an address says it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from civic.accounts.audit import OPERATOR
from civic.audit_log.queries import Place
from civic.audit_log.rules import ACTS, SUBJECT_MAX, WHO_MAX, Wish
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_choice, read_line, read_optional_day

_CENTURY = 20
"""The first two digits of its years."""


def read_wish(sent: Mapping[str, str], account_named: Callable[[str], str | None]) -> tuple[SubmittedForm, Wish]:
    """The lines that are wanted; where the form has errors, any.

    Args:
        account_named: how the book names the account of a nickname.
    """
    form = SubmittedForm(sent)
    wish = Wish(
        who=form.read("who", lambda typed: _who(typed, account_named), ""),
        act=form.read("act", lambda typed: read_choice(typed, ACTS) if typed else "", ""),
        subject=form.read("subject", lambda typed: read_line(typed, most=SUBJECT_MAX, required=False), ""),
        first=form.read("first", _day, None),
        last=form.read("last", _day, None),
    )
    if wish.first and wish.last and wish.last < wish.first:
        form.refuse(Invalid("The last day must not be before the first one."), "last")
    return form, wish


def _day(typed: str) -> date | None:
    """A day of this century, or none.

    Raises:
        Invalid: no such day.
    """
    day = read_optional_day(typed)
    if day and day.year // 100 != _CENTURY:
        raise Invalid("Please choose a day.")
    return day


def _who(typed: str, account_named: Callable[[str], str | None]) -> str:
    """The operator, or the account of a nickname.

    Raises:
        Invalid: nobody has that nickname.
    """
    name = read_line(typed, most=WHO_MAX, required=False)
    if name in ("", OPERATOR):
        return name
    found = account_named(name)
    if found is None:
        raise Invalid("Nobody has this nickname.")
    return found


def read_place(typed: str) -> Place | None:
    """Where a page begins, as `written` wrote it; None for the first page and for what nobody wrote."""
    moment, _, number = typed.partition("-")
    if not (moment.isdecimal() and number.isdecimal() and len(moment) <= 17 and len(number) <= 18):
        return None
    try:
        seconds, micros = divmod(int(moment), 1_000_000)
        return Place(datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(number))
    except (ValueError, OverflowError):
        return None


def written(place: Place) -> str:
    """A place for an address."""
    micros = int(place.at.replace(microsecond=0).timestamp()) * 1_000_000 + place.at.microsecond
    return f"{micros}-{place.number}"
