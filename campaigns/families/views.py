"""What the pages of a family challenge show, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from campaigns.families import rules
from campaigns.families.models import FamilyTask
from campaigns.families.queries import FamilyOnBoard
from campaigns.programme.models import Campaign
from campaigns.programme.views import when_label
from civic.language.locale import gettext, number, plain_day
from civic.web.templating import in_language
from footprint import current
from footprint.method.views import quantity_label


def weeks(
    campaign: Campaign,
    tasks: Sequence[FamilyTask],
    uses: Mapping[tuple[str, date], int],
    ticked: set[int],
    today: date,
    joined_on: date,
) -> list[dict[str, Any]]:
    """The challenge week by week, with what the reader's family has done since `joined_on`."""
    done = rules.done(tasks, uses, ticked, campaign.starts_on, campaign.ends_on)
    runs = campaign.starts_on <= today <= campaign.ends_on
    return [
        {
            "number": week,
            "when_label": when_label(span.first, span.last),
            "current": today in span,
            "opens": not runs or today in span,
            "begun": today >= span.first,
            "takes_ticks": rules.why_no_tick(span, campaign.ends_on, joined_on, today) is None,
            "done": sum(task.id in done for task in tasks if task.week == week),
            "tasks": [_task(task, uses, span, task.id in done) for task in tasks if task.week == week],
        }
        for week in range(1, rules.weeks(campaign.starts_on, campaign.ends_on) + 1)
        for span in [rules.week_span(campaign.starts_on, campaign.ends_on, week)]
    ]


def _task(task: FamilyTask, uses: Mapping[tuple[str, date], int], span: rules.Week, done: bool) -> dict[str, Any]:
    action = current.catalogue().actions.get(task.action) if task.action else None
    reached = rules.reached_milli(task, uses, span)
    return {
        "id": task.id,
        "name": in_language(task.name),
        "help": in_language(task.help),
        "done": done,
        "by_itself": task.action is not None,
        "action": action.id if action else "",
        "icon": action.icon if action else "star",
        "reached": number(reached / 1000, 1) if action else "",
        "target": quantity_label(action, task.target_milli) if action else "",
        "share": min(1.0, reached / task.target_milli) if task.target_milli else float(done),
    }


def standing(ends_on: date, today: date) -> str:
    """Whether a board is final, or until when things can still be entered; empty while the challenge runs."""
    if today <= ends_on:
        return ""
    last = rules.settled_on(ends_on)
    if today > last:
        return gettext("This is the final result.")
    return gettext(
        "What was done before the end can be entered until %(day)s; then the result is final.", day=plain_day(last)
    )


def board(standings: Sequence[FamilyOnBoard], own_household: int | None) -> list[dict[str, Any]]:
    """The families with their places; ties share one."""
    places = rules.places([one.tasks_done for one in standings])
    return [
        {
            "place": place,
            "tied": places.count(place) > 1,
            "name": one.name or gettext("a family"),
            "tasks_done": one.tasks_done,
            "mid_mg": one.mid_mg,
            "own": one.household_id == own_household,
        }
        for one, place in zip(standings, places, strict=True)
    ]
