"""The certificate on a campaign's page, and the ways to people on its desk."""

from collections.abc import Iterable, Sequence

from flask import render_template, url_for
from markupsafe import Markup

from campaigns.outreach.rules import may_certify
from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, Panel
from campaigns.programme.rules import PUBLIC
from civic.language.locale import gettext
from civic.web.context import services


def _panel(page: CampaignPage, _nothing: Sequence[None]) -> Markup | None:
    """The way to one's certificate, once it can be made."""
    if not page.is_participant or not may_certify(page.campaign.ends_on, services().calendar.today(page.now)):
        return None
    return Markup(render_template("campaigns/outreach/_panel.html", slug=page.campaign.slug))  # noqa: S704


def desk_links(campaign: Campaign) -> Iterable[DeskLink]:
    if campaign.state not in PUBLIC:
        return
    slug = campaign.slug
    yield DeskLink(
        url_for("outreach_desk.invite", slug=slug),
        gettext("Invite people"),
        "people",
        gettext("Posters, cards, links with counts"),
        order=10,
        part="reach",
    )
    yield DeskLink(
        url_for("outreach_desk.paper", slug=slug),
        gettext("Enter from a paper list"),
        "sort_paper",
        gettext("For people without a phone"),
        order=60,
    )
    yield DeskLink(
        url_for("outreach_desk.results", slug=slug),
        gettext("Results"),
        "board",
        gettext("Numbers, participants, tables"),
        order=70,
        part="results",
    )


panel = Panel("certificate", None, _panel, order=5)
