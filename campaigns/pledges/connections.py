"""Where pledges hook into the house: the campaign's page and desk."""

from flask import render_template
from markupsafe import Markup

from campaigns.pledges import queries
from campaigns.programme.panels import CampaignPage, Panel, Rows, add_panel
from campaigns.programme.rules import TRIO


def connect() -> None:
    """Registers everything, once however often it is called."""
    add_panel(Panel("pledges", frozenset({TRIO}), _panel, order=20, reads=queries.kept_up))


def _panel(page: CampaignPage, pledged: Rows) -> Markup:
    """What the reader's home has pledged, and the way to pledge."""
    html = render_template(
        "campaigns/pledges/_panel.html",
        slug=page.campaign.slug,
        pledged=len(pledged),
        is_open=page.phase in ("open", "upcoming"),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)
