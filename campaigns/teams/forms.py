"""What captains type: what to set the team, for how long, and another team's code."""

from collections.abc import Mapping

from campaigns.teams.challenge_file import Template
from campaigns.teams.rules import MOST, WEEKS_MAX
from campaigns.teams.services import Plan
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_choice, read_line

_MOST = 7 * WEEKS_MAX * MOST
"""Of the largest team, every day. What this one can reach at all is mostly less, and the service knows it."""


def read_plan(sent: Mapping[str, str], templates: Mapping[str, Template]) -> tuple[SubmittedForm, Plan | None]:
    """A challenge; None where something was refused. The target may be left to the template."""
    form = SubmittedForm(sent)
    template = form.read("template", lambda typed: read_choice(typed, templates), "")
    weeks = form.read("weeks", lambda typed: read_whole(typed, least=1, most=WEEKS_MAX), 1)
    target = form.read("target", _read_target, None)
    return form, None if form.errors else Plan(templates[template], weeks, target)


def _read_target(typed: str) -> int | None:
    return read_whole(typed, least=1, most=_MOST) if typed.strip() else None


def read_code(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The code of another team's challenge, as it was typed."""
    form = SubmittedForm(sent)
    return form, form.read("code", lambda typed: read_line(typed, most=200), "")
