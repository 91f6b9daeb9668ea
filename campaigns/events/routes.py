"""Events for residents: an event's page, registering, the own code, scanning an event's screen, feedback."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.events import forms, queries, registering, rules, views
from campaigns.events.admitting import admitted, secret_key
from campaigns.events.models import Event
from campaigns.events.services import Arrival, Outcome
from campaigns.programme.models import Campaign
from campaigns.programme.queries import public_campaign
from campaigns.programme.rules import PUBLIC
from civic.calendar import utc_now
from civic.codes import read_code, spoken
from civic.errors import NotFound, msgid
from civic.residents.actor import me
from civic.residents.identity import ResidentActor
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.limits import spend_guess
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language

blueprint = Blueprint("events", __name__)


def _event(slug: str, event_id: int) -> tuple[Campaign, Event]:
    campaign = public_campaign(read_session(), slug)
    event = queries.event_of(read_session(), campaign.id, event_id)
    if event.is_hidden:
        raise NotFound()
    return campaign, event


@blueprint.get("/campaigns/<slug>/events/<row:event_id>")
@public
def page(slug: str, event_id: int) -> Response:
    """One event: when, where, how many places are left, and what the reader can do."""
    return _page(*_event(slug, event_id))


def _page(campaign: Campaign, event: Event, form: SubmittedForm | None = None, *, which: str = "") -> Response:
    form = form or SubmittedForm()
    now, known = utc_now(), current_user.is_resident
    mine = queries.registration(read_session(), event.id, current_user.resident_id) if known else None
    came = queries.attendance(read_session(), event.id, current_user.resident_id) if known else None
    was_there = came is not None and came.taken_back_at is None
    state = mine.state if mine is not None and mine.state != rules.CANCELLED else None
    given = queries.feedback(read_session(), event.id, current_user.resident_id) if was_there else None
    view = views.EventPage(campaign, event, was_there, now)
    return form_page(
        "campaigns/events/page.html",
        form,
        campaign=views.head(campaign),
        event=views.card(event, campaign, now),
        state=state,
        minors=mine.minors if mine is not None and state else 0,
        minors_max=rules.MINORS_MAX,
        place=queries.place_in_queue(read_session(), mine) if mine is not None and state == rules.WAITING else None,
        came=was_there,
        arrived=request.args.get("arrived") in (rules.DONE, rules.AGAIN) and was_there,
        feedback=_feedback_context(event, was_there=was_there),
        parts=[part for draw in services().registry.all(views.EVENT_PARTS) if (part := draw(view))],
        given=given,
        which=which,
    )


def _feedback_context(event: Event, *, was_there: bool) -> dict[str, Any] | None:
    """The questions afterwards, for those who were there, as long as they are asked."""
    now = utc_now()
    if not was_there or not event.starts_at <= now <= event.ends_at + timedelta(days=rules.FEEDBACK_DAYS):
        return None
    return {"question": in_language(event.feedback_question), "levels": views.satisfactions()}


@blueprint.post("/campaigns/<slug>/events/<row:event_id>/register")
@signed_in
def register(slug: str, event_id: int) -> Response:
    """Registers the reader and the children they bring, or changes how many."""
    campaign, event = _event(slug, event_id)
    form, minors, guardian, of_age = forms.read_registration(request.form)
    if not form.errors:
        with form.refusals():
            _register(campaign, event_id, minors=minors, guardian=guardian, of_age=of_age)
            return redirect_after_post(url_for("events.page", slug=slug, event_id=event_id))
    return _page(campaign, event, form, which="register")


def _register(campaign: Campaign, event_id: int, *, minors: int, guardian: bool, of_age: bool) -> None:
    with write_session() as writer:
        registering.register(
            writer,
            services().calendar,
            campaign,
            event_id,
            me(),
            minors=minors,
            guardian=guardian,
            of_age=of_age,
            now=utc_now(),
        )


@blueprint.post("/campaigns/<slug>/events/<row:event_id>/unregister")
@signed_in
def unregister(slug: str, event_id: int) -> Response:
    """Gives the place back."""
    campaign, event = _event(slug, event_id)
    form, said = SubmittedForm(), msgid("You are no longer registered; the place is free for somebody else.")
    with form.refusals():
        with write_session() as writer:
            registering.unregister(writer, services().calendar, campaign, event_id, me().resident_id, utc_now())
        return redirect_after_post(url_for("events.page", slug=slug, event_id=event_id), said)
    return _page(campaign, event, form, which="register")


@blueprint.post("/campaigns/<slug>/events/<row:event_id>/feedback")
@signed_in
def feedback(slug: str, event_id: int) -> Response:
    """What somebody who came thought of it."""
    campaign, event = _event(slug, event_id)
    form, satisfaction, answer = forms.read_feedback(request.form)
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                registering.give_feedback(writer, event, me().resident_id, satisfaction, answer, utc_now())
            return redirect_after_post(url_for("events.page", slug=slug, event_id=event_id) + "#feedback")
    return _page(campaign, event, form, which="feedback")


# Codes


@blueprint.get("/me/code")
@signed_in
def code() -> Response:
    """The reader's own code for the organizer's scanner; the page renews itself as the code changes."""
    now, codes = utc_now(), rules.resident_code(secret_key())
    mine = codes.at(me().resident_id, now)
    html = render_template("campaigns/events/code.html", qr=views.qr(mine), code=spoken(mine), nickname=me().nickname)
    return renewed(html, codes.seconds_left(now))


def renewed(html: str, after_s: int) -> Response:
    """A page that the browser asks for again when its code has changed, without JavaScript."""
    response = make_response(html)
    response.headers["Refresh"] = str(after_s)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/here/<code>")
@public
def here(code: str) -> Response:
    """Where the code on an event's screen leads: a button for whoever scanned it in time. Whoever has to sign in or up
    first is remembered meanwhile, since that takes longer than a code lasts."""
    now = utc_now()
    reading_ = rules.screen_code(secret_key()).read(read_code(code), now)
    if reading_.number is None:
        spend_guess()
        return _scanned_page(None, None, Outcome(rules.FORGED), 404)
    if not (reading_.is_fresh or current_user.is_resident):
        return _scanned_page(None, None, Outcome(rules.EXPIRED), 410)
    event, campaign = _public_event(reading_.number)
    if not current_user.is_resident:
        session[SCREEN_SEEN] = [event.id, int(now.timestamp())]
        return _scanned_page(event, campaign, None, 200, onward=request.path)
    if not reading_.is_fresh and not _scanned_before(event.id, now):
        return _scanned_page(None, None, Outcome(rules.EXPIRED), 410)
    return _scanned_page(event, campaign, None, 200, ticket=rules.ticket(secret_key(), me().resident_id, event.id, now))


SCREEN_SEEN = "screen_seen"
"""Where a visitor's session keeps [event, when] of the screen that was scanned in time."""


