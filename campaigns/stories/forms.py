"""The form of a story."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.stories import rules
from civic.web.forms import SubmittedForm, read_key, read_line, read_tick, read_words


@dataclass(frozen=True, slots=True)
class StoryForm:
    """A story as sent and as understood; usable only when `form` has no errors."""

    form: SubmittedForm
    key: str
    text: str
    shows_name: bool
    picture_alt: str
    drops_picture: bool


def read_story(sent: Mapping[str, str]) -> StoryForm:
    """The form without its picture."""
    form = SubmittedForm(sent)
    return StoryForm(
        form=form,
        key=form.read("key", read_key, ""),
        text=form.read("text", lambda typed: read_words(typed, most=rules.TEXT_MAX), ""),
        shows_name=form.read("shows_name", read_tick, False),
        picture_alt=form.read("picture_alt", lambda typed: read_line(typed, most=rules.ALT_MAX, required=False), ""),
        drops_picture=form.read("drops_picture", read_tick, False),
    )
