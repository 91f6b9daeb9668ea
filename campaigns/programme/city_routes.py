"""The city's desk: all campaigns, approving them, ending them."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.routes import page_number
from campaigns.programme import city_queries, desk_views, page_queries, proposals, queries, rules, services
from campaigns.programme.models import Campaign
from campaigns.programme.routes import campaign_page
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import Invalid, NotFound, msgid
from civic.language.locale import gettext
from civic.messages.services import tell
from civic.numbers import row_number
from civic.residents.actor import resident
from civic.residents.identity import resident_id_of
from civic.staff.views import next_case
from civic.web.context import read_session, write_session
from civic.web.context import services as services_of_app
from civic.web.forms import SubmittedForm, form_page, printable, read_words
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("programme_city", __name__)
_TOLD = {
    "publish": (msgid("Your campaign is published"), msgid("“%(title)s” can be seen and joined now.")),
    "refuse": (msgid("Your campaign needs a change"), msgid("The city writes about “%(title)s”: %(note)s")),
    "agree": (msgid("Your change is published"), msgid("Everybody sees what you changed about “%(title)s”.")),
    "object": (msgid("Your change needs another look"), msgid("The city writes about “%(title)s”: %(note)s")),
    "close": (msgid("Your campaign was closed"), msgid("The city has closed “%(title)s”. %(note)s")),
    "reopen": (msgid("Your campaign is open again"), msgid("The city has opened “%(title)s” again.")),
}
_PAGE, _WORDS_MAX = 30, 40


@blueprint.get("/city/campaigns")
@allowed(may_run_city)
def index() -> str:
    """What waits, oldest first; or all campaigns of a list, or that answer to some words."""
    words, number = printable(request.args.get("q", ""))[:_WORDS_MAX].strip(), page_number()
    which = request.args.get("list") or (rules.ALL if words else rules.WAITING)
    which = which if which in rules.LISTS else rules.ALL
    if which == rules.WAITING:
        return _list_page(which, words, **_waiting())
    found = city_queries.listed(
        read_session(), which, words, services_of_app().calendar.today(), limit=_PAGE + 1, offset=(number - 1) * _PAGE
    )
    return _list_page(
        which,
        words,
        campaigns=[desk_views.city_line(*one) for one in found[:_PAGE]],
        newer=_address(which, words, page=number - 1) if number > 1 else None,
        older=_address(which, words, page=number + 1) if len(found) > _PAGE else None,
    )


def _waiting() -> dict[str, Any]:
    session = read_session()
    return {
        "campaigns": [desk_views.city_line(one) for one in city_queries.submitted(session)],
        "changed": [desk_views.city_line(one) for one in proposals.waiting(session)],
        "deserted": [desk_views.city_line(one) for one in city_queries.deserted(session)],
    }


def _list_page(which: str, words: str, **lists: Any) -> str:
    tabs = [
        {"label": gettext(name), "href": _address(code, words), "current": code == which}
        for code, name in rules.LISTS.items()
    ]
    return render_template("campaigns/programme/city.html", which=which, words=words, tabs=tabs, **lists)


def _address(which: str, words: str, page: int | None = None) -> str:
    words = "" if which == rules.WAITING else words
    return url_for("programme_city.index", list=which, q=words or None, page=page)


@blueprint.get("/city/campaigns/<row:id>")
@allowed(may_run_city)
def look(id: int) -> str:
    """A campaign as everybody would see it."""
    return campaign_page(
        page_queries.shown_to_organizer(read_session(), id, resident_id_of(me())),
        resident(),
        url_for("programme_city.decide", id=id),
    )


@blueprint.route("/city/campaigns/<row:id>/decide", methods=["GET", "POST"])
@allowed(may_run_city)
def decide(id: int) -> Response:
    """Publish it, or send it back with what is missing."""
    campaign = read_session().get(Campaign, id)
    if campaign is None or campaign.state not in (rules.SUBMITTED, rules.PUBLISHED, rules.CLOSED):
        raise NotFound()
    form = SubmittedForm(request.form)
    if request.method == "POST":
        note = form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX, required=False), "")
        if not form.errors:
            with form.refusals():
                _decide(id, request.form.get("act", ""), note)
                said = desk_views.DECIDED[request.form["act"]]
                return redirect_after_post(_next_after(id), said)
    return _decide_page(campaign, form)


def _next_after(id: int) -> str:
    return next_case("programme_city.decide", city_queries.next_waiting(read_session(), id))


def _decide_page(campaign: Campaign, form: SubmittedForm) -> Response:
    id = campaign.id
    return form_page(
        "campaigns/programme/decide.html",
        form,
        campaign=desk_views.line(campaign),
        id=id,
        organization=read_session().get_one(Organization, campaign.organization_id),
        offered=desk_views.offered(read_session(), campaign),
        deserted_by=None if queries.has_organizer(read_session(), id) else campaign.organization_id,
        revision=campaign.revision,
        skip=_next_after(id),
    )


def _decide(campaign_id: int, act: str, note: str) -> None:
    if act not in (*rules.STAFF_MOVES, "agree", "object"):
        raise Invalid("Please choose one of these.", field="act")
    now, clerk = utc_now(), me()
    with write_session() as writer:
        revision = row_number(request.form.get("revision", "")) or 0
        if act in rules.STAFF_MOVES:
            campaign = services.move(writer, clerk, campaign_id, act, now, note, read=revision)
        else:
            campaign = services.decide_change(
                writer,
                services_of_app().registry,
                clerk,
                campaign_id,
                act,
                revision=revision,
                note=note,
                now=now,
            )
        _tell(writer, campaign, act, note, now)


@blueprint.route("/city/campaigns/<row:id>/end", methods=["GET", "POST"])
@allowed(may_run_city)
def end(id: int) -> Response:
    """Asks for a reason and whether it is meant, then ends a campaign."""
    campaign = read_session().get(Campaign, id)
    if campaign is None or campaign.state not in (rules.PUBLISHED, rules.CLOSED):
        raise NotFound()
    shown, form, now = desk_views.line(campaign), SubmittedForm(request.form), utc_now()
    if request.method == "POST":
        note = form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX), "")
        if not form.errors:
            with form.refusals():
                with write_session() as writer:
                    _tell(writer, services.end(writer, me(), id, note, now), "close", note, now)
                return redirect_after_post(url_for("programme_city.decide", id=id), desk_views.DECIDED["close"])
    return form_page("campaigns/programme/end.html", form, campaign=shown, id=id)


@blueprint.post("/city/campaigns/<row:id>/reopen")
@allowed(may_run_city)
def reopen(id: int) -> Response:
    """Lets a closed campaign go on."""
    form, now, today = SubmittedForm(request.form), utc_now(), services_of_app().calendar.today()
    with form.refusals():
        with write_session() as writer:
            _tell(writer, services.reopen(writer, me(), id, today, now), "reopen", "", now)
        return redirect_after_post(url_for("programme_city.decide", id=id), desk_views.DECIDED["reopen"])
    return _decide_page(read_session().get_one(Campaign, id), form)


def _tell(writer: Session, campaign: Campaign, act: str, note: str, now: datetime) -> None:
    """Tells everybody who acts for the campaign's organization what the city did."""
    title, body = _TOLD[act]
    tell(
        writer,
        _owners(writer, campaign),
        key=f"campaign:{campaign.id}:{act}:{campaign.revision}",
        topic="account",
        title=title,
        body=body,
        values={"title": campaign.title, "note": note},
        path=f"/organize/campaigns/{campaign.slug}",
        now=now,
    )


def _owners(session: Session, campaign: Campaign) -> list[int]:
    """Who acts for the campaign's organization."""
    members = select(Membership.resident_id).join(Organization, Organization.id == Membership.organization_id)
    return list(session.scalars(members.where(Organization.id == campaign.organization_id)))
