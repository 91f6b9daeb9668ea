"""A family's name, and the tasks that an organizer writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.families.services import HELP_MAX, NAME_MAX, TASK_MAX
from civic.city.text import Text
from civic.errors import Invalid
from civic.numbers import read_quantity, row_number
from civic.web.forms import SubmittedForm
from civic.web.forms import read_name as read_public_name
from footprint.actions.catalogue import Action

_MOST_WEEKS = 999


@dataclass(frozen=True, slots=True)
class TaskForm:
    """A task as the organizer wrote it."""

    week: int
    name: Text
    help: Text
    action: str | None
    target_milli: int


def read_name(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The name under which a family stands on the board."""
    form = SubmittedForm(sent)
    return form, form.read("name", lambda typed: read_public_name(typed, most=NAME_MAX), "")


def read_task(
    sent: Mapping[str, str], languages: Sequence[str], actions: Mapping[str, Action]
) -> tuple[SubmittedForm, TaskForm]:
    """A new task; its name must be there in the city's first language."""
    form = SubmittedForm(sent)
    name = form.read_text("name", languages, most=TASK_MAX)
    help = form.read_text("help", languages, most=HELP_MAX, required=False)
    action = form.read("action", lambda typed: _action(typed, actions), None)
    task = TaskForm(
        week=form.read("week", _week, 0),
        name=name,
        help=help,
        action=action,
        target_milli=form.read("target", _target, 0),
    )
    return form, task


def _action(typed: str, actions: Mapping[str, Action]) -> str | None:
    if typed and typed not in actions:
        raise Invalid("Please choose one of these.")
    return typed or None


def _week(typed: str) -> int:
    week = row_number(typed)
    if week is None or week > _MOST_WEEKS:
        raise Invalid("Please choose one of these.")
    return week


def _target(typed: str) -> int:
    return read_quantity(typed) if typed.strip() else 0
