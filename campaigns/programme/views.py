"""What the pages of campaigns show, in the reader's language."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for

from campaigns.programme import rules
from campaigns.programme.counting import Own
from campaigns.programme.current import programme
from campaigns.programme.markdown import to_html
from campaigns.programme.models import Campaign, CampaignChange, CampaignCount, Question
from campaigns.programme.page_queries import CampaignView
from campaigns.programme.queries import Card, Running
from civic.city.text import Text
from civic.disclosure.live import MINIMUM, may_be_shown
from civic.documents.preview import Preview
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.previews import app_name
from civic.web.templating import in_language
from footprint import current


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
        "has_begun": one.starts_on <= today,
        "least": MINIMUM,
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
        "is_over": phase in rules.OVER,
        "phase_label": gettext(rules.PHASES[phase]),
        "audience": gettext(rules.AUDIENCES[campaign.audience]),
        "organization": {"slug": shown.organization_slug, "name": in_language(shown.organization_name)},
        "cover": shown.cover,
        "actions": actions(campaign.actions),
        "can_join": shown.is_run and rules.may_join_on(campaign.state, campaign.ends_on, today),
        "is_deserted": campaign.state == rules.PUBLISHED and not shown.is_run,
        "goals": goals(campaign, shown.counted),
        "figures": figures(shown.counted),
        "least": MINIMUM,
        "crowd": campaign.crowd_shown,
    }


def preview(shown: CampaignView) -> Preview:
    """What a chat shows of a campaign, in the request's language."""
    campaign = shown.campaign
    days = when_label(campaign.starts_on, campaign.ends_on)
    return Preview(app_name(), in_language(campaign.title), f"{in_language(shown.organization_name)} · {days}")


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


def goals(campaign: Campaign, counted: CampaignCount | None) -> list[dict[str, Any]]:
    """The goals with their bars; what too few people did is not said, and nothing counts as reached by it."""
    wanted = {"people": campaign.goal_people, "actions": campaign.goal_actions, "mg": campaign.goal_mg}
    reached = {"people": 0, "actions": 0, "mg": 0}
    known = {"people": counted is not None, "actions": counted is not None, "mg": shows_mass(counted)}
    if counted is not None:
        reached = {"people": counted.people, "actions": counted.actions, "mg": max(0, counted.mid_mg)}
    return [
        {
            "what": goal.what,
            "is_known": known[goal.what],
            "reached": goal.reached,
            "wanted": goal.wanted,
            "share": goal.share,
            "done": goal.is_reached,
        }
        for goal in rules.goals(wanted, {what: number if known[what] else 0 for what, number in reached.items()})
    ]


def figures(counted: CampaignCount | None) -> dict[str, Any] | None:
    """How far a campaign has come, with the evidence mix and when it was counted; None where too few people acted.
    `reduction` is None where too few of them have any."""
    if counted is None:
        return None
    return {
        "people": counted.people,
        "actions": counted.actions,
        "points": counted.points,
        "reduction": counted if shows_mass(counted) else None,
        "has_mass": counted.savers > 0,
        "evidence": evidence(counted),
        "shared": counted.shared,
        "counted_at": locale.moment(services().calendar.local(counted.counted_at)),
    }


def shows_mass(counted: CampaignCount | None) -> bool:
    """Whether enough people stand behind the kilograms to show them."""
    return counted is not None and may_be_shown(counted.savers)


def own(mine: Own) -> dict[str, Any]:
    """The reader's part in a campaign, and what of it is in the next count."""
    done = mine.done
    is_new = bool(mine.new_actions or mine.new_mg)
    return {"actions": done.actions, "reduction": done, "points": done.points, "new": mine if is_new else None}


def evidence(sums: CampaignCount) -> dict[str, int]:
    """The evidence mix as the macro `mix` wants it; nothing while it is not told."""
    names = ("self_reported", "paper", "organizer", "instrument")
    return {name: max(0, mg) for name, mg in zip(names, sums.evidence or (0, 0, 0, 0), strict=True)}


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
