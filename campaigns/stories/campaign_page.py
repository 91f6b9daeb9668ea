"""The way to the stories on a campaign's page."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from campaigns.programme.panels import CampaignPage, Panel


def _panel(page: CampaignPage, _nothing: Sequence[None]) -> Markup:
    """The way to the stories."""
    html = render_template("campaigns/stories/_panel.html", slug=page.campaign.slug, is_participant=page.is_participant)
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


panel = Panel("stories", None, _panel, order=80)
