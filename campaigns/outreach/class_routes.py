"""Certificates of a whole class or team at once, for its organizers."""

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from campaigns.events.queries import person
from campaigns.outreach import posters, queries, rules, services, views
from campaigns.outreach.desk_routes import run_by_reader
from campaigns.outreach.routes import file
from campaigns.programme import permissions
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign
from civic.calendar import utc_now
from civic.documents.typefaces import without_unprintable
from civic.errors import Conflict, Forbidden, Invalid
from civic.numbers import row_number
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.limits import spend_costly_read

blueprint = Blueprint("class_certificates", __name__)


@blueprint.route("/organize/campaigns/<slug>/certificates", methods=["GET", "POST"])
@signed_in
def make(slug: str) -> BaseResponse:
    """One PDF with a page for each member of a team who did something."""
    campaign, standing = run_by_reader(slug)
    permissions.need(standing, permissions.PARTICIPANTS)
    form = SubmittedForm(request.form)
    if request.method == "POST":
        spend_costly_read()
        team_id = form.read("team", row_number, None)
        with form.refusals():
            found = queries.certificates_of(read_session(), campaign.id, _certified(campaign, team_id))
            awards = [views.award(read_session(), campaign, one) for one in found]
            return file(posters.certificates(awards), f"certificates-{slug}", "pdf")
    return _page(campaign, form)


def _certified(campaign: Campaign, team_id: int | None) -> list[int]:
    """Whose certificates were made or renewed, the members of a team; who has one already keeps the name on it."""
    now, today = utc_now(), app_services().calendar.today()
    if not rules.may_certify(campaign.ends_on, today):
        raise Conflict("Certificates can be made from the campaign's last day on.")
    if team_id is None:
        raise Invalid("Please choose one of these.", field="team")
    found: list[int] = []
    with write_session() as writer:
        for resident_id, nickname, name in queries.members_to_certify(writer, campaign.id, team_id):
            who = person(writer, resident_id)
            if who is None:
                continue
            try:
                printed = without_unprintable(name or nickname)[: rules.NAME_MAX]
                services.certify(writer, campaign, who, printed, today, now)
            except Forbidden:  # nothing of theirs is recorded
                continue
            found.append(resident_id)
        if not found:
            raise Conflict("Nothing is recorded of anybody in this team yet, so there is nothing to certify.")
    return found


def _page(campaign: Campaign, form: SubmittedForm) -> Response:
    return form_page(
        "campaigns/outreach/certificates.html",
        form,
        campaign=programme.head(campaign),
        teams=[
            (str(number), f"{name} ({people})")
            for number, name, people in queries.teams_in(read_session(), campaign.id)
        ],
        most=rules.CERTIFICATES_MAX,
        may=rules.may_certify(campaign.ends_on, app_services().calendar.today()),
        address=url_for("class_certificates.make", slug=campaign.slug),
    )
