"""What family challenges show on a campaign's page and desk, and a new challenge's tasks."""

from collections.abc import Iterable, Sequence

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.families import queries, services, views
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, OnCreate, Panel
from campaigns.programme.rules import FAMILY
from civic.language.locale import gettext

_TOP = 5


def _panel(page: CampaignPage, found: Sequence[queries.FamilyForReader]) -> Markup:
    """The first of the board, and the way to one's own tasks."""
    own = next((one.household_id for one in found if one.own), None)
    html = render_template(
        "campaigns/families/_panel.html",
        slug=page.campaign.slug,
        families=views.board(queries.in_order(found), own)[:_TOP],
        plays=any(one.plays for one in found),
        is_open=page.phase in ("open", "upcoming"),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    if campaign.kind == FAMILY:
        yield DeskLink(
            url_for("families.tasks", slug=campaign.slug),
            gettext("Tasks"),
            "star",
            gettext("What families do in each week"),
        )


def _set_up(session: Session, campaign: Campaign) -> None:
    series = programme().series.get(campaign.series)
    services.set_up(session, campaign, series.tasks if series else ())


panel = Panel("families", frozenset({FAMILY}), _panel, order=20, reads=queries.first_of_board)
on_create = OnCreate(FAMILY, _set_up)
