"""What the pages of campaigns show, in the reader's language."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for

from campaigns.programme import rules
from campaigns.programme.current import programme
from campaigns.programme.markdown import to_html
from campaigns.programme.models import Campaign, CampaignChange, CampaignProgress, Question
from campaigns.programme.page_queries import CampaignView
from campaigns.programme.queries import Card, Running
from civic.city.text import Text
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.groups.queries import GroupSum


def when_label(starts_on: date, ends_on: date) -> str:
    """Its day, or its first and last day."""
    first = locale.plain_day(starts_on)
    return first if starts_on == ends_on else f"{first} – {locale.plain_day(ends_on)}"


def series_label(series: str) -> str:
    """The name of a series; empty once the pack has dropped it."""
    known = programme().series.get(series)
    return in_language(known.name) if known else ""


def series_icon(series: str) -> str:
    known = programme().series.get(series)
    return known.icon if known else "flag"


def district_names(districts: Iterable[str]) -> str:
    """The districts in one line; empty for the whole city."""
    by_id = services().city.district_by_id
    return gettext(", ").join(in_language(by_id[one].name) for one in districts if one in by_id)


def _from_json(words: str) -> str:
    """A text of the database, in the reader's language."""
    return in_language(Text(json.loads(words)))


def card(one: Card, today: date) -> dict[str, Any]:
    """A campaign in a list."""
    return {
        "slug": one.slug,
        "series": series_label(one.series),
        "icon": series_icon(one.series),
        "title": _from_json(one.title),
        "summary": _from_json(one.summary),
        "place": _from_json(one.place) or district_names(json.loads(one.districts)),
        "when_label": when_label(one.starts_on, one.ends_on),
        "phase": gettext(rules.PHASES[rules.phase(one.state, one.starts_on, one.ends_on, today)]),
        "organization": _from_json(one.organization),
        "cover": one.cover,
        "people": one.people,
    }


def running(one: Running) -> dict[str, str]:
    """A campaign on the front page."""
    return {
        "href": url_for("campaigns.page", slug=one.slug),
        "icon": series_icon(one.series),
        "title": in_language(one.title),
        "when_label": when_label(one.starts_on, one.ends_on),
        "place": in_language(one.place) or district_names(one.districts),
    }


def page(shown: CampaignView, today: date) -> dict[str, Any]:
    """A campaign as its page shows it, without the panels of its kind."""
    campaign = shown.campaign
    phase = rules.phase(campaign.state, campaign.starts_on, campaign.ends_on, today)
    return {
        **head(campaign),
        "summary": in_language(campaign.summary),
        "body": to_html(in_language(campaign.body)),
        "place": in_language(campaign.place),
        "districts": district_names(campaign.districts),
        "when_label": when_label(campaign.starts_on, campaign.ends_on),
        "phase": phase,
        "phase_label": gettext(rules.PHASES[phase]),
        "audience": gettext(rules.AUDIENCES[campaign.audience]),
        "organization": {"slug": shown.organization_slug, "name": in_language(shown.organization_name)},
        "cover": shown.cover,
        "actions": actions(campaign.actions),
        "can_join": shown.is_run and rules.may_join_on(campaign.state, campaign.ends_on, today),
        "is_deserted": campaign.state == rules.PUBLISHED and not shown.is_run,
        "goals": goals(campaign, shown.progress),
        "progress": progress(shown.progress),
    }


def head(campaign: Campaign) -> dict[str, Any]:
    """What every page about a campaign needs of it."""
    return {
        "slug": campaign.slug,
        "title": in_language(campaign.title),
        "series": series_label(campaign.series),
        "icon": series_icon(campaign.series),
        "kind": campaign.kind,
        "state": campaign.state,
        "state_label": gettext(rules.STATES[campaign.state]),
    }


