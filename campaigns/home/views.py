"""What a resident's day begins with, in their language: this week, the next thing to do, what is due."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from flask import url_for

from campaigns.awareness.queries import OpenQuiz
from campaigns.home import queries, rules
from campaigns.home.queries import OwnChallenge, OwnDate, OwnDay
from campaigns.pledges import views as pledges
from campaigns.teams import views as teams
from civic.calendar import utc_now
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.residents.identity import ResidentActor
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.catalogue import Action


def today_context(actor: ResidentActor, often: Sequence[Action], today: date) -> dict[str, Any]:
    """This week's days against the goal, the next thing to do and why, and what is due; one statement."""
    monday = services().calendar.week(today).start
    own = queries.own_day(services().database, actor, monday, today, utc_now())
    week = own.week
    return {
        "days": [_day(monday + timedelta(days=number), week.days, today) for number in range(7)],
        "done": len(week.days),
        "goal": week.goal,
        "row": week.row,
        "rests": week.rests,
        "next": _next(own, often, today, is_last=len(week.days) == week.goal - 1 and today not in week.days),
        "due": [*list(_due(own, actor, today))[: queries.MOST_DUE], *map(_quiz, own.quizzes)],
        "steps": list(_first_steps(own)),
    }


def _day(day: date, done: Collection[date], today: date) -> dict[str, Any]:
    return {"label": locale.weekday(day), "is_done": day in done, "is_today": day == today, "is_ahead": day > today}


def _next(own: OwnDay, often: Sequence[Action], today: date, *, is_last: bool) -> dict[str, str]:
    catalogue = current.catalogue()
    done = {one.action for one in own.done if today.weekday() in one.days}
    open_to_all = (one for one in catalogue.actions.values() if one.is_by_hand and not one.is_device)
    easy = min(open_to_all, key=lambda one: one.popularity)
    action = catalogue.action(rules.next_action([one.id for one in often], done, easy.id))
    return {
        "href": url_for("diary.form", action=action.id),
        "icon": action.icon,
        "name": in_language(action.name),
        "why": _why(is_last, bool(often)),
    }


def _why(is_last: bool, has_habits: bool) -> str:
    if is_last:
        return gettext("One day more, and this week’s goal is reached.")
    return gettext("What you do most often.") if has_habits else gettext("An easy first step.")


def _due(own: OwnDay, actor: ResidentActor, today: date) -> Iterator[dict[str, str]]:
    """The most urgent first: what is asked, the team, where one is expected, what is under way, what is unread."""
    questions = pledges.due(own.pledges, today)
    if questions:
        words = ngettext("%(num)s pledge to confirm", "%(num)s pledges to confirm", questions)
        yield {"icon": "flag", "label": words, "href": url_for("pledges.mine")}
    yield from islice(teams.due(own.team_challenges, own.team_weeks, today), 1)
    yield from map(_date, own.dates)
    yield from map(_challenge, own.challenges)
    if actor.unread:
        words = ngettext("%(num)s new message", "%(num)s new messages", actor.unread)
        yield {"icon": "mail", "label": words, "href": url_for("messages.inbox")}


def _first_steps(own: OwnDay) -> Iterator[dict[str, Any]]:
    """The five small steps of a newcomer's first week; none for others, and none once all are done."""
    for first in own.first_days:
        steps = [
            (first.kinds >= 1, gettext("Log one thing that you did"), url_for("diary.tiles")),
            (first.kinds >= 2, gettext("Try a second kind of action"), url_for("diary.tiles")),
            (first.chose, gettext("Choose your days of a week"), url_for("rewards.goal")),
            (first.days >= 2, gettext("Come back on another day"), url_for("diary.tiles")),
            (bool(own.takes_part), gettext("Join a campaign"), url_for("campaigns.index")),
        ]
        if not all(is_done for is_done, _, _ in steps):
            yield from ({"is_done": is_done, "label": label, "href": href} for is_done, label, href in steps)


def _date(one: OwnDate) -> dict[str, str]:
    starts = services().calendar.local(one.starts_at)
    said = {
        "when": f"{locale.plain_day(starts.date())} {starts:%H:%M}",
        "name": in_language(one.name),
        "place": in_language(one.place),
    }
    words = gettext("%(when)s: %(name)s, %(place)s", **said) if said["place"] else gettext("%(when)s: %(name)s", **said)
    return {"icon": "calendar", "label": words, "href": url_for("events.page", slug=one.slug, event_id=one.id)}


def _challenge(one: OwnChallenge) -> dict[str, str]:
    said = {"name": in_language(one.title), "done": one.done, "all": one.tasks}
    words = gettext("%(name)s: %(done)s of %(all)s tasks", **said)
    return {"icon": "people", "label": words, "href": url_for("campaigns.page", slug=one.slug)}


def _quiz(one: OpenQuiz) -> dict[str, str]:
    said = {"name": in_language(one.title), "day": locale.plain_day(one.last_on)}
    return {
        "icon": "why",
        "label": gettext("%(name)s: a few questions, until %(day)s", **said),
        "href": url_for("quiz.index"),
    }
