"""The city's desk: who may thank residents, and with what."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.thanks import forms, planning, queries, rules, views
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import Invalid, msgid
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("city_vouchers", __name__)
_DONE = msgid("Saved.")


@blueprint.get("/city/vouchers")
@allowed(may_run_city)
def index() -> str:
    """Who and what waits for an answer, and who and what is approved."""
    waiting, approved = (queries.sponsors(read_session(), state) for state in (rules.ASKED, rules.APPROVED))
    published = queries.open_offers(read_session(), app_services().calendar.today())
    return render_template(
        "campaigns/thanks/city.html",
        waiting=[views.sponsor(*one) for one in waiting],
        sponsors=[views.sponsor(*one) for one in approved],
        submitted=[views.named_card(one) for one in queries.waiting_offers(read_session())],
        published=[views.named_card(one) for one in published],
    )


@blueprint.get("/city/vouchers/sponsors/<row:id>")
@allowed(may_run_city)
def sponsor(id: int) -> Response:
    """One organization as a sponsor, and what the city can do about it."""
    return _sponsor(id, SubmittedForm())


def _sponsor(id: int, form: SubmittedForm) -> Response:
    found, organization = queries.sponsor(read_session(), id)
    return form_page(
        "campaigns/thanks/city_sponsor.html",
        form,
        sponsor=views.sponsor(found, organization),
        offers=[views.desk_card(one) for one in queries.offers_of(read_session(), [id])],
    )


@blueprint.get("/city/vouchers/offers/<row:id>")
@allowed(may_run_city)
def offer(id: int) -> Response:
    """One offer, and what the city can do about it."""
    return _offer(id, SubmittedForm())


def _offer(id: int, form: SubmittedForm) -> Response:
    found = queries.offered(read_session(), id)
    return form_page(
        "campaigns/thanks/city_offer.html",
        form,
        offer={**views.card(found), **views.desk_card(found.offer)},
        words=views.in_all_languages(found.offer),
    )


@blueprint.post("/city/vouchers/sponsors/<row:id>/decide")
@allowed(may_run_city)
def decide_sponsor(id: int) -> Response:
    """Approves a sponsor or does not."""

    def act(session: Session, note: str) -> None:
        planning.decide_sponsor(session, me(), id, approve=_approves(), note=note, now=utc_now())

    return _acted(act, lambda form: _sponsor(id, form))


@blueprint.post("/city/vouchers/sponsors/<row:id>/withdraw")
@allowed(may_run_city)
def withdraw_sponsor(id: int) -> Response:
    """Ends a sponsor's role, and all its offers."""

    def act(session: Session, note: str) -> None:
        planning.withdraw_sponsor(session, me(), id, note, app_services().calendar.today(), utc_now())

    return _acted(act, lambda form: _sponsor(id, form))


@blueprint.post("/city/vouchers/offers/<row:id>/decide")
@allowed(may_run_city)
def decide_offer(id: int) -> Response:
    """Makes an offer public or does not."""

    def act(session: Session, note: str) -> None:
        today = app_services().calendar.today()
        planning.decide_offer(session, me(), id, approve=_approves(), note=note, today=today, now=utc_now())

    return _acted(act, lambda form: _offer(id, form))


@blueprint.post("/city/vouchers/offers/<row:id>/withdraw")
@allowed(may_run_city)
def withdraw_offer(id: int) -> Response:
    """Takes an offer back with all its vouchers."""

    def act(session: Session, note: str) -> None:
        planning.withdraw_offer(session, me(), id, note, app_services().calendar.today(), utc_now())

    return _acted(act, lambda form: _offer(id, form))


def _approves() -> bool:
    answer = request.form.get("answer", "")
    if answer not in ("approve", "refuse"):
        raise Invalid("Please choose one of these.")
    return answer == "approve"


def _acted(act: Callable[[Session, str], None], page: Callable[[SubmittedForm], Response]) -> Response:
    """Does what the clerk asked for, with the note that came along; a refusal is shown on the page."""
    form, note = forms.read_note(request.form)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                act(session, note)
            return redirect_after_post(url_for("city_vouchers.index"), _DONE)
    return page(form)
