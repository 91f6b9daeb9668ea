"""Why somebody wants to see the figures."""

from collections.abc import Mapping

from civic.web.forms import SubmittedForm, read_words
from footprint.live_figures import rules


def read_reason(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """A reason; the service knows how long one is."""
    form = SubmittedForm(sent)
    return form, form.read("reason", lambda typed: read_words(typed, most=rules.REASON_MAX), "")
