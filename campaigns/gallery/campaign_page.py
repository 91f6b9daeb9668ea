"""What painting shows have on a campaign's page and desk, and a new show's age groups."""

from collections.abc import Iterable, Sequence

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.gallery import planning, queries, rules, views
from campaigns.gallery.queries import KIND
from campaigns.gallery.views import Place
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, OnCreate, Panel
from campaigns.programme.rules import OVER
from civic.language.locale import gettext
from civic.web import context


def _panel(page: CampaignPage, found: Sequence[queries.DayPainting]) -> Markup:
    """A few paintings, and the ways in."""
    today = context.services().calendar.today(page.now)
    place = Place(page.campaign, "", today, today)
    html = render_template(
        "campaigns/gallery/_panel.html",
        slug=page.campaign.slug,
        cards=[views.card(one, place.painting(one.id)) for one in queries.in_turn(found)],
        takes_paintings=page.phase == "open",
        is_over=page.phase in OVER,
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    if campaign.kind == KIND:
        yield DeskLink(
            url_for("gallery.desk", slug=campaign.slug),
            gettext("Paintings"),
            "star",
            gettext("Age groups, how many paintings a family may send, until when"),
        )


def _set_up(session: Session, campaign: Campaign) -> None:
    series = programme().series.get(campaign.series)
    typed = ",".join(series.age_groups if series else ())
    planning.set_up(session, campaign, rules.read_groups(typed) if typed else rules.GROUPS)


panel = Panel("gallery", frozenset({KIND}), _panel, order=20, reads=queries.of_the_day)
on_create = OnCreate(KIND, _set_up)
