"""Events for organizers: planning, the desk of each, and the three ways of checking in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, make_response, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.events import forms, permissions, planning, queries, rules, views
from campaigns.events import services as events
from campaigns.events.admitting import admitted, secret_key
from campaigns.events.forms import EventForm
from campaigns.events.models import Event
from campaigns.events.registering import door, locked
from campaigns.events.routes import register_on_the_spot, renewed
from campaigns.events.services import Arrival, Outcome
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign
from campaigns.programme.queries import campaign_for_organizer
from civic.accounts.actor import me
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.paths import STATIC
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import with_account
from civic.web.limits import spend_guess
from civic.web.requests import new_idempotency_key, redirect_after_post
from civic.web.revisions import check_revision, opened
from footprint import current

blueprint = Blueprint("event_desk", __name__)
_BASE = "/organize/campaigns/<slug>/events"
_ONE = f"{_BASE}/<row:event_id>"
_PAGE = 200


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """A campaign whose events the actor may look after; `organizes` says that all else is allowed as well."""

    campaign: Campaign
    organizes: bool


def _looked_after(slug: str) -> LookedAfter:
    """What the actor organizes, or looks after for the city.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    try:
        return LookedAfter(_campaign(slug), organizes=True)
    except NotFound:
        found = read_session().scalar(select(Campaign).where(Campaign.slug == slug))
        if found is None or not permissions.may_look_after_events(me()):
            raise
        return LookedAfter(found, organizes=False)


