"""What a guardian says about a painting, and how an organizer runs a show. All problems are collected at once."""

from collections.abc import Mapping
from datetime import date

from campaigns.gallery import rules
from campaigns.gallery.rules import Terms
from campaigns.gallery.services import Submission
from campaigns.moderation.rules import FAULTS
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_choice, read_day, read_line, read_words
from footprint.diary.rules import parse_key


def read_submission(form: Mapping[str, str], terms: Terms, language: str) -> tuple[SubmittedForm, Submission]:
    """A painting's form without its picture; usable only when the first has no errors."""
    sent = SubmittedForm(form)
    groups = dict.fromkeys(terms.groups)
    said = Submission(
        key=sent.read("key", parse_key, ""),
        title=sent.read("title", lambda typed: read_line(typed, most=rules.TITLE_MAX), ""),
        first_name=sent.read("first_name", _first_name, ""),
        age_group=sent.read("age_group", lambda typed: read_choice(typed, groups), ""),
        description=sent.read(
            "description", lambda typed: read_words(typed, most=rules.DESCRIPTION_MAX, required=False), ""
        ),
        language=language,
    )
    sent.read("consent", _consent, None)
    return sent, said


def _first_name(typed: str) -> str:
    return rules.read_first_name(read_line(typed, most=rules.FIRST_NAME_MAX))


def _consent(typed: str) -> None:
    if typed != "y":
        raise Invalid("Without your consent as the guardian the painting cannot be shown.")


def read_terms(form: Mapping[str, str]) -> tuple[SubmittedForm, tuple[str, ...], int, date | None]:
    """The organizer's settings: age groups, paintings for each guardian, last day for submissions (None: the end)."""
    sent = SubmittedForm(form)
    none: tuple[str, ...] = ()
    groups = sent.read("groups", rules.read_groups, none)
    most = sent.read("per_guardian", _most, 1)
    until = sent.read("submit_until", lambda typed: read_day(typed) if typed.strip() else None, None)
    return sent, groups, most, until


def _most(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= rules.MOST_PER_GUARDIAN):
        raise Invalid("Please give a number from 1 to %(most)s.", most=rules.MOST_PER_GUARDIAN)
    return int(typed)


def read_reason(form: Mapping[str, str]) -> str:
    """Why a moderator takes a painting down.

    Raises:
        Invalid: none of the reasons.
    """
    return read_choice(form.get("reason", ""), dict.fromkeys(FAULTS))
