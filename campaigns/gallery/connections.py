"""Where painting shows hook into the house: the campaign's page and desk, moderation, what belongs to a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.gallery import queries, rules, services, views
from campaigns.gallery.queries import KIND
from campaigns.gallery.views import Place
from campaigns.moderation.services import Decider, deciders
from campaigns.programme.house import programme
from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, Panel, add_panel, desk_links, on_create
from civic.calendar import utc_now
from civic.language.locale import gettext
from civic.residents.personal_data import erasers, exporters, register
from civic.web import context
from footprint import house


def connect() -> None:
    """Registers everything, once however often it is called."""
    add_panel(Panel("gallery", frozenset({KIND}), _panel, order=20, reads=queries.of_the_day))
    register(desk_links, _desk_link)
    on_create[KIND] = _set_up
    deciders["painting"] = Decider(_allow, services.refuse, _preview, _guardian, _public_path)
    register(erasers, _forget)
    register(exporters, queries.export)


def _panel(page: CampaignPage, found: Sequence[queries.DayPainting]) -> Markup:
    """A few paintings, and the ways in."""
    today = context.services().calendar.today(page.now)
    place = Place(page.campaign, "", today, today)
    html = render_template(
        "campaigns/gallery/_panel.html",
        slug=page.campaign.slug,
        cards=[views.card(one, place.painting(one.id)) for one in queries.in_turn(found)],
        takes_paintings=page.phase == "open",
        is_over=page.phase == "over",
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _desk_link(campaign: Campaign) -> Iterable[DeskLink]:
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
    services.set_up(session, campaign, rules.read_groups(typed) if typed else rules.GROUPS)


def _allow(session: Session, number: int, now: datetime) -> None:
    services.allow(session, house.ledger(), programme().attendance, number, now)


def _preview(session: Session, number: int) -> dict[str, object]:
    found = queries.by_number(session, number)
    if found is None or not found.token:
        return {}
    return {
        "title": found.title,
        "text": found.description,
        "picture": found.token,
        "facts": [
            (gettext("First name of the child"), found.first_name),
            (gettext("Age group"), views.group_label(found.age_group)),
        ],
    }


def _guardian(session: Session, number: int) -> int | None:
    found = queries.by_number(session, number)
    return found.guardian_id if found else None


def _public_path(session: Session, number: int) -> str | None:
    found = queries.where(session, number)
    if found is None or found[1].state != rules.SHOWN:
        return None
    return url_for("gallery.painting", slug=found[0], id=number)


def _forget(session: Session, resident_id: int) -> None:
    services.forget(session, resident_id, utc_now())
