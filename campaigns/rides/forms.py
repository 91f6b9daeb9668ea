"""What organizers type about a route, and what residents say about their ride."""

from collections.abc import Collection, Mapping

from werkzeug.datastructures import FileStorage

from campaigns.rides import rules
from campaigns.rides.services import RouteDraft
from civic.errors import Invalid
from civic.numbers import read_thousandths
from civic.web.forms import SubmittedForm, read_choice, read_words

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
