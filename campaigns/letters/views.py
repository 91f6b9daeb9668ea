"""Letters as pages show them before they are sent."""

from typing import Any

from campaigns.letters.models import Letter
from campaigns.letters.services import Draft
from civic.web.context import services


def preview(draft: Draft, recipients: int) -> dict[str, Any]:
    """A letter in all the languages that it was written in, and how many it reaches."""
    names = services().languages
    return {
        "recipients": recipients,
        "words": [
            {"lang": names[code].html_lang, "title": title, "text": draft.text.in_(code)}
            for code, title in draft.title.by_language.items()
        ],
    }


def said(letter: Letter) -> str:
    """All words of a letter that was written."""
    return Draft(letter.key, letter.audience, letter.title, letter.text).said
