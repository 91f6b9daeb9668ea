"""Rides: adding one's own after the check-in, the consent to tracks, and the organizer's routes."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.events.models import Event
from campaigns.events.queries import attendance, event_of
from campaigns.events.registering import locked
from campaigns.programme.models import Campaign
from campaigns.programme.queries import campaign_for_organizer, public_campaign
from campaigns.rides import consent, forms, queries, rules, views
from campaigns.rides import services as rides
from campaigns.rides.models import RideRoute
from campaigns.rides.services import RouteDraft
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.pictures.uploads import takes_files
from civic.web.context import end_read_session, read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened
from civic.web.templating import in_language
from footprint import current

blueprint = Blueprint("rides", __name__)


def _ride(slug: str, event_id: int) -> tuple[Campaign, Event, RideRoute]:
    """A public campaign that is a ride, one of its events, and its route."""
    campaign = public_campaign(read_session(), slug)
    if campaign.kind != rules.KIND:
        raise NotFound()
    return campaign, event_of(read_session(), campaign.id, event_id), queries.required_route(read_session(), event_id)


# Residents


@blueprint.route("/campaigns/<slug>/rides/<row:event_id>/track", methods=["GET", "POST"])
@takes_files
@signed_in
def track(slug: str, event_id: int) -> Response:
    """The reader's own ride: adding a track to it, and what the track showed."""
    campaign, event, route = _ride(slug, event_id)
    if request.method == "GET":
        return _page(campaign, event, route, SubmittedForm())
    form, option = _read_claim(route)
    path = url_for("rides.track", slug=slug, event_id=event_id)
    is_given = queries.consent(read_session(), current_user.resident_id) is not None
    agrees = forms.read_consent(form, request.form, given=is_given)
    if not form.errors and agrees:
        with form.refusals():
            _add_track(event, option, path)
            return redirect_after_post(path)
    return _page(campaign, event, route, form)


def _add_track(event: Event, option: str, path: str) -> None:
    """The track is looked into before the transaction."""
    ledger, now = current.ledger(), utc_now()
    data = forms.sent_file(request.files.get("track"))
    rides.check_may_add(read_session(), ledger.calendar, event, current_user.resident_id, data, now)
    end_read_session()
    found = rides.take_in(data, event, current_user.resident_id, now)
    with write_session() as session:
        consent.agree(session, current_user.resident_id, now)
        rides.add_track(session, ledger, event, current_user.resident_id, found, option, path, now)


def _read_claim(route: RideRoute) -> tuple[SubmittedForm, str]:
    action = current.catalogue().action(route.action)
    return forms.read_said(request.form, rides.options(action))


def _page(campaign: Campaign, event: Event, route: RideRoute, form: SubmittedForm) -> Response:
    came = attendance(read_session(), event.id, current_user.resident_id)
    mine = queries.ride(read_session(), event.id, current_user.resident_id)
    action = current.catalogue().action(route.action)
    choices = views.choices(action)
    today, day = services().calendar.today(), services().calendar.today(event.starts_at)
    form.values.setdefault("option", choices[0][0])
    return form_page(
        "campaigns/rides/track.html",
        form,
        campaign=views.head(campaign),
        route=views.route_card(queries.line_of(event, route), campaign.slug),
        ride=views.own(mine, route, action) if mine is not None and mine.state != rules.NONE else None,
        came=came is not None and came.taken_back_at is None,
        is_late=(today - day).days > rules.LATE_DAYS,
        late_days=rules.LATE_DAYS,
        question=in_language(action.question.text) if action.question else gettext("What did the ride replace?"),
        choices=choices,
        has_agreed=queries.consent(read_session(), current_user.resident_id) is not None,
    )


@blueprint.post("/campaigns/<slug>/rides/<row:event_id>/planned")
@signed_in
def planned(slug: str, event_id: int) -> Response:
    """Counts the route's length for a rider without a device."""
    campaign, event, route = _ride(slug, event_id)
    form, option = _read_claim(route)
    if not form.errors:
        ledger = current.ledger()
        with form.refusals():
            with write_session() as session:
                rides.confirm_planned(session, ledger, event, current_user.resident_id, option, utc_now())
            return redirect_after_post(url_for("rides.track", slug=slug, event_id=event_id))
    return _page(campaign, event, route, form)


