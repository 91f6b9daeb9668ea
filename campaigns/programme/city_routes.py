"""The city's desk: campaigns that wait for approval."""

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.organizations.models import Membership, Organization
from campaigns.programme import desk_views, page_queries, proposals, queries, rules, services
from campaigns.programme.models import Campaign
from campaigns.programme.routes import campaign_page
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import Invalid, NotFound, msgid
from civic.messages.services import tell
from civic.numbers import row_number
from civic.residents.actor import resident
from civic.residents.identity import resident_id_of
from civic.web.context import read_session, write_session
from civic.web.forms import SubmittedForm, form_page, read_words
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("programme_city", __name__)
_TOLD = {
    "publish": (msgid("Your campaign is published"), msgid("“%(title)s” can be seen and joined now.")),
    "refuse": (msgid("Your campaign needs a change"), msgid("The city writes about “%(title)s”: %(note)s")),
    "agree": (msgid("Your change is published"), msgid("Everybody sees what you changed about “%(title)s”.")),
    "object": (msgid("Your change needs another look"), msgid("The city writes about “%(title)s”: %(note)s")),
    "close": (msgid("Your campaign was closed"), msgid("The city has closed “%(title)s”. %(note)s")),
}


@blueprint.get("/city/campaigns")
@allowed(may_run_city)
def index() -> str:
    """What waits, oldest first."""
    return render_template(
        "campaigns/programme/city.html",
        campaigns=[desk_views.line(one) for one in queries.submitted(read_session())],
        changed=[desk_views.line(one) for one in proposals.waiting(read_session())],
        deserted=[desk_views.line(one) for one in queries.deserted(read_session())],
    )


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
    if campaign is None or campaign.state not in (rules.SUBMITTED, rules.PUBLISHED):
        raise NotFound()
    form = SubmittedForm(request.form)
    if request.method == "POST":
        note = form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX, required=False), "")
        if not form.errors:
            with form.refusals():
                _decide(id, request.form.get("act", ""), note)
                said = desk_views.DECIDED[request.form["act"]]
                return redirect_after_post(url_for("programme_city.index"), said)
    return _decide_page(campaign, form)


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
    )


def _decide(campaign_id: int, act: str, note: str) -> None:
    if act not in _TOLD:
        raise Invalid("Please choose one of these.", field="act")
    now, clerk = utc_now(), me()
    with write_session() as writer:
        revision = row_number(request.form.get("revision", "")) or 0
        if act in rules.STAFF_MOVES:
            read = None if act == "close" else revision  # whatever it says, it can be closed
            campaign = services.move(writer, clerk, campaign_id, act, now, note, read=read)
        else:
            campaign = services.decide_change(writer, clerk, campaign_id, act, revision=revision, note=note, now=now)
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