def _campaign(slug: str) -> Campaign:
    """A campaign that the actor organizes.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return campaign_for_organizer(read_session(), me(), slug, utc_now())


def _event(slug: str, event_id: int) -> tuple[Campaign, Event]:
    """An event that the actor organizes."""
    campaign = _campaign(slug)
    return campaign, queries.event_of(read_session(), campaign.id, event_id)


def _event_looked_after(slug: str, event_id: int) -> tuple[LookedAfter, Event]:
    """An event that the actor organizes, or looks after for the city."""
    found = _looked_after(slug)
    return found, queries.event_of(read_session(), found.campaign.id, event_id)


# Planning


@blueprint.get(_BASE)
@with_account
def index(slug: str) -> str:
    """All events of a campaign."""
    looked_after, now = _looked_after(slug), utc_now()
    campaign = looked_after.campaign
    found = [views.desk_card(one.event, campaign, now) for one in queries.events_of(read_session(), campaign.id, None)]
    return render_template(
        "campaigns/events/desk.html",
        campaign=views.head(campaign),
        coming=[one for one in found if not one["is_over"]],
        past=[one for one in reversed(found) if one["is_over"]],
        organizes=looked_after.organizes,
    )


@blueprint.route(f"{_BASE}/new", methods=["GET", "POST"])
@with_account
def new(slug: str) -> Response:
    """A new event, once or recurring."""
    campaign = _campaign(slug)
    if request.method == "GET":
        first = max(campaign.starts_on, min(services().calendar.today(), campaign.ends_on))
        return _form(campaign, None, forms.fresh_event(first, new_idempotency_key()))
    read = forms.read_event(request.form, services().city.languages, is_new=True)
    if not read.form.errors:
        with read.form.refusals():
            _plan(campaign, read)
            return redirect_after_post(url_for("event_desk.index", slug=slug), msgid("Saved."))
    return _form(campaign, None, read.form)


def _plan(campaign: Campaign, read: EventForm) -> None:
    with write_session() as session:
        planning.plan_events(
            session,
            services().calendar,
            campaign,
            read.plan,
            repeat=read.repeat,
            until=read.until,
            form_key=read.key,
            now=utc_now(),
        )


@blueprint.route(f"{_ONE}/edit", methods=["GET", "POST"])
@with_account
def edit(slug: str, event_id: int) -> Response:
    """Changes one date; the others of a recurring event stay as they are."""
    campaign, event_ = _event(slug, event_id)
    if request.method == "GET":
        return _form(campaign, event_, opened(_kept(event_)))
    read = forms.read_event(request.form, services().city.languages, is_new=False)
    if not read.form.errors:
        with read.form.refusals():
            _change(campaign, event_id, read)
            return redirect_after_post(url_for("event_desk.event", slug=slug, event_id=event_id), msgid("Saved."))
    return _form(campaign, event_, read.form)


def _kept(event: Event) -> SubmittedForm:
    return forms.typed_event(event, services().calendar, services().city.languages)


def _change(campaign: Campaign, event_id: int, read: EventForm) -> None:
    with write_session() as session:
        check_revision(read.form, _kept(locked(session, campaign.id, event_id)))
        planning.change_event(session, services().calendar, campaign, event_id, read.plan, utc_now())


def _form(campaign: Campaign, event: Event | None, form: SubmittedForm) -> Response:
    languages = list(locale.language_names(services().city.languages).items())
    return form_page(
        "campaigns/events/form.html",
        form,
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()) if event is not None else None,
        written_in=languages,
        repeats=[(code, gettext(words)) for code, words in rules.REPEATS.items()],
        first=campaign.starts_on,
        last=campaign.ends_on,
    )


@blueprint.post(f"{_ONE}/cancel")
@with_account
def cancel(slug: str, event_id: int) -> Response:
    """Calls one date off."""
    found, event_ = _event_looked_after(slug, event_id)
    form, said = SubmittedForm(), msgid("It is cancelled; everybody who was registered gets a message.")
    with form.refusals():
        with write_session() as session:
            planning.cancel_event(session, services().calendar, found.campaign, event_id, me(), utc_now())
        return redirect_after_post(url_for("event_desk.event", slug=slug, event_id=event_id), said)
    return _desk(found, event_, form)


# The desk of one event


@blueprint.get(_ONE)
@with_account
def event(slug: str, event_id: int) -> Response:
    """One event: its figures, the ways of checking in, who comes, what people thought."""
    return _desk(*_event_looked_after(slug, event_id), SubmittedForm())


def _desk(looked_after: LookedAfter, event: Event, form: SubmittedForm) -> Response:
    campaign = looked_after.campaign
    number = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    found = queries.guests(read_session(), event.id, limit=_PAGE + 1, offset=(number - 1) * _PAGE)
    here: dict[str, Any] = {"slug": campaign.slug, "event_id": event.id}
    return form_page(
        "campaigns/events/event.html",
        form,
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()),
        guests=[views.guest(one) for one in found[:_PAGE]],
        organizes=looked_after.organizes,
        results=views.result_context(queries.feedback_results(read_session(), event.id)),
        newer=url_for("event_desk.event", page=number - 1, **here) if number > 1 else None,
        older=url_for("event_desk.event", page=number + 1, **here) if len(found) > _PAGE else None,
    )


@blueprint.post(f"{_ONE}/attendances/<row:id>/take-back")
@with_account
def take_back(slug: str, event_id: int, id: int) -> Response:
    """Takes back an attendance that the wrong person was given."""
    found, event_ = _event_looked_after(slug, event_id)
    ledger = current.ledger()
    form = SubmittedForm()
    with form.refusals():
        with write_session() as session:
            events.take_back(session, ledger, event_, id, me(), utc_now())
        return redirect_after_post(url_for("event_desk.event", slug=slug, event_id=event_id), msgid("Taken back."))
    return _desk(found, event_, form)


# Checking in: their screen, my camera, my list


@blueprint.get(f"{_ONE}/screen")
@with_account
def screen(slug: str, event_id: int) -> Response:
    """The event's code for everybody to scan; another one every half minute."""
    campaign, event_ = _event(slug, event_id)
    now, codes = utc_now(), rules.screen_code(secret_key())
    address = url_for("events.here", code=codes.at(event_.id, now), _external=True)
    html = render_template(
        "campaigns/events/screen.html",
        campaign=views.head(campaign),
        event=views.desk_card(event_, campaign, now),
        qr=views.qr(address),
    )
    return renewed(html, codes.seconds_left(now))


@blueprint.route(f"{_ONE}/scan", methods=["GET", "POST"])
@with_account
def scan(slug: str, event_id: int) -> Response:
    """Scanning residents' codes with the camera, or typing them."""
    campaign, event_ = _event(slug, event_id)
    if request.method == "GET":
        return _scan_page(campaign, event_, None, 200)
    code = forms.scanned_code(request.form.get("code", ""))
    said, is_in = _let_in(campaign, event_, code, on_the_spot=request.form.get("register") == "y")
    status = 200 if is_in else 422
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(said), status)
    return _scan_page(campaign, event_, {**said, "scanned": code}, status)