@blueprint.post("/campaigns/<slug>/rides/<row:event_id>/remove")
@signed_in
def remove(slug: str, event_id: int) -> Response:
    """Takes the own ride back, with its entry."""
    campaign, event, route = _ride(slug, event_id)
    ledger = current.ledger()
    form = SubmittedForm()
    with form.refusals():
        with write_session() as session:
            rides.take_away(session, ledger, event, current_user.resident_id, utc_now())
        return redirect_after_post(url_for("rides.track", slug=slug, event_id=event_id), msgid("Taken back."))
    return _page(campaign, event, route, form)


@blueprint.get("/me/tracks")
@signed_in
def mine() -> str:
    """Why tracks are asked for, what is kept, the consent, and the reader's rides."""
    agreed = queries.consent(read_session(), current_user.resident_id)
    found = queries.of_resident(read_session(), current_user.resident_id)
    local = services().calendar.local
    return render_template(
        "campaigns/rides/mine.html",
        agreed_on=local(agreed.given_at).date() if agreed else None,
        version=agreed.version if agreed else rules.CONSENT,
        gone="gone" in request.args,
        rides=[
            {
                "title": in_language(event.name),
                "day": local(event.starts_at).date(),
                "distance": views.km(ride.distance_m),
                "has_shape": ride.shape is not None,
                "state": ride.state,
                "href": url_for("rides.track", slug=campaign.slug, event_id=event.id),
            }
            for ride, event, campaign in found
            if ride.state != rules.NONE
        ],
    )


@blueprint.post("/me/tracks/withdraw")
@signed_in
def withdraw() -> Response:
    """Withdraws the consent to tracks; what was kept of them goes at once."""
    with write_session() as session:
        consent.disagree(session, current_user.resident_id, utc_now())
    return redirect_after_post(url_for("rides.mine", gone=1))


# Organizers


def _campaign_of_organizer(slug: str) -> Campaign:
    campaign = campaign_for_organizer(read_session(), current_user, slug, utc_now())
    if campaign.kind != rules.KIND:
        raise NotFound()
    return campaign


@blueprint.get("/organize/campaigns/<slug>/rides")
@signed_in
def routes(slug: str) -> str:
    """The events of a ride with their routes, and how far people rode."""
    campaign = _campaign_of_organizer(slug)
    lines = queries.lines_of_campaign(read_session(), campaign.id)
    return render_template(
        "campaigns/rides/desk.html",
        campaign={**views.head(campaign), "href": url_for("programme_desk.page", slug=slug)},
        routes=[{**views.route_card(line, slug), **views.ridden(line)} for line in lines],
        figures=views.figures(lines, current.catalogue()),
    )


@blueprint.route("/organize/campaigns/<slug>/rides/<row:event_id>", methods=["GET", "POST"])
@signed_in
def route(slug: str, event_id: int) -> Response:
    """Where a ride leads, how long it is, and for whom."""
    campaign = _campaign_of_organizer(slug)
    event = event_of(read_session(), campaign.id, event_id)
    actions = [one for one in current.catalogue().actions.values() if one.unit.symbol == "km"]
    offered = [one for one in actions if one.id in campaign.actions] or actions
    if not offered:  # a pack without anything that is counted in kilometres
        raise NotFound()
    if request.method == "GET":
        form = opened(_known(queries.route(read_session(), event_id), offered[0].id))
    else:
        form, plan = forms.read_route(request.form, services().city.languages, [one.id for one in offered])
        if not form.errors:
            with form.refusals():
                _set_route(form, campaign, event_id, plan, offered[0].id)
                return redirect_after_post(url_for("rides.routes", slug=slug), msgid("Saved."))
    return form_page(
        "campaigns/rides/route.html",
        form,
        campaign=views.head(campaign),
        route=views.route_card(queries.line_of(event, None), slug),
        written_in=list(locale.language_names(services().city.languages).items()),
        levels=[(code, gettext(words)) for code, words in rules.LEVELS.items()],
        actions=[(one.id, in_language(one.name)) for one in offered],
    )


def _set_route(form: SubmittedForm, campaign: Campaign, event_id: int, plan: RouteDraft, usual: str) -> None:
    with write_session() as session:
        locked(session, campaign.id, event_id)
        check_revision(form, _known(queries.route(session, event_id), usual))
        rides.set_route(session, event_id, plan)


def _known(found: RideRoute | None, action: str) -> SubmittedForm:
    """The form as it starts: empty, or with the route as it is."""
    if found is None:
        return SubmittedForm(level=rules.EASY, counts_as=action)
    words = {
        f"{field}_{code}": text.by_language.get(code, "")
        for field, text in (("meeting", found.meeting_point), ("description", found.description))
        for code in services().city.languages
    }
    return SubmittedForm(
        None, distance=f"{found.distance_m / 1000:g}", level=found.level, counts_as=found.action, **words
    )
