"""What the city types about a wave, and what a resident answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.awareness import rules
from civic.city.text import Text
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_day, read_line

_NONE = 0


@dataclass(frozen=True, slots=True)
class WavePlan:
    """When a wave is open, and what it is called."""

    title: Text
    first_on: date
    last_on: date


def read_wave(sent: Mapping[str, str], languages: Sequence[str], today: date) -> tuple[SubmittedForm, WavePlan]:
    """A wave; its title must be there in the city's first language."""
    form = SubmittedForm(sent)
    return form, WavePlan(
        title=form.read_text("title", languages, most=rules.TITLE_MAX, reader=read_line),
        first_on=form.read("first_on", read_day, today),
        last_on=form.read("last_on", read_day, today),
    )


def read_answer(sent: Mapping[str, str]) -> tuple[SubmittedForm, int]:
    """Which of the answers was chosen, from 1."""
    form = SubmittedForm(sent)
    return form, form.read("answer", _read_chosen, _NONE)


def _read_chosen(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) == 1):
        raise Invalid("Please choose one of the answers.")
    return int(typed)
