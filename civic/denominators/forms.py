"""What staff type about numbers of residents."""

import re
from collections.abc import Mapping
from datetime import date

from civic.city.pack import City
from civic.denominators import rules
from civic.denominators.services import NewFigures
from civic.errors import Invalid
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_choice, read_day, read_line, read_words

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def read_figures(sent: Mapping[str, str], city: City) -> tuple[SubmittedForm, NewFigures | None]:
    """A new version; None where something was refused."""
    form = SubmittedForm(sent)
    figures = NewFigures(
        scope=form.read_text("scope", city.languages, most=rules.SCOPE_MAX),
        counted_on=form.read("counted_on", read_day, date.min),
        source=form.read("source", lambda typed: read_line(typed, most=rules.SOURCE_MAX), ""),
        url=form.read("url", _address, ""),
        status=form.read("status", lambda typed: read_choice(typed, rules.STATUSES), ""),
        holds_from=form.read("holds_from", read_day, date.min),
        percent=form.read("percent", _percent, 0),
        residents={
            place: people for place in rules.places(city) if (people := form.read(f"residents-{place}", _people, 0))
        },
    )
    return form, None if form.errors else figures


def read_decision(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """A note about a version."""
    form = SubmittedForm(sent)
    return form, form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX, required=False), "")


def _people(typed: str) -> int:
    """Persons; 0 for a place that the version says nothing of."""
    return read_whole(typed, least=1, most=rules.RESIDENTS_MAX) if typed.strip() else 0


def _percent(typed: str) -> int:
    return read_whole(typed, least=0, most=rules.SPREAD_MAX) if typed.strip() else 0


def _address(typed: str) -> str:
    """A link to the source, or none.

    Raises:
        Invalid: not an address that a browser opens.
    """
    address = read_line(typed, most=rules.URL_MAX, required=False)
    if address and not _ADDRESS.fullmatch(address):
        raise Invalid("Please give an address that begins with https://.")
    return address
