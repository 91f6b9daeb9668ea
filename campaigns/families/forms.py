"""A family's name, and the tasks that an organizer writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from campaigns.families.services import HELP_MAX, NAME_MAX, TASK_MAX
from civic.city.text import Text
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_line
from footprint.actions.catalogue import Action
from footprint.diary.rules import parse_quantity


@dataclass(frozen=True, slots=True)
class TaskForm:
    """A task as the organizer wrote it."""

    week: int
    name: Text
    help: Text
    action: str | None
    target_milli: int


def read_name(form: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The name under which a family stands on the board."""
    sent = SubmittedForm(form)
    return sent, sent.read("name", lambda typed: read_line(typed, most=NAME_MAX), "")


def read_task(
    form: Mapping[str, str], languages: Sequence[str], actions: Mapping[str, Action]
) -> tuple[SubmittedForm, TaskForm]:
    """A new task; its name must be there in the city's first language."""
    sent = SubmittedForm(form)
    names, helps = {}, {}
    for code in languages:
        reader = partial(read_line, most=TASK_MAX, required=code == languages[0])
        names[code] = sent.read(f"name_{code}", reader, "")
        helps[code] = sent.read(f"help_{code}", lambda typed: read_line(typed, most=HELP_MAX, required=False), "")
    action = sent.read("action", lambda typed: _action(typed, actions), None)
    task = TaskForm(
        week=sent.read("week", _week, 0),
        name=Text({code: words for code, words in names.items() if words}),
        help=Text({code: words for code, words in helps.items() if words}),
        action=action,
        target_milli=sent.read("target", _target, 0),
    )
    return sent, task


def _action(typed: str, actions: Mapping[str, Action]) -> str | None:
    if typed and typed not in actions:
        raise Invalid("Please choose one of these.")
    return typed or None


def _week(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise Invalid("Please choose one of these.")
    return int(typed)


def _target(typed: str) -> int:
    return parse_quantity(typed) if typed.strip() else 0
