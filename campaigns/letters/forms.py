"""The form of a letter: title and text in one language or in all."""

from collections.abc import Iterable, Mapping

from campaigns.letters import rules
from campaigns.letters.services import Draft
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_key, read_line, read_words


def read_draft(sent: Mapping[str, str], languages: Iterable[str]) -> tuple[SubmittedForm, Draft]:
    """The letter; usable only when nothing is wrong with the form."""
    form, codes = SubmittedForm(sent), list(languages)
    title = form.read_text("title", codes, most=rules.TITLE_MAX, required=False)
    text = form.read_text("text", codes, most=rules.TEXT_MAX, reader=read_words, required=False)
    titled, written = title.by_language.keys(), text.by_language.keys()
    for code in codes:
        if (code in titled) != (code in written):
            missing = f"title_{code}" if code in written else f"text_{code}"
            form.refuse(Invalid("Please fill this in."), missing)
    if not form.errors and not titled:
        form.refuse(Invalid("Please write it in one language at least."), f"title_{codes[0]}")
    draft = Draft(
        key=form.read("key", read_key, ""),
        audience=form.read("audience", lambda typed: read_line(typed, most=rules.AUDIENCE_MAX), ""),
        urgent=sent.get("urgent") == "y",
        title=title,
        text=text,
    )
    return form, draft
