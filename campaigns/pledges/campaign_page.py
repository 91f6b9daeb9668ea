"""What pledges show on a campaign's page."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from campaigns.pledges import queries
from campaigns.programme.panels import CampaignPage, Panel
from campaigns.programme.rules import TRIO


def _panel(page: CampaignPage, pledged: Sequence[queries.KeptUp]) -> Markup:
    """What the reader's home has pledged, and the way to pledge."""
    html = render_template(
        "campaigns/pledges/_panel.html",
        slug=page.campaign.slug,
        pledged=len(pledged),
        is_open=page.phase in ("open", "upcoming"),
        is_over=page.phase == "over",
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


panel = Panel("pledges", frozenset({TRIO}), _panel, order=20, reads=queries.kept_up)
