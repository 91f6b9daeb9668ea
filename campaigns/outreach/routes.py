"""Certificates: making one's own, and verifying anybody's. The card of residents without a phone."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from campaigns.outreach import forms, posters, queries, rules, services, views
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign
from campaigns.programme.queries import public_campaign
from civic.calendar import utc_now
from civic.codes import read_code, spoken
from civic.documents.printing import as_png
from civic.errors import NotFound
from civic.language.locale import gettext
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.limits import spend_costly_read, spend_guess
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language

blueprint = Blueprint("outreach", __name__)


def file(content: bytes, name: str, kind: str) -> Response:
    """A file to keep or print; nobody but its reader may cache it."""
    types = {"pdf": "application/pdf", "png": "image/png"}
    response = Response(content, mimetype=types[kind])
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def printed(pdf: bytes, name: str, kind: str) -> Response:
    """The page as PDF, or as a picture for a chat."""
    return file(pdf if kind == "pdf" else as_png(pdf), name, kind)


# Certificates


@blueprint.route("/campaigns/<slug>/certificate", methods=["GET", "POST"])
@signed_in
def certificate(slug: str) -> BaseResponse:
    """My certificate of a campaign."""
    campaign = public_campaign(read_session(), slug)
    if request.method == "GET":
        return _certificate_page(campaign, SubmittedForm())
    form = SubmittedForm(request.form)
    name = form.read("name", forms.read_holder, "")
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                services.certify(writer, campaign, me(), name, app_services().calendar.today(), utc_now())
            return redirect_after_post(url_for("outreach.certificate", slug=slug))
    return _certificate_page(campaign, form)


def _certificate_page(campaign: Campaign, form: SubmittedForm) -> Response:
    found = queries.certificate(read_session(), campaign.id, me().resident_id)
    form.values.setdefault("name", found.name if found else "")
    return form_page(
        "campaigns/outreach/certificate.html",
        form,
        campaign=programme.head(campaign),
        code=spoken(found.code) if found else "",
        plain_code=found.code if found else "",
        cannot_print=views.why_not_printed(found.name + in_language(campaign.title)) if found else "",
        may=rules.may_certify(campaign.ends_on, app_services().calendar.today()),
        has_done=services.has_done(read_session(), campaign, me()),
        last_day=campaign.ends_on,
        name_max=rules.NAME_MAX,
    )


@blueprint.get("/campaigns/<slug>/certificate.<any(pdf,png):kind>")
@signed_in
def certificate_file(slug: str, kind: str) -> Response:
    """My certificate to print or share."""
    spend_costly_read()
    campaign = public_campaign(read_session(), slug)
    found = queries.certificate(read_session(), campaign.id, me().resident_id)
    if found is None:
        raise NotFound()
    return printed(posters.certificate(views.award(read_session(), campaign, found)), f"certificate-{found.code}", kind)


@blueprint.get("/certificates")
@public
def verify_form() -> BaseResponse:
    """Where a code is typed."""
    code = read_code(request.args.get("code", ""))
    if code:
        return redirect_after_post(url_for("outreach.verify", code=code))
    return make_response(render_template("campaigns/outreach/verify.html", found=None, typed=""))


@blueprint.get("/certificates/<code>")
@public
def verify(code: str) -> Response:
    """What a certificate says, for whoever has its code."""
    row = queries.certificate_by_code(read_session(), read_code(code))
    if row is None:
        spend_guess()
    found = views.verified(*row) if row else None
    page = render_template("campaigns/outreach/verify.html", found=found, typed=read_code(code)[:40])
    return make_response(page, 200 if found else 404)


# Cards


@blueprint.route("/me/card", methods=["GET", "POST"])
@signed_in
def card() -> BaseResponse:
    """A card on paper: organizers who read it can enter what I did."""
    if request.method == "POST":
        with write_session() as writer:
            services.make_card(writer, me().resident_id, utc_now())
        return redirect_after_post(url_for("outreach.card"))
    found = queries.card(read_session(), me().resident_id)
    page = render_template(
        "campaigns/outreach/card.html",
        code=spoken(found.code) if found else "",
        cannot_print=views.why_not_printed(me().nickname),
    )
    return make_response(page)


@blueprint.get("/me/card.<any(pdf,png):kind>")
@signed_in
def card_file(kind: str) -> Response:
    """The card to print."""
    spend_costly_read()
    found = queries.card(read_session(), me().resident_id)
    if found is None:
        raise NotFound()
    city = f"{gettext('Tongxing')} · {in_language(app_services().city.name)}"
    words = gettext("An organizer who reads this code can enter what you did. It opens no account.")
    pdf = posters.resident_card(city, city, me().nickname, spoken(found.code), words)
    return printed(pdf, "card", kind)
