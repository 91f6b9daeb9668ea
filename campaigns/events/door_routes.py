"""At the door of an event, for its organizers: their screen, the camera, the list, and who comes without a phone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import jsonify, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.events import forms, queries, rules, sign_in_sheet, views, walking_in
from campaigns.events import services as events
from campaigns.events.admitting import admitted, secret_key
from campaigns.events.desk_routes import ONE, blueprint, desk_page, event_organized, guest_pages
from campaigns.events.models import Event
from campaigns.events.registering import door
from campaigns.events.routes import renewed
from campaigns.events.services import Arrival, Outcome
from campaigns.events.walking_in import Shown
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign
from civic.accounts.actor import me
from civic.calendar import utc_now
from civic.documents.spreadsheets import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from civic.errors import Invalid, msgid
from civic.language.locale import gettext
from civic.paths import STATIC
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import with_account
from civic.web.limits import spend_costly_read, spend_guess
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language
from footprint import current

__all__ = ["blueprint"]


# Checking in: their screen, my camera, my list


@blueprint.get(f"{ONE}/screen")
@with_account
def screen(slug: str, event_id: int) -> Response:
    """The event's code for everybody to scan; another one every half minute."""
    campaign, event_ = event_organized(slug, event_id)
    now, codes = utc_now(), rules.screen_code(secret_key())
    address = url_for("events.here", code=codes.at(event_.id, now), _external=True)
    html = render_template(
        "campaigns/events/screen.html",
        campaign=views.head(campaign),
        event=views.desk_card(event_, campaign, now),
        qr=views.qr(address),
    )
    return renewed(html, codes.seconds_left(now))


@blueprint.route(f"{ONE}/scan", methods=["GET", "POST"])
@with_account
def scan(slug: str, event_id: int) -> Response:
    """Scanning residents' codes and cards with the camera, or typing them."""
    campaign, event_ = event_organized(slug, event_id)
    if request.method == "GET":
        return _scan_page(campaign, event_, None, 200)
    code = forms.scanned_code(request.form.get("code", ""))
    now = utc_now()
    shown = walking_in.read_shown(read_session(), services().registry, secret_key(), code, now)
    seen = Arrival(event_.id, shown.resident_id or 0, shown.method, now, me().account_id)
    said = _let_in(campaign, event_, shown, seen, registers=request.form.get("register") == "y")
    status = 200 if said["is_in"] else 422
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(said), status)
    return _scan_page(campaign, event_, {**said, "scanned": code}, status)


def _scan_page(campaign: Campaign, event: Event, said: Mapping[str, Any] | None, status: int) -> Response:
    attended, registered = queries.at_the_door(read_session(), event.id)
    html = render_template(
        "campaigns/events/scan.html",
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()),
        said=said,
        attended=attended,
        registered=registered,
    )
    return make_response(html, status)


def _let_in(campaign: Campaign, event: Event, shown: Shown, seen: Arrival, *, registers: bool) -> dict[str, Any]:
    """What the door says to somebody, `is_in`, how many are there now, and what takes it back."""
    if shown.resident_id is None:
        if shown.problem in (rules.FORGED, rules.UNKNOWN):
            spend_guess()
        return {**views.saying(Outcome(shown.problem), event), "is_in": False}
    refused = _register(campaign, event, shown, seen.checked_in_at) if registers else ""
    outcome = admitted(seen)
    who = queries.nicknames(read_session(), [shown.resident_id]).get(shown.resident_id) or ""
    missing = outcome.code in (rules.NOT_REGISTERED, rules.FULL)
    other = queries.elsewhere(read_session(), event, shown.resident_id) if missing else None
    said = views.saying(outcome, event, who=who, other=other)
    if refused and not outcome.is_in:
        said["text"] = refused
    attended, registered = queries.at_the_door(read_session(), event.id)
    return {
        **said,
        "is_in": outcome.is_in,
        "attended": attended,
        "registered": registered,
        "undo": _undo_address(campaign, event, outcome),
    }


def _undo_address(campaign: Campaign, event: Event, outcome: Outcome) -> str:
    """What takes back what was just written; "" for somebody who was in already."""
    if outcome.attendance_id is None:
        return ""
    return url_for("event_desk.take_back", slug=campaign.slug, event_id=event.id, id=outcome.attendance_id)


def _register(campaign: Campaign, event: Event, shown: Shown, seen_at: datetime) -> str:
    """Registers somebody who stands at the door; why not, "" when it is done or was before."""
    form = SubmittedForm()
    with form.refusals(), write_session() as session:
        walking_in.register_for(session, services().calendar, campaign, event, shown, utc_now(), seen_at=seen_at)
    return form.refusal


def _arrival(event: Event, resident_id: int, at: datetime, method: str) -> Arrival:
    """Somebody who was there. What is told from after the door was closed is copied from paper: they were there when
    it began."""
    if at < door(event, services().calendar).closes:
        return Arrival(event.id, resident_id, method, at, me().account_id)
    return Arrival(event.id, resident_id, rules.PAPER, event.starts_at, me().account_id)


