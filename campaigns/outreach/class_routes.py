"""Certificates of a whole class or team at once, for its organizers."""

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from campaigns.outreach import posters, queries, rules, views
from campaigns.outreach.desk_routes import run_by_reader
from campaigns.outreach.routes import file
from campaigns.programme import permissions
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign
from civic.documents.typefaces import without_unprintable
from civic.errors import Conflict, Invalid
from civic.numbers import row_number
from civic.web.context import read_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.limits import spend_costly_read

blueprint = Blueprint("class_certificates", __name__)


@blueprint.route("/organize/campaigns/<slug>/certificates", methods=["GET", "POST"])
@signed_in
def make(slug: str) -> BaseResponse:
    """One PDF with a page for each member of a team who was there."""
    campaign, standing = run_by_reader(slug)
    permissions.need(standing, permissions.PARTICIPANTS)
    form = SubmittedForm(request.form)
    if request.method == "POST":
        spend_costly_read()
        team_id = form.read("team", row_number, None)
        with form.refusals():
            awards = [views.took_part(read_session(), campaign, name) for name in _came(campaign, team_id)]
            return file(posters.certificates(awards), f"certificates-{slug}", "pdf")
    return _page(campaign, form)


def _came(campaign: Campaign, team_id: int | None) -> list[str]:
    """What organizers know of a team's members: who was there. What they saved is theirs, on their own certificates."""
    if not rules.may_certify(campaign.ends_on, app_services().calendar.today()):
        raise Conflict("Certificates can be made from the campaign's last day on.")
    if team_id is None:
        raise Invalid("Please choose one of these.", field="team")
    found = queries.members_who_came(read_session(), campaign.id, team_id)
    if not found:
        raise Conflict("Nobody of this team has come to a date yet, so there is nothing to certify.")
    return [without_unprintable(name)[: rules.NAME_MAX] for name in found]


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
