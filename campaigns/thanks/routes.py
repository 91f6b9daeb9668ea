"""Vouchers for residents: what there is, taking one, showing it; and redeeming at a sponsor's counter."""

from typing import Any

from flask import Blueprint, jsonify, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.thanks import forms, queries, rules, services, views
from campaigns.thanks.queries import Offered
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.residents.actor import me, resident
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.limits import spend_guess
from civic.web.requests import redirect_after_post

blueprint = Blueprint("vouchers", __name__)


@blueprint.get("/vouchers")
@public
def index() -> str:
    """The reader's vouchers, and all that sponsors offer."""
    reader, today = resident(), app_services().calendar.today()
    found = queries.open_offers(read_session(), today)
    mine = queries.vouchers_of(read_session(), reader.resident_id, queries.SHOWN) if reader else []
    done = _deeds(found)
    taken = {held.offer.id for held in mine}
    return render_template(
        "campaigns/thanks/index.html",
        offers=[views.card(one, done) for one in found if one.offer.id not in taken],
        mine=[views.voucher_row(held) for held in mine],
        are_offers=bool(found),
        is_resident=reader is not None,
    )


def _deeds(found: list[Offered]) -> dict[str, int] | None:
    """How far the reader has come in what these offers ask for; None for a visitor."""
    reader, today = resident(), app_services().calendar.today()
    if reader is None:
        return None
    conditions = [one.offer.condition for one in found]
    return queries.deeds(read_session(), reader.resident_id, today, conditions)


@blueprint.get("/vouchers/<row:id>")
@public
def offer(id: int) -> Response:
    """One offer: what it is, who gets it, how far the reader is."""
    return _offer_page(id, SubmittedForm())


def _offer_page(id: int, form: SubmittedForm) -> Response:
    found, reader = queries.offered(read_session(), id), resident()
    if found.offer.state in (rules.SUBMITTED, rules.REFUSED):
        raise NotFound()
    own = queries.taken_by(read_session(), id, reader.resident_id) if reader else None
    return form_page(
        "campaigns/thanks/offer.html",
        form,
        offer=views.card(found, _deeds([found])),
        own=url_for("vouchers.voucher", id=own.id) if own else None,
        is_resident=reader is not None,
    )


@blueprint.post("/vouchers/<row:id>/take")
@signed_in
def take(id: int) -> Response:
    """The reader takes a voucher of an offer."""
    form = SubmittedForm()
    with form.refusals():
        with write_session() as session:
            today, now = app_services().calendar.today(), utc_now()
            number = services.take(session, me(), id, today, now).id
        return redirect_after_post(url_for("vouchers.voucher", id=number), msgid("It is yours."))
    return _offer_page(id, form)


@blueprint.get("/vouchers/mine/<row:id>")
@signed_in
def voucher(id: int) -> Response:
    """One of the reader's vouchers, to be shown at the counter."""
    held = queries.own_voucher(read_session(), me().resident_id, id)
    response = make_response(render_template("campaigns/thanks/voucher.html", voucher=views.voucher(held)))
    response.headers["Cache-Control"] = "no-store"
    return response


# At the counter


@blueprint.route("/vouchers/redeem", methods=["GET", "POST"])
@signed_in
def redeem() -> Response:
    """A sponsor's counter: a code is scanned or typed, looked at, and redeemed once that is confirmed."""
    counters = queries.counters_of(read_session(), me().resident_id, utc_now())
    if request.method == "GET":
        return _counter(SubmittedForm(), None)
    form, code = forms.read_presented(request.form)
    said = None
    if not form.errors:
        with form.refusals("code"):
            said = _answered(code, counters, confirmed=request.form.get("step") == "redeem")
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(said or views.not_redeemed(form.refusal)), form.status)
    if said and not said["next_step"]:
        return redirect_after_post(url_for("vouchers.redeem"), msgid("Redeemed. Please hand it over."))
    return _counter(form, said)


def _answered(code: str, counters: frozenset[int], *, confirmed: bool) -> dict[str, Any]:
    """What the counter reads about a code.

    Raises:
        Invalid: it cannot be redeemed.
        TooMany: too many codes of nobody's were tried.
    """
    today, now = app_services().calendar.today(), utc_now()
    if confirmed:
        with write_session() as session:
            answer = services.redeem(session, code, counters, today, now)
    else:
        answer = services.look(read_session(), code, counters, today)
    if answer.outcome == rules.FORGED:
        spend_guess()
    problem = views.refusal(answer)
    if problem is not None:
        raise problem
    return views.said(answer)


def _counter(form: SubmittedForm, said: dict[str, Any] | None) -> Response:
    return form_page("campaigns/thanks/redeem.html", form, said=said)
