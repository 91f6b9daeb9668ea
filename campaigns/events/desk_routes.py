"""Events for organizers: planning, the desk of each, and the three ways of checking in."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, make_response, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.events import forms, permissions, planning, proposals, queries, rules, views
from campaigns.events import services as events
from campaigns.events.forms import EventForm
from campaigns.events.models import Event
from campaigns.events.registering import locked
from campaigns.programme.models import Campaign
from campaigns.programme.permissions import WORDS, may
from campaigns.programme.queries import campaign_for_organizer, standing
from civic.accounts.actor import me
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.numbers import row_number
from civic.residents.identity import resident_id_of
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page, printable
from civic.web.guards import with_account
from civic.web.requests import new_idempotency_key, redirect_after_post
from civic.web.revisions import check_revision, opened
from footprint import current

blueprint = Blueprint("event_desk", __name__)
_BASE = "/organize/campaigns/<slug>/events"
ONE = f"{_BASE}/<row:event_id>"
_PAGE, _WORDS_MAX = 200, 40


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


def event_organized(slug: str, event_id: int) -> tuple[Campaign, Event]:
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
            at_once=_at_once(session, campaign),
        )


def _at_once(session: Session, campaign: Campaign) -> bool:
    """Whether the reader's words need not wait for the city."""
    return may(standing(session, resident_id_of(me()) or 0, campaign, utc_now()), WORDS)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@with_account
def edit(slug: str, event_id: int) -> Response:
    """Changes one date; the others of a recurring event stay as they are."""
    campaign, event_ = event_organized(slug, event_id)
    if request.method == "GET":
        return _form(campaign, event_, opened(_kept(read_session(), campaign, event_)))
    read = forms.read_event(request.form, services().city.languages, is_new=False)
    if not read.form.errors:
        with read.form.refusals():
            _change(campaign, event_id, read)
            return redirect_after_post(url_for("event_desk.event", slug=slug, event_id=event_id), msgid("Saved."))
    return _form(campaign, event_, read.form)


def _kept(session: Session, campaign: Campaign, event: Event) -> SubmittedForm:
    """The event as it stands; whose words wait for the city goes on from those that wait already."""
    waits = {} if _at_once(session, campaign) else proposals.offered_words(event)
    words = {**proposals.words_of(event), **waits}
    return forms.typed_event(event, words, services().calendar, services().city.languages)


def _change(campaign: Campaign, event_id: int, read: EventForm) -> None:
    with write_session() as session:
        check_revision(read.form, _kept(session, campaign, locked(session, campaign.id, event_id)))
        change = planning.change_series if request.form.get("whole") == "y" else planning.change_event
        at_once = _at_once(session, campaign)
        change(session, services().calendar, campaign, event_id, read.plan, utc_now(), at_once=at_once)


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


@blueprint.post(f"{ONE}/cancel")
@with_account
def cancel(slug: str, event_id: int) -> Response:
    """Calls one date off."""
    found, event_ = _event_looked_after(slug, event_id)
    form, said = SubmittedForm(), msgid("It is cancelled; everybody who was registered gets a message.")
    with form.refusals():
        with write_session() as session:
            cancel_ = planning.cancel_series if request.form.get("whole") == "y" else planning.cancel_event
            cancel_(session, services().calendar, found.campaign, event_id, me(), utc_now())
        return redirect_after_post(url_for("event_desk.event", slug=slug, event_id=event_id), said)
    return _desk(found, event_, form)


# The desk of one event


@blueprint.get(ONE)
@with_account
def event(slug: str, event_id: int) -> Response:
    """One event: its figures, the ways of checking in, who comes, what people thought."""
    return _desk(*_event_looked_after(slug, event_id), SubmittedForm())


def _desk(looked_after: LookedAfter, event: Event, form: SubmittedForm) -> Response:
    campaign = looked_after.campaign
    return form_page(
        "campaigns/events/event.html",
        form,
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()),
        organizes=looked_after.organizes,
        who_max=forms.WHO_MAX,
        results=views.result_context(queries.feedback_results(read_session(), event.id)),
        **guest_pages("event_desk.event", campaign, event, limit=_PAGE),
    )


def desk_page(campaign: Campaign, event: Event, form: SubmittedForm) -> Response:
    """The desk of an event for its organizers, with a form that was refused."""
    return _desk(LookedAfter(campaign, organizes=True), event, form)


def guest_pages(
    endpoint: str, campaign: Campaign, event: Event, *, limit: int, only_registered: bool = False
) -> dict[str, Any]:
    """A page of an event's list for the template, with what is looked for and the way on."""
    words = printable(request.args.get("q", ""))[:_WORDS_MAX].strip()
    after = row_number(request.args.get("after", ""))
    found = queries.guests(
        read_session(), event.id, limit=limit + 1, words=words, after=after, only_registered=only_registered
    )
    here: dict[str, Any] = {"slug": campaign.slug, "event_id": event.id}
    last = found[limit - 1].resident_id if len(found) > limit else None
    return {
        "guests": [views.guest(one) for one in found[:limit]],
        "words": words,
        "first_page": url_for(endpoint, **here, q=words or None) if after else None,
        "next_page": url_for(endpoint, **here, q=words or None, after=last) if last else None,
    }


@blueprint.post(f"{ONE}/attendances/<row:id>/take-back")
@with_account
def take_back(slug: str, event_id: int, id: int) -> Response:
    """Takes back an attendance that the wrong person was given."""
    found, event_ = _event_looked_after(slug, event_id)
    ledger, form = current.ledger(), SubmittedForm()
    is_told_in_json = request.accept_mimetypes.best == "application/json"
    with form.refusals():
        with write_session() as session:
            events.take_back(session, ledger, event_, id, me(), utc_now())
        attended, registered = queries.at_the_door(read_session(), event_.id)
        if is_told_in_json:
            told = {"tone": "info", "title": gettext("Taken back."), "attended": attended, "registered": registered}
            return make_response(jsonify(told))
        back = "event_desk.scan" if request.form.get("back") == "scan" else "event_desk.event"
        return redirect_after_post(url_for(back, slug=slug, event_id=event_id), msgid("Taken back."))
    if is_told_in_json:
        return make_response(jsonify({"tone": "bad", "title": form.refusal}), 409)
    return _desk(found, event_, form)
