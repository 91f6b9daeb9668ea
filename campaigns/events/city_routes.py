"""The city's calendar: all events of a month, and which campaigns begin and end."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for

from campaigns.events import queries, rules
from campaigns.events.models import Event
from campaigns.programme.models import Campaign
from campaigns.programme.rules import PUBLIC
from civic.accounts.permissions import may_run_city
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.guards import allowed
from civic.web.templating import in_language

blueprint = Blueprint("events_city", __name__)


@blueprint.get("/city/calendar")
@allowed(may_run_city)
def month() -> str:
    """A month, day by day."""
    first = rules.read_month(request.args.get("month", ""), services().calendar.today())
    marks, weeks = _marks(first), rules.weeks_of(first)
    return render_template(
        "campaigns/events/calendar.html",
        name=locale.month(first),
        weekdays=[locale.weekday(date(2024, 1, number)) for number in range(1, 8)],  # a Monday is the first of them
        weeks=[[_day(one, marks) if one else None for one in week] for week in weeks],
        is_empty=not marks,
        before=_address(rules.month_beside(first, -1)),
        after=_address(rules.month_beside(first, 1)),
    )


def _address(first: date) -> str:
    return url_for("events_city.month", month=f"{first:%Y-%m}")


def _day(day: date, marks: dict[date, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        "number": day.day,
        "label": f"{locale.short_day(day)} {locale.weekday(day)}",
        "is_today": day == services().calendar.today(),
        "marks": marks.get(day, []),
    }


def _marks(first: date) -> dict[date, list[dict[str, Any]]]:
    """What stands on the days of the month: campaigns that begin or end, then events by their hour."""
    calendar, session = services().calendar, read_session()
    last = rules.month_beside(first, 1) - timedelta(days=1)
    marks: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for campaign in queries.campaigns_at(session, first, last):
        for day, word in ((campaign.starts_on, gettext("begins")), (campaign.ends_on, gettext("last day"))):
            if first <= day <= last:
                marks[day].append(_mark(campaign, word, in_language(campaign.title)))
    since, until = calendar.end_of(first - timedelta(days=1)), calendar.end_of(last)
    for event, campaign in queries.events_between(session, since, until):
        starts = calendar.local(event.starts_at)
        marks[starts.date()].append(_event_mark(event, campaign, f"{starts:%H:%M}"))
    return marks


def _event_mark(event: Event, campaign: Campaign, hour: str) -> dict[str, Any]:
    mark = _mark(campaign, hour, in_language(event.name) or in_language(campaign.title))
    if campaign.state in PUBLIC:
        mark["href"] = url_for("events.page", slug=campaign.slug, event_id=event.id)
    return {**mark, "is_cancelled": event.cancelled_at is not None}


def _mark(campaign: Campaign, when: str, name: str) -> dict[str, Any]:
    href = url_for("programme_city.decide", id=campaign.id)
    return {"href": href, "when": when, "name": name, "is_cancelled": False}
