"""What staff type when they send a pack in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_day, read_words
from footprint.new_packs import rules


@dataclass(frozen=True, slots=True)
class PackForm:
    """Why there is another pack, and from when it holds."""

    form: SubmittedForm
    reason: str
    holds_from: date


def read_pack_form(sent: Mapping[str, str], file: bytes | None) -> PackForm:
    """The fields beside the file, which is only measured."""
    form = SubmittedForm(sent)
    reason = form.read("reason", lambda typed: read_words(typed, most=rules.REASON_MAX), "")
    holds_from = form.read("holds_from", read_day, date.min)
    if not file:
        form.refuse(Invalid("Please choose a file."), "file")
    elif len(file) > rules.MAX_BYTES:
        problem = Invalid("The file may be at most %(most)s MB large.", most=rules.MAX_MEGABYTES)
        form.refuse(problem, "file")
    return PackForm(form, reason, holds_from)


def read_decision(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """A note about a pack."""
    form = SubmittedForm(sent)
    return form, form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX, required=False), "")
