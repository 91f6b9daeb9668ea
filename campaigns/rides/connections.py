"""Where rides hook into the house: the campaign's page and desk, moderation, check-ins, what belongs to a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.events.services import after_take_back
from campaigns.events.views import EventPage, event_parts
from campaigns.moderation.services import Decider, deciders
from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, Panel, add_panel, desk_links
from campaigns.rides import personal_data, queries, services, views
from campaigns.rides.rules import KIND
from civic.language import locale
from civic.language.locale import gettext
from civic.residents.personal_data import erasers, exporters, register
from civic.web.context import read_session
from footprint import house
from footprint.ledger.services import after_undo


def connect() -> None:
    """Registers everything, once however often it is called."""
    add_panel(Panel("rides", frozenset({KIND}), _panel, order=35, reads=queries.lines))
    register(desk_links, _desk_link)
    deciders["ride"] = Decider(_allow, _refuse, _preview, _rider)
    register(after_take_back, services.attendance_taken_back)
    register(after_undo, services.entry_undone)
    register(event_parts, _event_part)
    register(erasers, personal_data.forget)
    register(exporters, personal_data.export)


def _panel(page: CampaignPage, found: Sequence[queries.LineForReader]) -> Markup | None:
    """The routes, and what was ridden on them."""
    lines = queries.lines_of(found)
    routes = [views.route_card(line, page.campaign.slug) for line in lines if line.distance_m is not None]
    if not routes:
        return None
    html = render_template(
        "campaigns/rides/_panel.html",
        routes=[{**route, "has_begun": route["starts_at"] <= page.now} for route in routes],
        figures=views.figures(lines, house.catalogue()),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _event_part(page: EventPage) -> Markup | None:
    """The route of an event; for those who rode it, the way to their ride."""
    route = queries.route(read_session(), page.event.id) if page.campaign.kind == KIND else None
    if route is None:
        return None
    card = views.route_card(queries.line_of(page.event, route), page.campaign.slug)
    html = render_template(
        "campaigns/rides/_route.html", route=card, rode=page.was_there and page.event.starts_at <= page.now
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    if campaign.kind == KIND:
        yield DeskLink(
            url_for("rides.routes", slug=campaign.slug),
            gettext("Routes and rides"),
            "bicycle",
            gettext("Length, level and meeting point of each ride"),
            order=35,
        )


def _allow(session: Session, number: int, now: datetime) -> None:
    services.allow(session, house.ledger(), number, now)


def _refuse(session: Session, number: int, _reason: str, now: datetime) -> None:
    services.refuse(session, house.ledger(), number, now)


def _preview(session: Session, number: int) -> dict[str, object]:
    """Figures only: where somebody rode is nobody's business."""
    found = queries.by_number(session, number)
    if found is None or found[0].fast_permille is None:
        return {}
    ride, _, route = found
    fast = ride.fast_permille or 0
    return {
        "title": gettext("Track of a ride"),
        "facts": [
            (gettext("Distance"), views.km(ride.distance_m)),
            (gettext("Length of the route"), views.km(route.distance_m)),
            (gettext("In motion"), views.minutes(ride.moving_s or 0)),
            (gettext("Share of the time above 45 km/h"), locale.percent(fast / 1000)),
        ],
    }


def _rider(session: Session, number: int) -> int | None:
    found = queries.by_number(session, number)
    return found[0].resident_id if found else None
