"""The form of a letter: title and text in one language or in all."""

from collections.abc import Iterable, Mapping

from campaigns.letters import rules
from campaigns.letters.services import Draft
from civic.city.text import Text
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_line, read_words
from footprint.diary.rules import parse_key


def read_draft(form: Mapping[str, str], languages: Iterable[str]) -> tuple[SubmittedForm, Draft]:
    """The letter; usable only when nothing is wrong with the form."""
    sent, codes = SubmittedForm(form), list(languages)
    titles = {code: sent.read(f"title_{code}", _title, "") for code in codes}
    texts = {code: sent.read(f"text_{code}", _text, "") for code in codes}
    for code in codes:
        if bool(titles[code]) != bool(texts[code]):
            missing = f"title_{code}" if texts[code] else f"text_{code}"
            sent.refuse(Invalid("Please fill this in."), missing)
    if not sent.errors and not any(titles.values()):
        sent.refuse(Invalid("Please write it in one language at least."), f"title_{codes[0]}")
    draft = Draft(
        key=sent.read("key", parse_key, ""),
        audience=sent.read("audience", lambda typed: read_line(typed, most=30), ""),
        title=Text({code: words for code, words in titles.items() if words}),
        text=Text({code: words for code, words in texts.items() if words}),
    )
    return sent, draft


def _title(typed: str) -> str:
    return read_line(typed, most=rules.TITLE_MAX, required=False)


def _text(typed: str) -> str:
    return read_words(typed, most=rules.TEXT_MAX, required=False)