def _scanned_before(event_id: int, now: datetime) -> bool:
    """Whether this browser scanned that screen in time and signed in or up since; it counts once."""
    seen: Any = session.pop(SCREEN_SEEN, None)
    return isinstance(seen, list) and seen[0] == event_id and 0 <= now.timestamp() - seen[1] <= rules.SIGN_UP_S


def _public_event(event_id: int) -> tuple[Event, Campaign]:
    event, campaign = queries.event_with_campaign(read_session(), event_id)
    if campaign.state not in PUBLIC or event.is_hidden:
        raise NotFound()
    return event, campaign


@blueprint.post("/here/<row:event_id>/arrive")
@signed_in
def arrive(event_id: int) -> Response:
    """The reader is here; the ticket proves that they scanned the screen a moment ago. No refusal makes a new one."""
    event, campaign = _public_event(event_id)
    now, actor, ticket = utc_now(), me(), request.form.get("ticket", "")
    held = rules.read_ticket(secret_key(), actor.resident_id, ticket, now)
    if held.number != event.id:
        spend_guess()
        return _scanned_page(event, campaign, Outcome(rules.FORGED), 422)
    if not held.is_fresh:
        return _scanned_page(event, campaign, Outcome(rules.EXPIRED), 410)
    if request.form.get("register") == "y":
        refused = register_on_the_spot(campaign, event, actor)
        if refused:
            return _scanned_page(event, campaign, Outcome(rules.FULL), 409, refused=refused)
    outcome = admitted(Arrival(event.id, actor.resident_id, rules.SCREEN, now, None))
    if outcome.is_in:
        return redirect_after_post(url_for("events.page", slug=campaign.slug, event_id=event.id, arrived=outcome.code))
    return _scanned_page(event, campaign, outcome, 409, ticket=ticket if outcome.has_room else "")


def register_on_the_spot(campaign: Campaign, event: Event, actor: ResidentActor) -> str:
    """Why not, "" when it is done."""
    form = SubmittedForm()
    with form.refusals(), write_session() as writer:
        registering.register(writer, services().calendar, campaign, event.id, actor, on_the_spot=True, now=utc_now())
    return form.refusal


def _scanned_page(
    event: Event | None,
    campaign: Campaign | None,
    outcome: Outcome | None,
    status: int,
    *,
    ticket: str = "",
    refused: str = "",
    onward: str = "",
) -> Response:
    """The page that a scanned screen leads to: the button, for whoever holds a ticket, or what came of it."""
    now = utc_now()
    said = None
    if outcome is not None:
        missing = event is not None and outcome.code in (rules.NOT_REGISTERED, rules.FULL)
        other = queries.elsewhere(read_session(), event, me().resident_id) if event is not None and missing else None
        said = views.saying(outcome, event, other=other)
        if refused:
            said["text"] = refused
    html = render_template(
        "campaigns/events/here.html",
        event=views.card(event, campaign, now) if event is not None and campaign is not None else None,
        said=said,
        ticket=ticket,
        onward=onward,
        minutes=rules.SIGN_UP_S // 60,
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response
