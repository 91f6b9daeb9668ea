"""What rides show on the pages of a campaign and of an event, and on the desk."""

from collections.abc import Iterable, Sequence

from flask import render_template, url_for
from markupsafe import Markup

from campaigns.events.views import EventPage
from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, Panel
from campaigns.rides import queries, views
from campaigns.rides.rules import KIND
from civic.language.locale import gettext
from civic.web.context import read_session
from footprint import current


def _panel(page: CampaignPage, found: Sequence[queries.RideForReader]) -> Markup | None:
    """The routes, and what was ridden on them."""
    lines = queries.lines_of(found)
    routes = [views.route_card(line, page.campaign.slug) for line in lines if line.distance_m is not None]
    if not routes:
        return None
    html = render_template(
        "campaigns/rides/_panel.html",
        routes=[{**route, "has_begun": route["starts_at"] <= page.now} for route in routes],
        figures=views.figures(lines, current.catalogue()),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def event_part(page: EventPage) -> Markup | None:
    """The route of an event; for those who rode it, the way to their ride."""
    route = queries.route(read_session(), page.event.id) if page.campaign.kind == KIND else None
    if route is None:
        return None
    card = views.route_card(queries.line_of(page.event, route), page.campaign.slug)
    html = render_template(
        "campaigns/rides/_route.html", route=card, rode=page.was_there and page.event.starts_at <= page.now
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    if campaign.kind == KIND:
        yield DeskLink(
            url_for("rides.routes", slug=campaign.slug),
            gettext("Routes and rides"),
            "bicycle",
            gettext("Length, level and meeting point of each ride"),
            order=35,
        )


panel = Panel("rides", frozenset({KIND}), _panel, order=35, reads=queries.lines)
