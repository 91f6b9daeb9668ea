"""What the pages about messages read from their forms."""

from collections.abc import Mapping

from civic.messages.rules import ADDRESS_MAX, TOPICS, read_address
from civic.web.forms import SubmittedForm, read_choice, read_line


def read_given(form: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The address; usable only when nothing is wrong with the form."""
    sent = SubmittedForm(form)
    return sent, sent.read("address", lambda typed: read_address(read_line(typed, most=ADDRESS_MAX)), "")


def read_wishes(form: Mapping[str, str], languages: Mapping[str, object]) -> tuple[SubmittedForm, frozenset[str], str]:
    """Which topics are wanted by mail, and the language."""
    sent = SubmittedForm(form)
    wanted = frozenset(topic for topic in TOPICS if sent.read(topic, str, "") == "y")
    return sent, wanted, sent.read("language", lambda typed: read_choice(typed, languages), "")
