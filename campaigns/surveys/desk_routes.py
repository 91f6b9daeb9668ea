"""For a campaign's organizers: the survey around it, and tablets on which visitors answer."""

from flask import Blueprint, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from campaigns.programme import queries as programme_queries
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign
from campaigns.surveys import answering, forms, queries, views
from civic.calendar import utc_now
from civic.documents import printing
from civic.errors import NotFound
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in

blueprint = Blueprint("survey_organizers", __name__)


@blueprint.route("/organize/campaigns/<slug>/tablets", methods=["GET", "POST"])
@signed_in
def tablets(slug: str) -> Response:
    """Tablets of a campaign that the reader runs; a new one's address is shown once."""
    campaign, _standing = programme_queries.run_by(read_session(), me(), slug, utc_now())
    if request.method == "GET":
        return _page(campaign, forms.new_kiosk(), "")
    found = queries.wave_around(read_session(), campaign.id)
    if found is None:
        raise NotFound()
    form, wish = forms.read_kiosk(request.form)
    wave_id, address = found[1].id, ""
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                key = answering.open_kiosk(session, me(), wave_id, wish, utc_now())
            form, address = forms.new_kiosk(), url_for("surveys.kiosk", key=key, _external=True)
    return _page(programme_queries.run_by(read_session(), me(), slug, utc_now())[0], form, address)


def _page(campaign: Campaign, form: SubmittedForm, address: str) -> Response:
    session, calendar = read_session(), app_services().calendar
    found = queries.wave_around(session, campaign.id)
    open_ones = queries.kiosks(session, found[1].id, utc_now()) if found else ()
    response = form_page(
        "campaigns/surveys/tablets.html",
        form,
        campaign=programme.head(campaign),
        survey=found and views.head(found[0]),
        wave=found and views.wave_head(found[1]),
        address=address,
        qr=Markup(printing.qr_svg(address)) if address else "",  # noqa: S704 (our own drawing)
        kiosks=[views.kiosk(one, calendar) for one in open_ones],
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
