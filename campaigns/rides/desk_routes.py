"""An organizer's desk of one ride: the distances that riders reported, confirmed or corrected by who was there."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.events.models import Event
from campaigns.events.queries import event_of
from campaigns.programme.models import Campaign
from campaigns.programme.queries import campaign_for_organizer, organization_for
from campaigns.rides import forms, queries, rules, views
from civic.calendar import utc_now
from civic.database.driver import DriverTransaction
from civic.errors import NotFound, msgid
from civic.numbers import row_number
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from footprint import current
from footprint.integrity import checking
from footprint.integrity import queries as checks
from footprint.integrity.checking import Witness
from footprint.integrity.views import may_be_corrected, reasons, verdict_label
from footprint.ledger.queries import is_frozen, standing_for, standings

blueprint = Blueprint("rides_desk", __name__)
_BASE = "/organize/campaigns/<slug>/rides/<row:event_id>/riders"
_PAGE = 50


def _event(slug: str, event_id: int) -> tuple[Campaign, Event]:
    """A ride of a campaign that the actor organizes."""
    campaign = campaign_for_organizer(read_session(), current_user, slug, utc_now())
    if campaign.kind != rules.KIND:
        raise NotFound()
    return campaign, event_of(read_session(), campaign.id, event_id)


def _witness(campaign: Campaign) -> Witness:
    name = organization_for(read_session(), current_user.resident_id, campaign, utc_now())
    return Witness(current_user.account_id, current_user.resident_id, name)


def _is_closed(event: Event) -> bool:
    """Whether the season of the day is frozen."""
    calendar = services().calendar
    season = calendar.season(calendar.today(event.starts_at)).key
    return is_frozen(DriverTransaction.of(read_session()), season)


@blueprint.get(_BASE)
@signed_in
def riders(slug: str, event_id: int) -> Response:
    """What riders of one date reported, and what became of it."""
    return _riders(*_event(slug, event_id), SubmittedForm())


def _riders(campaign: Campaign, event: Event, form: SubmittedForm) -> Response:
    number = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    found = queries.reported(read_session(), event.id, limit=_PAGE + 1, offset=(number - 1) * _PAGE)
    here: dict[str, Any] = {"slug": campaign.slug, "event_id": event.id}
    return form_page(
        "campaigns/rides/riders.html",
        form,
        campaign=views.head(campaign),
        route=views.route_card(queries.line_of(event, queries.route(read_session(), event.id)), campaign.slug),
        riders=_lines(found[:_PAGE], campaign.slug),
        is_closed=_is_closed(event),
        newer=url_for("rides_desk.riders", page=number - 1, **here) if number > 1 else None,
        older=url_for("rides_desk.riders", page=number + 1, **here) if len(found) > _PAGE else None,
    )


def _lines(found: list[queries.Reported], slug: str) -> list[dict[str, Any]]:
    entry_ids = [one.ride.entry_id or 0 for one in found]
    last, stand = checks.last_checks(read_session(), entry_ids), standings(read_session(), entry_ids)
    return [
        views.reported(
            one,
            slug,
            state=verdict_label(last.get(entry_id)),
            is_own=one.ride.resident_id == current_user.resident_id,
            waits=stand[entry_id].is_taken_back,
            is_open=may_be_corrected(last.get(entry_id)),
        )
        for one, entry_id in zip(found, entry_ids, strict=True)
    ]


@blueprint.post(f"{_BASE}/confirm")
@signed_in
def confirm(slug: str, event_id: int) -> Response:
    """It was like this, for all that are ticked."""
    campaign, event = _event(slug, event_id)
    form, ticked = SubmittedForm(request.form), [row_number(one) for one in request.form.getlist("ride")[:_PAGE]]
    with form.refusals():
        chosen = [queries.reported_ride(read_session(), event.id, one or 0) for one in ticked]
        entry_ids, witness = [one.ride.entry_id or 0 for one in chosen], _witness(campaign)
        with write_session() as session:
            checking.confirm_all(session, entry_ids, witness, utc_now())
        return redirect_after_post(
            url_for("rides_desk.riders", slug=slug, event_id=event_id),
            msgid("Saved.") if ticked else msgid("Nothing was ticked, so nothing was confirmed."),
        )
    return _riders(campaign, event, form)


@blueprint.route(f"{_BASE}/<row:id>", methods=["GET", "POST"])
@signed_in
def rider(slug: str, event_id: int, id: int) -> Response:
    """Another distance in the place of one that was reported, with the reason."""
    campaign, event = _event(slug, event_id)
    one = queries.reported_ride(read_session(), event.id, id)
    if request.method == "GET":
        return _rider(campaign, event, one, _as_reported(one))
    read = forms.read_correction(request.form, dict(reasons()))
    if not read.form.errors:
        with read.form.refusals():
            ledger, witness, entry_id = current.ledger(), _witness(campaign), one.ride.entry_id or 0
            with write_session() as session:
                checking.correct(session, ledger, entry_id, witness, read.seen, utc_now())
            return redirect_after_post(
                url_for("rides_desk.riders", slug=slug, event_id=event_id),
                msgid("Corrected. The rider has been told and can ask for a review."),
            )
    return _rider(campaign, event, one, read.form)


def _as_reported(one: queries.Reported) -> SubmittedForm:
    stands = standing_for(read_session(), one.ride.entry_id or 0)
    return SubmittedForm(None, quantity=f"{one.ride.distance_m / 1000:g}", of=str(stands.id if stands else 0))


def _rider(campaign: Campaign, event: Event, one: queries.Reported, form: SubmittedForm) -> Response:
    (line,) = _lines([one], campaign.slug)
    return form_page(
        "campaigns/rides/rider.html",
        form,
        campaign=views.head(campaign),
        route=views.route_card(queries.line_of(event, queries.route(read_session(), event.id)), campaign.slug),
        rider=line,
        reasons=reasons(),
        most=checking.WORDS_MAX,
        is_closed=_is_closed(event),
    )