@blueprint.route(f"{ONE}/list", methods=["GET", "POST"], endpoint="list")
@with_account
def tick_list(slug: str, event_id: int) -> Response:
    """The list of those registered, to be ticked: also without a net, handed in later."""
    campaign, event_ = event_organized(slug, event_id)
    if request.method == "GET":
        return _list_page(campaign, event_, None)
    lines = forms.read_lines(request.form, request.form.getlist("resident"), utc_now())
    arrivals = [_arrival(event_, who, at, rules.LIST) for who, at in lines]
    ledger = current.ledger()
    with write_session() as session:
        action = programme().attendance
        outcomes = events.check_in_many(session, ledger, arrivals, utc_now(), action=action) if arrivals else []
    told = _outcome_lines(event_, arrivals, outcomes)
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify({"lines": told}))
    return _list_page(campaign, event_, told)


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


@blueprint.post(f"{ONE}/list/add")
@with_account
def walk_in(slug: str, event_id: int) -> Response:
    """Somebody who is not on the list, named by code, card or nickname: registered and checked in at once. Told twice,
    it counts once."""
    campaign, event_ = event_organized(slug, event_id)
    form, typed, at = forms.read_walk_in(request.form, utc_now())
    wants_json = request.accept_mimetypes.best == "application/json"
    if form.errors:
        refused = {"is_in": False, "tone": "bad", "title": form.refusal}
        return make_response(jsonify(refused)) if wants_json else _list_page(campaign, event_, None, form)
    shown = walking_in.read_named(read_session(), services().registry, secret_key(), typed, at)
    said = _let_in(campaign, event_, shown, _arrival(event_, shown.resident_id or 0, at, shown.method), registers=True)
    if wants_json:
        return make_response(jsonify(said))
    return _list_page(campaign, event_, [said], form if not said["is_in"] else None)


@blueprint.post(f"{ONE}/guests")
@with_account
def write_down(slug: str, event_id: int) -> Response:
    """An organizer registers somebody without a phone, who will come, by card or nickname."""
    campaign, event_ = event_organized(slug, event_id)
    form, typed, _ = forms.read_walk_in(request.form, utc_now())
    if not form.errors:
        shown = walking_in.read_named(read_session(), services().registry, secret_key(), typed, utc_now())
        with form.refusals("who"):
            if shown.resident_id is None:
                spend_guess()
                raise Invalid(views.saying(Outcome(shown.problem), event_)["text"])
            with write_session() as session:
                walking_in.register_for(session, services().calendar, campaign, event_, shown, utc_now())
            return redirect_after_post(url_for("event_desk.event", slug=slug, event_id=event_id), msgid("Registered."))
    return desk_page(campaign, event_, form)


def _list_page(
    campaign: Campaign, event: Event, told: list[dict[str, Any]] | None, form: SubmittedForm | None = None
) -> Response:
    page = guest_pages("event_desk.list", campaign, event, limit=forms.LINES_MAX, only_registered=True)
    return form_page(
        "campaigns/events/list.html",
        form or SubmittedForm(),
        campaign=views.head(campaign),
        event=views.desk_card(event, campaign, utc_now()),
        told=told,
        is_closed=utc_now() >= door(event, services().calendar).closes,
        days=rules.LIST_DAYS,
        who_max=forms.WHO_MAX,
        **page,
    )


@blueprint.get(f"{ONE}/list/worker.js")
@with_account
def worker(slug: str, event_id: int) -> Response:
    """What keeps the list's page on the organizer's phone when there is no net; good for that page alone."""
    event_organized(slug, event_id)
    response = make_response((STATIC / "checkin-worker.js").read_text())
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Service-Worker-Allowed"] = url_for("event_desk.list", slug=slug, event_id=event_id)
    return response


# On paper, and as a table


@blueprint.get(f"{ONE}/guests.<any(csv,xlsx):kind>")
@with_account
def guest_table(slug: str, event_id: int, kind: str) -> Response:
    """Everybody who is registered, waits or was there, as a table."""
    spend_costly_read()
    _, event_ = event_organized(slug, event_id)
    found = queries.guests(read_session(), event_.id, limit=EXPORTED_MOST)
    header, rows = views.guest_header(), [views.guest_row(one) for one in found]
    made = to_csv(header, rows) if kind == "csv" else to_xlsx(in_language(event_.name), header, rows)
    return _file(made, CSV_TYPE if kind == "csv" else XLSX_TYPE, f"event-{event_id}.{kind}", "attachment")


@blueprint.get(f"{ONE}/sheet.pdf")
@with_account
def sheet(slug: str, event_id: int) -> Response:
    """The list to be signed at the door, with empty lines for those who are not on it."""
    spend_costly_read()
    campaign, event_ = event_organized(slug, event_id)
    found = queries.guests(read_session(), event_.id, limit=sign_in_sheet.NAMES_MAX, only_registered=True)
    words = sign_in_sheet.Words(
        title=in_language(event_.name),
        below=f"{views.when(event_)} · {in_language(event_.place)}",
        campaign=in_language(campaign.title),
        columns=(gettext("Nickname or card"), gettext("Children"), gettext("Here")),
    )
    lines = [views.guest(one) for one in found]
    made = sign_in_sheet.draw(words, [(one["nickname"], one["minors"]) for one in lines])
    return _file(made, "application/pdf", f"event-{event_id}.pdf", "inline")


EXPORTED_MOST = 10_000


def _file(content: bytes, kind: str, name: str, how: str) -> Response:
    response = make_response(content)
    response.content_type = kind
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
