"""The form of a goal, and the choice of what stands on a card."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_tick
from footprint.rewards import streaks

CARD_PARTS = ("level", "row", "badges", "name")
_AT_FIRST = frozenset({"level", "row", "badges"})


@dataclass(frozen=True, slots=True)
class GoalForm:
    """A goal as sent; usable only when `form` has no errors."""

    form: SubmittedForm
    days: int
    reviews: bool
    open_weeks: bool


def read_goal(sent: Mapping[str, str]) -> GoalForm:
    """The form as it was sent."""
    form = SubmittedForm(sent)
    return GoalForm(
        form=form,
        days=form.read("days", lambda typed: read_whole(typed, least=1, most=streaks.WEEK.days), 0),
        reviews=form.read("reviews", read_tick, False),
        open_weeks=form.read("open_weeks", read_tick, False),
    )


def kept_goal(days: int, *, reviews: bool, open_weeks: bool) -> SubmittedForm:
    """The form as it stands before anything is sent."""
    ticks = {"reviews": reviews, "open_weeks": open_weeks}
    return SubmittedForm(None, days=str(days), **{name: "y" for name, wanted in ticks.items() if wanted})


def read_card(sent: Mapping[str, str]) -> frozenset[str]:
    """What is to stand on the card: everything but the name, until its resident chooses."""
    if "chosen" not in sent:
        return _AT_FIRST
    return frozenset(part for part in CARD_PARTS if sent.get(part) == "y")
