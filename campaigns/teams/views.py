"""Challenges of teams as pages show them, in the reader's language: sums, and the reader's own part, nobody else's."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask import render_template, url_for
from flask_login import current_user
from markupsafe import Markup

from campaigns.organizations.queries import TeamLine
from campaigns.teams import queries, rules
from campaigns.teams.queries import Challenge, Found, MemberWeek
from campaigns.teams.resources import TEMPLATES
from campaigns.teams.rules import Goal, Progress
from civic.calendar import utc_now
from civic.codes import spoken
from civic.language.locale import gettext, ngettext
from civic.web.context import services
from civic.web.templating import in_language


def team_part(line: TeamLine) -> Markup | None:
    """What a team has set itself, on its page, for those who are in it or run it; one statement."""
    found = queries.newest(services().database, line.team.id, current_user.resident_id, utc_now())
    has_templates = bool(services().get(TEMPLATES))
    if found.standing is None or not (found.challenges or has_templates):
        return None
    html = render_template("campaigns/teams/_part.html", **context(line.team.id, found))
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def context(team_id: int, found: Found) -> dict[str, Any]:
    """The team's newest challenge, as long as it is shown, the one beside it, and what the reader may do."""
    today = services().calendar.today()
    own = next((one for one in found.challenges if one.team_id == team_id), None)
    shown = own if own and today <= own.last_day + rules.SHOWN_AFTER else None
    beside = next((one for one in found.challenges if one.team_id != team_id), None) if shown else None
    leads = bool(found.standing and found.standing.leads)
    return {
        "team_id": team_id,
        "challenge": card(shown, found.weeks, today) if shown else None,
        "beside": card(beside, found.weeks, today) if beside else None,
        "code": spoken(shown.code) if leads and shown and _can_be_joined(shown, beside, today) else "",
        "leads": leads,
        "may_start": leads and not (shown and is_running(shown, today)),
    }


def _can_be_joined(own: Challenge, beside: Challenge | None, today: date) -> bool:
    is_open = beside is None and own.ended_at is None
    return is_open and rules.may_join_beside(own.first_day, own.last_day, today)


def is_running(one: Challenge, today: date) -> bool:
    """Whether a challenge goes on."""
    return one.ended_at is None and today <= one.last_day


def card(one: Challenge, weeks: Iterable[MemberWeek], today: date) -> dict[str, Any]:
    """A challenge, how far its team has come, and the reader's own days."""
    calendar = services().calendar
    goal, days = one.goal(calendar), queries.days(one, weeks, calendar)
    done = rules.progress(goal, one.members, days)
    template = services().get(TEMPLATES).get(one.template)
    return {
        "id": one.id,
        "team": one.team,
        "icon": template.icon if template else "flag",
        "name": in_language(template.name) if template else wanted(goal),
        "wanted": wanted(goal),
        "progress": done,
        "said": said(goal, done),
        "first_day": one.first_day,
        "last_day": goal.last_day,
        "days_left": rules.days_left(one.last_day, today) if is_running(one, today) else 0,
        "is_running": is_running(one, today),
        "own_days": rules.days_of(goal, current_user.resident_id, days),
    }


def wanted(goal: Goal) -> str:
    """What a team wants to reach, in a sentence."""
    number = goal.target
    if goal.measure == rules.EVERYONE:
        return ngettext(
            "Everybody in the team does something on %(num)s day.",
            "Everybody in the team does something on %(num)s days.",
            number,
        )
    if goal.measure == rules.KINDS:
        return ngettext("Together %(num)s kind of action.", "Together %(num)s different actions.", number)
    if goal.measure == rules.DATES:
        return ngettext(
            "Somebody does something on %(num)s day.", "Somebody does something on each of %(num)s days.", number
        )
    return ngettext("Together %(num)s low-carbon day.", "Together %(num)s low-carbon days.", number)


def said(goal: Goal, progress: Progress) -> str:
    """How far it has come: "14 of 20 days"."""
    number, done = progress.wanted, progress.done
    if goal.measure == rules.EVERYONE:
        return ngettext("%(done)s of %(num)s person", "%(done)s of %(num)s people", number, done=done)
    if goal.measure == rules.KINDS:
        return ngettext("%(done)s of %(num)s kind", "%(done)s of %(num)s kinds", number, done=done)
    return ngettext("%(done)s of %(num)s day", "%(done)s of %(num)s days", number, done=done)


def due(challenges: Sequence[Challenge], weeks: Sequence[MemberWeek], today: date) -> Iterator[dict[str, str]]:
    """What is under way in the reader's teams, for the front page; what ends first comes first."""
    for one in sorted(challenges, key=lambda one: (one.last_day, one.id)):
        shown = card(one, weeks, today)
        left = ngettext("%(num)s day left", "%(num)s days left", shown["days_left"])
        fields = {"team": one.team, "said": shown["said"], "left": left}
        reached = gettext("%(team)s: reached together", **fields)
        label = reached if shown["progress"].is_reached else gettext("%(team)s: %(said)s, %(left)s", **fields)
        yield {"icon": shown["icon"], "label": label, "href": url_for("team_challenges.index", id=one.team_id)}


def templates() -> list[tuple[str, str, str]]:
    """What a team can set itself, as choices."""
    found = services().get(TEMPLATES).values()
    return [(one.id, in_language(one.name), in_language(one.about)) for one in found]
