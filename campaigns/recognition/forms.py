"""What staff type about how the programme is known outside."""

from collections.abc import Mapping, Sequence
from datetime import date

from campaigns.recognition import rules
from campaigns.recognition.services import Draft
from civic.web.forms import SubmittedForm, read_choice, read_day, read_line


def read_record(sent: Mapping[str, str], languages: Sequence[str], today: date) -> tuple[SubmittedForm, Draft]:
    """A record; its title must be there in the city's first language."""
    form = SubmittedForm(sent)
    return form, Draft(
        kind=form.read("kind", lambda typed: read_choice(typed, rules.KINDS), ""),
        happened_on=form.read("happened_on", read_day, today),
        title=form.read_text("title", languages, most=rules.TITLE_MAX),
        publisher=form.read("publisher", lambda typed: read_line(typed, most=rules.PUBLISHER_MAX), ""),
        link=form.read("link", lambda typed: read_line(typed, most=rules.LINK_MAX), ""),
        status=form.read("status", lambda typed: read_choice(typed, rules.STATUSES), ""),
    )


def read_reason(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """Why a record is withdrawn."""
    form = SubmittedForm(sent)
    return form, form.read("why", lambda typed: read_line(typed, most=rules.WHY_MAX), "")