def actions(ids: Iterable[str]) -> list[dict[str, str]]:
    """Actions of the catalogue with name and icon; those that it dropped are left out."""
    known = current.catalogue().actions
    return [
        {"id": one, "name": in_language(known[one].name), "icon": known[one].icon, "group": known[one].group}
        for one in ids
        if one in known
    ]


def goals(campaign: Campaign, counted: CampaignProgress | None) -> list[dict[str, Any]]:
    """The goals with their bars; how much was done shows as `shows_figures` has it."""
    wanted: dict[str, int | None] = {"people": campaign.goal_people}
    if counted and shows_figures(counted):
        wanted |= {"actions": campaign.goal_actions, "mg": campaign.goal_mg}
    reached = {
        "people": counted.people if counted else 0,
        "actions": counted.actions if counted else 0,
        "mg": max(0, counted.mid_mg) if counted else 0,
    }
    return [
        {
            "what": goal.what,
            "reached": goal.reached,
            "wanted": goal.wanted,
            "share": goal.share,
            "done": goal.is_reached,
        }
        for goal in rules.goals(wanted, reached)
    ]


def progress(counted: CampaignProgress | None) -> dict[str, Any] | None:
    """How far it has come, with the evidence mix and when it was counted; None before the first count."""
    if counted is None:
        return None
    return {
        "people": counted.people,
        "shows_figures": shows_figures(counted),
        "actions": counted.actions,
        "reduction": counted,
        "points": counted.points,
        "crowd_people": counted.crowd_people,
        "evidence": evidence(counted),
        "counted_at": locale.moment(services().calendar.local(counted.counted_at)),
    }


def shows_figures(counted: CampaignProgress) -> bool:
    """Whether enough people stand behind the figures to show what they did."""
    return counted.people >= rules.SHOWN_FROM


def evidence(sums: CampaignProgress | GroupSum) -> dict[str, int]:
    """The evidence mix as the macro `mix` wants it."""
    return {
        "self_reported": max(0, sums.self_reported_mg),
        "organizer": max(0, sums.organizer_mg),
        "instrument": max(0, sums.instrument_mg),
    }


def question(one: Question) -> dict[str, Any]:
    """A question of the registration form."""
    choices = [(choice, choice) for choice in one.choices]
    if one.kind == "yesno":
        choices = [("yes", gettext("Yes")), ("no", gettext("No"))]
    return {
        "field": f"question-{one.id}",
        "kind": one.kind,
        "label": in_language(one.label),
        "choices": choices,
        "required": one.is_required,
    }


FIELDS = {
    "title": msgid("Title"),
    "summary": msgid("In one sentence"),
    "body": msgid("Text"),
    "place": msgid("Place"),
    "starts_on": msgid("First day"),
    "ends_on": msgid("Last day"),
    "districts": msgid("Districts"),
    "audience": msgid("Who may join"),
    "actions": msgid("Which actions count"),
    "goal_people": msgid("Goal: people"),
    "goal_actions": msgid("Goal: actions"),
    "goal_mg": msgid("Goal: kilograms of CO₂"),
    "state": msgid("State"),
    "host": msgid("Organization"),
}


def change(line: CampaignChange, nickname: str | None, acts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A line of the history."""
    return {
        "at": locale.moment(services().calendar.local(line.at)),
        "who": nickname or gettext("an account that was erased"),
        "act": dict(acts).get(line.act, line.act),
        "fields": [
            {"label": gettext(FIELDS[name]), "before": _worded(name, before), "after": _worded(name, after)}
            for name, (before, after) in line.fields.items()
            if name in FIELDS
        ],
    }


def _worded(field: str, value: str) -> str:
    if field == "goal_mg" and value.isdigit():
        return locale.mass(int(value))
    if field in ("state", "audience"):
        known = rules.STATES if field == "state" else rules.AUDIENCES
        return gettext(known[value]) if value in known else value
    if field == "districts":
        return district_names(value.split(", "))
    if field == "actions":
        return gettext(", ").join(one["name"] for one in actions(value.split(", ")))
    return value
