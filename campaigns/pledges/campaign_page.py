"""What pledges show on a campaign's page, and beside one's own figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.pledges import queries, views
from campaigns.programme.panels import CampaignPage, Panel
from campaigns.programme.rules import OVER, TRIO
from civic.residents.identity import ResidentActor
from civic.web.context import services

LATELY = timedelta(days=100)
"""Answers are looked for so far back: longer than a period stays open."""


def _panel(page: CampaignPage, pledged: Sequence[queries.OpenPledge]) -> Markup:
    """What the reader's home has pledged, and the way to pledge."""
    html = render_template(
        "campaigns/pledges/_panel.html",
        slug=page.campaign.slug,
        pledged=len({one.id for one in pledged}),
        due=views.due(pledged, services().calendar.today(page.now)),
        is_open=page.phase in ("open", "upcoming"),
        is_over=page.phase in OVER,
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def note(session: Session, actor: ResidentActor, now: datetime) -> Markup | None:
    """What of the home's pledges waits for an answer."""
    found = queries.open_pledges(session, actor.resident_id, actor.household_id, now - LATELY)
    due = views.due(found, services().calendar.today(now))
    return Markup(render_template("campaigns/pledges/_due.html", due=due)) if due else None  # noqa: S704


panel = Panel("pledges", frozenset({TRIO}), _panel, order=20, reads=queries.kept_up)