def _scan_page(campaign: Campaign, event: Event, said: Mapping[str, Any] | None, status: int) -> Response:
    html = render_template(
        "campaigns/events/scan.html",
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()),
        said=said,
    )
    return make_response(html, status)


def _let_in(campaign: Campaign, event: Event, code: str, *, on_the_spot: bool) -> tuple[dict[str, Any], bool]:
    """What the door says to a code, and whether its resident is in."""
    now = utc_now()
    read = rules.resident_code(secret_key()).read(code, now)
    if read.number is None:
        if rules.screen_code(secret_key()).read(code, now).number is not None:
            return views.saying(Outcome(rules.WRONG_KIND), event), False
        spend_guess()
        return views.saying(Outcome(rules.FORGED), event), False
    if not read.is_fresh:
        return views.saying(Outcome(rules.EXPIRED), event), False
    refused = _register(campaign, event, read.number) if on_the_spot else ""
    outcome = admitted(Arrival(event.id, read.number, rules.SCAN, now, me().account_id))
    who = queries.nicknames(read_session(), [read.number]).get(read.number) or ""
    missing = outcome.code in (rules.NOT_REGISTERED, rules.FULL)
    other = queries.elsewhere(read_session(), event, read.number) if missing else None
    said = views.saying(outcome, event, who=who, other=other)
    if refused and not outcome.is_in:
        said["text"] = refused
    return said, outcome.is_in


def _register(campaign: Campaign, event: Event, resident_id: int) -> str:
    """Registers on the spot somebody who showed their code; why not, "" when it is done."""
    person = queries.person(read_session(), resident_id)
    if person is None:
        return gettext("This account does not exist.")
    return register_on_the_spot(campaign, event, person)


@blueprint.route(f"{_ONE}/list", methods=["GET", "POST"], endpoint="list")
@with_account
def tick_list(slug: str, event_id: int) -> Response:
    """The list of those registered, to be ticked: also without a net, handed in later."""
    campaign, event_ = _event(slug, event_id)
    if request.method == "GET":
        return _list_page(campaign, event_, None)
    lines = forms.read_lines(request.form, request.form.getlist("resident"), utc_now())
    arrivals = [_ticked(event_, who, at) for who, at in lines]
    ledger = current.ledger()
    with write_session() as session:
        action = programme().attendance
        outcomes = events.check_in_many(session, ledger, arrivals, utc_now(), action=action) if arrivals else []
    told = _outcome_lines(event_, arrivals, outcomes)
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify({"lines": told}))
    return _list_page(campaign, event_, told)


def _ticked(event: Event, resident_id: int, at: datetime) -> Arrival:
    """A line of the list. A tick from after the door was closed is copied from paper: they were there when it began."""
    if at < door(event, services().calendar).closes:
        return Arrival(event.id, resident_id, rules.LIST, at, me().account_id)
    return Arrival(event.id, resident_id, rules.PAPER, event.starts_at, me().account_id)


def _outcome_lines(event: Event, arrivals: list[Arrival], outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """What became of each line of a list."""
    names = queries.nicknames(read_session(), [one.resident_id for one in arrivals])
    return [
        {
            "resident": arrival.resident_id,
            "is_in": outcome.is_in,
            **views.saying(outcome, event, who=names.get(arrival.resident_id) or ""),
        }
        for arrival, outcome in zip(arrivals, outcomes, strict=True)
    ]


def _list_page(campaign: Campaign, event: Event, told: list[dict[str, Any]] | None) -> Response:
    found = [views.guest(one) for one in queries.guests(read_session(), event.id, limit=forms.LINES_MAX)]
    html = render_template(
        "campaigns/events/list.html",
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()),
        guests=[one for one in found if one["is_registered"]],
        told=told,
        is_closed=utc_now() >= door(event, services().calendar).closes,
        days=rules.LIST_DAYS,
    )
    return make_response(html)


@blueprint.get(f"{_ONE}/list/worker.js")
@with_account
def worker(slug: str, event_id: int) -> Response:
    """What keeps the list's page on the organizer's phone when there is no net; good for that page alone."""
    _event(slug, event_id)
    response = make_response((STATIC / "checkin-worker.js").read_text())
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Service-Worker-Allowed"] = url_for("event_desk.list", slug=slug, event_id=event_id)
    return response
