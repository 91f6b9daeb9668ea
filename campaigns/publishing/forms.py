"""What staff types about releases."""

from collections.abc import Mapping, Sequence

from campaigns.publishing.services import NOTICE_MAX
from civic.city.text import Text
from civic.web.forms import SubmittedForm, read_choice, read_words


def read_month(sent: Mapping[str, str], months: Sequence[str]) -> tuple[SubmittedForm, str]:
    """Which month is to be built."""
    form = SubmittedForm(sent)
    return form, form.read("period", lambda typed: read_choice(typed, dict.fromkeys(months)), "")


def read_notice(sent: Mapping[str, str], languages: Sequence[str]) -> tuple[SubmittedForm, Text]:
    """What is wrong in a release."""
    form = SubmittedForm(sent)
    return form, form.read_text("words", languages, most=NOTICE_MAX, reader=read_words)
