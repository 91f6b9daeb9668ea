"""Running a campaign together with other organizations, and handing it over: asking, and answering."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.programme import hosting, permissions
from campaigns.programme.desk_routes import act_on, own_role, standing_in
from campaigns.programme.models import Campaign
from civic.calendar import utc_now
from civic.errors import msgid
from civic.residents.actor import me
from civic.web.context import write_session
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post

blueprint = Blueprint("hosting", __name__)


@blueprint.post("/organize/campaigns/<slug>/hosts")
@signed_in
def ask_host(slug: str) -> Response:
    """Asks another organization to run the campaign together."""

    def ask(campaign: Campaign) -> None:
        with write_session() as writer:
            permissions.need(standing_in(writer, campaign), permissions.HOSTS)
            wanted = request.form.get("organization", "").strip().rstrip("/").rpartition("/")[2][:60]
            shows = request.form.get("sees_participants") == "y"
            hosting.ask_host(writer, me(), campaign.id, wanted, utc_now(), sees_participants=shows)

    return act_on(slug, ask, msgid("Asked. Its organizers find the question on their desk."))


@blueprint.post("/organize/campaigns/<slug>/hosts/<row:id>/end")
@signed_in
def end_host(slug: str, id: int) -> Response:
    """Another organization runs the campaign no more."""

    def end(campaign: Campaign) -> None:
        with write_session() as writer:
            permissions.need(standing_in(writer, campaign), permissions.HOSTS)
            hosting.end_host(writer, me(), campaign.id, id, utc_now())

    return act_on(slug, end, msgid("It runs the campaign no more."))


@blueprint.post("/organize/hosting/<row:id>")
@signed_in
def answer_host(id: int) -> Response:
    """My organization's answer to being asked; also leaving a campaign that it runs together with others."""
    role = own_role(request.form.get("organization", ""))
    with write_session() as writer:
        accept = request.form.get("answer") == "yes"
        hosting.answer_host(writer, me(), id, role.organization_id, accept=accept, now=utc_now())
    return redirect_after_post(url_for("organizations.my_desk"))


@blueprint.post("/organize/campaigns/<slug>/hand-over")
@signed_in
def hand_over(slug: str) -> Response:
    """Offers the campaign to another organization, or takes that back."""

    def offer(campaign: Campaign) -> None:
        with write_session() as writer:
            permissions.need(standing_in(writer, campaign), permissions.HOSTS)
            wanted = request.form.get("to", "").strip().rstrip("/").rpartition("/")[2][:60]
            if request.form.get("act") == "keep":
                hosting.keep_campaign(writer, me(), campaign.id, utc_now())
            else:
                hosting.offer_campaign(writer, me(), campaign.id, wanted, utc_now())

    said = (
        msgid("It stays with you.")
        if request.form.get("act") == "keep"
        else msgid("Offered. Its organizers find the question on their desk; until they agree, it stays with you.")
    )
    return act_on(slug, offer, said)


@blueprint.post("/organize/handover/<row:id>")
@signed_in
def answer_offer(id: int) -> Response:
    """My organization's answer to being asked to take a campaign over."""
    role = own_role(request.form.get("organization", ""))
    with write_session() as writer:
        accept = request.form.get("answer") == "yes"
        hosting.answer_offer(writer, me(), id, role.organization_id, accept=accept, now=utc_now())
    return redirect_after_post(url_for("organizations.my_desk"))
