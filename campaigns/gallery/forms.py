"""What a guardian says about a painting, and how an organizer runs a show. All problems are collected at once."""

from collections.abc import Mapping
from datetime import date

from campaigns.gallery import rules
from campaigns.gallery.first_names import read_first_name
from campaigns.gallery.rules import Terms
from campaigns.gallery.services import Submission
from campaigns.moderation.rules import FAULTS
from civic.errors import Invalid
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_choice, read_day, read_key, read_line, read_words


def read_submission(sent: Mapping[str, str], terms: Terms, language: str) -> tuple[SubmittedForm, Submission]:
    """A painting's form without its picture; usable only when the first has no errors."""
    form = SubmittedForm(sent)
    groups = dict.fromkeys(terms.groups)
    said = Submission(
        key=form.read("key", read_key, ""),
        title=form.read("title", lambda typed: read_line(typed, most=rules.TITLE_MAX), ""),
        first_name=form.read("first_name", _first_name, ""),
        age_group=form.read("age_group", lambda typed: read_choice(typed, groups), ""),
        description=form.read(
            "description", lambda typed: read_words(typed, most=rules.DESCRIPTION_MAX, required=False), ""
        ),
        language=language,
    )
    form.read("consent", _consent, None)
    return form, said


def _first_name(typed: str) -> str:
    return read_first_name(read_line(typed, most=rules.FIRST_NAME_MAX))


def _consent(typed: str) -> None:
    if typed != "y":
        raise Invalid("Without your consent as the guardian the painting cannot be shown.")


def read_terms(sent: Mapping[str, str]) -> tuple[SubmittedForm, tuple[str, ...], int, date | None]:
    """The organizer's settings: age groups, paintings for each guardian, last day for submissions (None: the end)."""
    form = SubmittedForm(sent)
    none: tuple[str, ...] = ()
    groups = form.read("groups", rules.read_groups, none)
    most = form.read("per_guardian", _most, 1)
    until = form.read("submit_until", lambda typed: read_day(typed) if typed.strip() else None, None)
    return form, groups, most, until


def _most(typed: str) -> int:
    return read_whole(typed, least=1, most=rules.MOST_PER_GUARDIAN)


def read_reason(sent: Mapping[str, str]) -> str:
    """Why a moderator takes a painting down.

    Raises:
        Invalid: none of the reasons.
    """
    return read_choice(sent.get("reason", ""), dict.fromkeys(FAULTS))
