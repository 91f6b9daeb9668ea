"""The sponsor's desk: asking to be one, offering something, and how many were taken and redeemed."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.organizations.queries import memberships, organization_of
from campaigns.thanks import forms, planning, queries, rules, views
from campaigns.thanks.planning import OfferPlan
from civic.calendar import utc_now
from civic.errors import msgid
from civic.language.locale import gettext
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import new_idempotency_key, redirect_after_post

blueprint = Blueprint("voucher_desk", __name__)


@blueprint.get("/organize/vouchers")
@signed_in
def index() -> Response:
    """The reader's organizations as sponsors, and what they offer."""
    return _index(SubmittedForm())


def _index(form: SubmittedForm) -> Response:
    roles = memberships(read_session(), me().resident_id, utc_now())
    mine = [role.organization_id for role in roles]
    known = queries.states_of(read_session(), mine) if mine else {}
    offers = queries.offers_of(read_session(), mine) if known else []
    sponsors = [
        {
            **views.sponsor(known.get(role.organization_id), role),
            "offers": [views.desk_card(one) for one in offers if one.organization_id == role.organization_id],
        }
        for role in roles
    ]
    redeems = any(one["is_sponsor"] for one in sponsors)
    return form_page("campaigns/thanks/desk.html", form, sponsors=sponsors, redeems=redeems)


@blueprint.post("/organize/vouchers/<slug>/ask")
@signed_in
def ask(slug: str) -> Response:
    """An organization wants to be a sponsor."""
    _, role = organization_of(read_session(), me().resident_id, slug, utc_now())
    with write_session() as session:
        planning.ask(session, me(), role.organization_id, utc_now())
    return redirect_after_post(url_for("voucher_desk.index"), msgid("Sent. The city answers in your inbox."))


@blueprint.route("/organize/vouchers/<slug>/new", methods=["GET", "POST"])
@signed_in
def new(slug: str) -> Response:
    """A new offer, for the city to approve."""
    _, role = organization_of(read_session(), me().resident_id, slug, utc_now())
    if request.method == "GET":
        return _form(slug, SubmittedForm(condition=rules.DAYS, key=new_idempotency_key()))
    form, plan, key = forms.read_offer(request.form, app_services().city.languages, app_services().calendar.today())
    if not form.errors:
        with form.refusals():
            _offer(role.organization_id, plan, key)
            return redirect_after_post(url_for("voucher_desk.index"), msgid("Sent. The city answers in your inbox."))
    return _form(slug, form)


def _offer(organization_id: int, plan: OfferPlan, key: str) -> None:
    with write_session() as session:
        today, now = app_services().calendar.today(), utc_now()
        planning.plan_offer(session, me(), organization_id, plan, key, today, now)


def _form(slug: str, form: SubmittedForm) -> Response:
    first, last = rules.last_days(app_services().calendar.today())
    return form_page(
        "campaigns/thanks/form.html",
        form,
        slug=slug,
        conditions=[(code, gettext(words)) for code, words in rules.CONDITIONS.items()],
        first=first,
        last=last,
        most=rules.STOCK_MAX,
    )


@blueprint.post("/organize/vouchers/offers/<row:id>/close")
@signed_in
def close(id: int) -> Response:
    """Gives no more vouchers of an offer."""
    form, said = SubmittedForm(), msgid("Closed. Vouchers that are out still hold until their last day.")
    with form.refusals():
        with write_session() as session:
            planning.close_offer(session, me(), id, utc_now())
        return redirect_after_post(url_for("voucher_desk.index"), said)
    return _index(form)
