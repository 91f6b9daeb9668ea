"""What organizers type about a route, and what residents say about their ride."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from campaigns.rides import rules
from campaigns.rides.services import RouteDraft
from civic.errors import Invalid
from civic.numbers import read_quantity, read_thousandths, read_whole
from civic.web.forms import SubmittedForm, read_choice, read_words
from footprint.integrity.checking import OTHER, WORDS_MAX, Seen

_KM = ("km",)
_LEAST_M, _MOST_M = 300, 200_000


def read_route(
    sent: Mapping[str, str], languages: Collection[str], actions: Collection[str]
) -> tuple[SubmittedForm, RouteDraft]:
    """A route; with errors in `SubmittedForm` the plan is of no use. One language must be filled in."""
    form = SubmittedForm(sent)
    distance_m = form.read("distance", _metres, 0)
    level = form.read("level", lambda typed: read_choice(typed, rules.LEVELS), rules.EASY)
    action = form.read("counts_as", lambda typed: read_choice(typed, dict.fromkeys(actions)), "")
    meeting = form.read_text("meeting", languages, most=rules.MEETING_MAX)
    words = form.read_text("description", languages, most=rules.DESCRIPTION_MAX, reader=read_words, required=False)
    return form, RouteDraft(distance_m, level, meeting, words, action)


def _metres(typed: str) -> int:
    why_not = Invalid("Please give the length in kilometres, 6.5 for example.")
    try:
        metres = read_thousandths(typed, _KM)
    except Invalid as problem:
        raise why_not from problem
    if not _LEAST_M <= metres <= _MOST_M:
        raise why_not
    return metres


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """What an organizer saw instead; usable only when `form` has no errors."""

    form: SubmittedForm
    seen: Seen


def read_correction(sent: Mapping[str, str], reasons: Collection[str]) -> CorrectionForm:
    """A distance in place of the one that was reported, with the reason."""
    form = SubmittedForm(sent)
    metres = form.read("quantity", lambda typed: read_quantity(typed, _KM), 0)
    reason = form.read("reason", lambda typed: read_choice(typed, dict.fromkeys(reasons)), "")
    needs_words = reason == OTHER
    words = form.read("words", lambda typed: read_words(typed, most=WORDS_MAX, required=needs_words), "")
    of = form.read("of", lambda typed: read_whole(typed, least=0, most=2**62), 0)
    return CorrectionForm(form, Seen(metres, reason, words, of))


def read_said(sent: Mapping[str, str], options: Collection[str]) -> tuple[SubmittedForm, str]:
    """What the ride replaced."""
    form = SubmittedForm(sent)
    return form, form.read("option", lambda typed: read_choice(typed, dict.fromkeys(options)), "")


def read_consent(form: SubmittedForm, sent: Mapping[str, str], *, given: bool) -> bool:
    """Whether there is a consent to tracks: one given before, or the box of its own, ticked."""
    if given:
        return True
    return form.read("consent", _ticked, False)


def _ticked(typed: str) -> bool:
    if typed != "y":
        raise Invalid("Without your consent no track can be taken.")
    return True


def sent_file(file: FileStorage | None) -> bytes:
    """The bytes of the file that came with the form.

    Raises:
        Invalid: none was chosen.
    """
    if file is None or not file.filename:
        raise Invalid("Please choose the GPX or FIT file of your ride.", field="track")
    file.seek(0)  # a view that is begun anew reads it once more
    data: bytes = file.read()
    return data
