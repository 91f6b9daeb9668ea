"""What the pages about messages read from their forms."""

from collections.abc import Mapping

from civic.messages.rules import ADDRESS_MAX, TOPICS, read_address
from civic.web.forms import SubmittedForm, read_choice, read_line


def read_given(sent: Mapping[str, str]) -> tuple[SubmittedForm, str, str]:
    """The address and the password; usable only when nothing is wrong with the form."""
    form = SubmittedForm(sent)
    address = form.read("address", lambda typed: read_address(read_line(typed, most=ADDRESS_MAX)), "")
    return form, address, sent.get("password", "")


def read_wishes(sent: Mapping[str, str], languages: Mapping[str, object]) -> tuple[SubmittedForm, frozenset[str], str]:
    """Which topics are wanted by mail, and the language."""
    form = SubmittedForm(sent)
    wanted = frozenset(topic for topic in TOPICS if form.read(topic, str, "") == "y")
    return form, wanted, form.read("language", lambda typed: read_choice(typed, languages), "")
