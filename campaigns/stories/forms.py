"""The form of a story."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.stories import rules
from civic.web.forms import SubmittedForm, read_line, read_words
from footprint.diary.rules import parse_key


@dataclass(frozen=True, slots=True)
class StoryForm:
    """A story as sent and as understood; usable only when `sent` has no errors."""

    sent: SubmittedForm
    key: str
    text: str
    shows_name: bool
    picture_alt: str
    drops_picture: bool


def read_story(form: Mapping[str, str]) -> StoryForm:
    """The form without its picture."""
    sent = SubmittedForm(form)
    return StoryForm(
        sent=sent,
        key=sent.read("key", parse_key, ""),
        text=sent.read("text", lambda typed: read_words(typed, most=rules.TEXT_MAX), ""),
        shows_name=sent.read("shows_name", _ticked, False),
        picture_alt=sent.read("picture_alt", lambda typed: read_line(typed, most=rules.ALT_MAX, required=False), ""),
        drops_picture=sent.read("drops_picture", _ticked, False),
    )


def _ticked(typed: str) -> bool:
    return typed == "y"
