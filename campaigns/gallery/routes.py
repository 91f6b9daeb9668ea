"""A painting show: the gallery, each painting, sending one in, voting, and how the organizer runs it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from campaigns.gallery import forms, planning, queries, rules, views
from campaigns.gallery import services as shows
from campaigns.gallery.day_order import Order, by_number, of_the_day
from campaigns.gallery.permissions import may_see
from campaigns.gallery.queries import KIND, Room, ShownPainting
from campaigns.gallery.rules import Terms
from campaigns.gallery.views import Place
from campaigns.moderation.rules import FAULTS, REASONS
from campaigns.programme.models import Campaign
from campaigns.programme.queries import campaign_for_organizer, public_campaign
from campaigns.programme.services import locked
from civic.accounts.actor import me
from civic.accounts.permissions import may_moderate
from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.language.locale import gettext
from civic.pictures.services import take_in
from civic.pictures.uploads import required_picture, takes_files
from civic.residents import queries as residents
from civic.residents.actor import resident
from civic.residents.identity import ResidentActor
from civic.services import Services
from civic.web.context import end_read_session, read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed, public, signed_in
from civic.web.requests import new_idempotency_key, redirect_after_post
from civic.web.revisions import check_revision, opened
from footprint import current

blueprint = Blueprint("gallery", __name__)
_SAID_BEFORE = {"key": "00000000", "consent": "y"}
"""A change needs no key, as sent twice it says the same; and the guardian agreed when the photo was kept."""
_MENDED_LATER = {"title", "first_name", "age_group", "description"}
"""Mistakes with which the photo is kept all the same. Without consent nothing is."""
_LOOKED_AT = msgid("The painting is sent in. You get a message once it has been looked at.")
_walls: AppCache[Markup] = AppCache()


def _today() -> date:
    return services().calendar.today()


def _show(slug: str) -> tuple[Campaign, Terms]:
    """A public campaign that is a painting show, and its terms."""
    campaign = public_campaign(read_session(), slug)
    if campaign.kind != KIND:
        raise NotFound()
    return campaign, queries.terms(read_session(), campaign)


# For everybody


@blueprint.get("/campaigns/<slug>/gallery")
@public
def page(slug: str) -> str:
    """The paintings of an age group: in the day's order while people vote, by votes afterwards."""
    app_services, today, reader = services(), _today(), _reader()
    if not reader:
        same_for_visitors(_made_from(app_services, slug), lambda: _made_from(app_services, slug))
    room, asked = _room(slug), request.args.get("group")
    group = asked if asked in room.terms.groups else room.first_group()
    place = Place(room.campaign, group, rules.reading_day(request.args.get("day"), today), today)
    order = _order(room, place)
    number = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-order.size // rules.PAGE)))
    places = range((number - 1) * rules.PAGE, min(number * rules.PAGE, order.size))
    found = queries.hung(read_session(), room.campaign.id, group, [*map(order.painting_at, places)], reader)
    mine = next((one.id for one in found if one.id == room.votes.get(group)), None)
    return render_template(
        "campaigns/gallery/page.html",
        campaign=views.head(room.campaign),
        terms=views.terms_context(room.terms, today),
        tabs=views.tabs(place, room.terms),
        group=views.group_label(group),
        wall=_walls.get((g.look, slug, place.day, today, mine, *found), lambda: _draw_wall(place, found, mine)),
        winners=room.wall(group).winners or 0,
        here=place.gallery(),
        newer=place.gallery(page=number - 1) if number > 1 else None,
        older=place.gallery(page=number + 1) if number * rules.PAGE < order.size else None,
    )


def _draw_wall(place: Place, found: Sequence[ShownPainting], mine: int | None) -> Markup:
    cards = [views.card(one, place.painting(one.id), one.id == mine) for one in found]
    return Markup(render_template("campaigns/gallery/_wall.html", cards=cards))  # noqa: S704 (escaped by the template)


def _made_from(app_services: Services, slug: str) -> tuple[date, tuple[object, ...]]:
    """What a visitor's page says: the day, and what hangs there."""
    return app_services.calendar.today(), queries.facts(app_services.database, slug)


def _room(slug: str) -> Room:
    found = queries.room(read_session(), slug, _reader())
    if found is None:
        raise NotFound()
    return found


def _reader() -> int:
    actor = resident()
    return actor.resident_id if actor else 0


def _order(room: Room, place: Place) -> Order:
    """The order in which a reader pages through a group."""
    size = room.wall(place.group).size
    return by_number(size) if room.terms.is_counted else of_the_day(size, place.campaign.id, place.day)


@blueprint.get("/campaigns/<slug>/gallery/<row:id>")
@public
def painting(slug: str, id: int) -> Response:
    """One painting with its neighbours; its guardian sees here what the public will see."""
    return _painting(slug, id, SubmittedForm())


def _painting(slug: str, id: int, form: SubmittedForm) -> Response:
    room, actor, today = _room(slug), resident(), _today()
    judges = current_user.is_authenticated and may_moderate(me())
    found = queries.painting(read_session(), room.campaign.id, id, 0 if judges else _reader())
    if found is None or not may_see(actor, found.state, found.guardian_id):
        raise NotFound()
    if found.state == rules.DRAFT and not all((found.title, found.first_name, found.age_group)):
        return redirect_after_post(url_for("gallery.edit", slug=slug, id=id))
    place = Place(room.campaign, found.age_group, rules.reading_day(request.args.get("day"), today), today)
    order = _order(room, place)
    at = order.place_of(found.wall_number) if found.wall_number is not None else None
    before, after = _neighbours(place, order, at) if at is not None else (None, None)
    return form_page(
        "campaigns/gallery/painting.html",
        form,
        campaign=views.head(room.campaign),
        terms=views.terms_context(room.terms, today),
        painting=views.card(found, place.painting(id)),
        state=found.state,
        own=views.own_card(found, "") if actor and actor.resident_id == found.guardian_id else None,
        voting=_voting(room, found, actor) if room.terms.takes_votes(today) and found.state == rules.SHOWN else None,
        gallery=place.gallery(page=1 + (at or 0) // rules.PAGE),
        position=at + 1 if at is not None else None,
        total=order.size,
        before=before,
        after=after,
        day=request.args.get("day", "")[:10],
        reasons=[(code, gettext(REASONS[code])) for code in FAULTS] if judges else [],
        subject=shows.subject(id),
    )


def _neighbours(place: Place, order: Order, at: int) -> tuple[str | None, str | None]:
    """The addresses of the paintings before and after, past those that the reader has hidden."""
    near = range(max(0, at - rules.PAGE), min(order.size, at + rules.PAGE + 1))
    numbers = {order.painting_at(one): one for one in near if one != at}
    found = queries.hung_ids(read_session(), place.campaign.id, place.group, [*numbers], _reader())
    by_place = {numbers[number]: id for number, id in found.items()}
    addresses = {one: place.painting(id) for one, id in by_place.items()}
    before = max((one for one in by_place if one < at), default=at)
    after = min((one for one in by_place if one > at), default=at)
    return addresses.get(before), addresses.get(after)


def _voting(room: Room, found: ShownPainting, actor: ResidentActor | None) -> dict[str, Any]:
    """Whether the reader can vote for it, and whether they do."""
    if actor is None:
        return {"kind": "visitor"}
    if actor.resident_id == found.guardian_id:
        return {"kind": "own"}
    chosen = room.votes.get(found.age_group)
    since = rules.votes_from(residents.joined_at(read_session(), actor.resident_id), _announced(room.campaign))
    if since > utc_now():
        return {"kind": "early", "day": services().calendar.today(since)}
    return {"kind": "here" if chosen == found.id else "elsewhere" if chosen else "free"}


def _announced(campaign: Campaign) -> datetime:
    return campaign.published_at or campaign.created_at


@blueprint.post("/campaigns/<slug>/gallery/<row:id>/vote")
@signed_in
def vote(slug: str, id: int) -> Response:
    """The reader's vote in the painting's group: for it, or not any more."""
    campaign, terms = _show(slug)
    me, now, today = current_user, utc_now(), _today()
    form = SubmittedForm()
    with form.refusals():
        with write_session() as session:
            if request.form.get("vote") == "no":
                shows.take_vote_back(session, campaign, terms, me, id, today)
            else:
                shows.vote(session, campaign, terms, me, id, now, today)
        return redirect_after_post(url_for("gallery.painting", slug=slug, id=id, day=request.args.get("day")) + "#vote")
    return _painting(slug, id, form)


# Guardians


@blueprint.route("/campaigns/<slug>/gallery/new", methods=["GET", "POST"])
@takes_files
@signed_in
def submit(slug: str) -> Response:
    """Sending a painting in: first it is kept as a draft, which its guardian looks at."""
    campaign, terms = _show(slug)
    today, now = _today(), utc_now()
    if request.method == "GET":
        return _form(campaign, terms, SubmittedForm(), "")
    form, said = forms.read_submission(request.form, terms, g.language.code)
    with form.refusals():
        shows.check_open(read_session(), campaign, terms, current_user.resident_id, today)
        data = required_picture()
        if form.errors.keys() <= _MENDED_LATER:
            end_read_session()
            prepared = take_in(data, current_user.resident_id)
            with write_session() as session:
                number = shows.draft(session, campaign, terms, current_user, said, prepared, now, today)
            if form.errors:
                return _edit_form(campaign, terms, number, form)
            return redirect_after_post(url_for("gallery.painting", slug=slug, id=number))
    return _form(campaign, terms, form, said.key)


@blueprint.route("/campaigns/<slug>/gallery/<row:id>/edit", methods=["GET", "POST"])
@signed_in
def edit(slug: str, id: int) -> Response:
    """Other words for an own painting; one that hangs is looked at anew."""
    campaign, terms = _show(slug)
    if request.method == "GET":
        return _edit_form(campaign, terms, id, None)
    form, said = forms.read_submission({**request.form, **_SAID_BEFORE}, terms, g.language.code)
    path = url_for("gallery.painting", slug=slug, id=id)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                anew = shows.change(session, campaign, terms, current_user, id, said, path, utc_now())
            if anew:
                return redirect_after_post(url_for("gallery.mine", slug=slug), _LOOKED_AT)
            return redirect_after_post(path)
    return _edit_form(campaign, terms, id, form)


def _edit_form(campaign: Campaign, terms: Terms, id: int, form: SubmittedForm | None) -> Response:
    painting = shows.own(read_session(), campaign, current_user.resident_id, id)
    known = SubmittedForm(
        title=painting.title,
        first_name=painting.first_name,
        age_group=painting.age_group,
        description=painting.description,
    )
    return form_page(
        "campaigns/gallery/form.html",
        form or known,
        campaign=views.head(campaign),
        terms=views.terms_context(terms, _today()),
        groups=[(group, views.group_label(group)) for group in terms.groups],
        key="",
        again=False,
        kept={
            "id": id,
            "token": queries.tokens(read_session(), [id]).get(id, ""),
            "is_new": painting.state == rules.DRAFT,
        },
    )


def _form(campaign: Campaign, terms: Terms, form: SubmittedForm, key: str) -> Response:
    today = _today()
    return form_page(
        "campaigns/gallery/form.html",
        form,
        campaign=views.head(campaign),
        terms=views.terms_context(terms, today),
        groups=[(group, views.group_label(group)) for group in terms.groups],
        key=key or new_idempotency_key(),
        again=bool(form.errors) and "picture" not in form.errors,
        kept=None,
    )


@blueprint.post("/campaigns/<slug>/gallery/<row:id>/send")
@signed_in
def send(slug: str, id: int) -> Response:
    """The guardian has looked at the draft and sends it in."""
    campaign, terms = _show(slug)
    now, today, path = utc_now(), _today(), url_for("gallery.painting", slug=slug, id=id)
    form = SubmittedForm()
    with form.refusals():
        with write_session() as session:
            shows.send_in(session, campaign, terms, current_user, id, path, now, today)
        return redirect_after_post(url_for("gallery.mine", slug=slug), _LOOKED_AT)
    return _painting(slug, id, form)


@blueprint.post("/campaigns/<slug>/gallery/<row:id>/withdraw")
@signed_in
def withdraw(slug: str, id: int) -> Response:
    """The guardian takes a painting back, at once."""
    _show(slug)
    with write_session() as session:
        shows.withdraw(session, current.ledger(), current_user.resident_id, id, utc_now())
    return redirect_after_post(url_for("gallery.mine", slug=slug, gone=1))


@blueprint.get("/campaigns/<slug>/gallery/mine")
@signed_in
def mine(slug: str) -> str:
    """What the reader sent in, and how each stands."""
    campaign, terms = _show(slug)
    found = queries.by_guardian(read_session(), campaign.id, current_user.resident_id)
    return render_template(
        "campaigns/gallery/mine.html",
        campaign=views.head(campaign),
        terms=views.terms_context(terms, _today()),
        paintings=[views.own_card(one, url_for("gallery.painting", slug=slug, id=one.id)) for one in found],
        gone="gone" in request.args,
    )


# Those who keep it in order


@blueprint.post("/campaigns/<slug>/gallery/<row:id>/refuse")
@allowed(may_moderate)
def refuse(slug: str, id: int) -> Response:
    """A moderator takes a painting down, for a reason."""
    campaign, _ = _show(slug)
    reason = forms.read_reason(request.form)
    if queries.painting(read_session(), campaign.id, id) is None:
        raise NotFound()
    with write_session() as session:
        shows.take_down(session, current.ledger(), me(), id, reason, utc_now())
    return redirect_after_post(url_for("gallery.page", slug=slug))


@blueprint.route("/organize/campaigns/<slug>/gallery", methods=["GET", "POST"])
@signed_in
def desk(slug: str) -> Response:
    """How the organizer runs the show, and how many paintings there are."""
    campaign = campaign_for_organizer(read_session(), current_user, slug, utc_now())
    if campaign.kind != KIND:
        raise NotFound()
    if request.method == "GET":
        return _desk(campaign, opened(_terms_form(queries.terms(read_session(), campaign))))
    form, groups, most, until = forms.read_terms(request.form)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                check_revision(form, _terms_form(queries.terms(session, locked(session, campaign.id))))
                planning.arrange(session, campaign, groups, most, until)
            return redirect_after_post(url_for("gallery.desk", slug=slug, saved=1))
    return _desk(campaign, form)


def _terms_form(terms: Terms) -> SubmittedForm:
    until = terms.submit_until.isoformat() if terms.submit_until != terms.ends_on else ""
    return SubmittedForm(None, groups=", ".join(terms.groups), per_guardian=str(terms.per_guardian), submit_until=until)


def _desk(campaign: Campaign, form: SubmittedForm) -> Response:
    counts = queries.states(read_session(), campaign.id)
    shown = (rules.WAITING, rules.SHOWN, rules.REFUSED, rules.WITHDRAWN)
    return form_page(
        "campaigns/gallery/desk.html",
        form,
        campaign=views.head(campaign),
        saved="saved" in request.args,
        most=rules.MOST_PER_GUARDIAN,
        states=[gettext(rules.STATES[state]) for state in shown],
        rows=[
            (views.group_label(group), [counts.get((group, state), 0) for state in shown])
            for group in sorted({group for group, state in counts if state in shown}, key=rules.ages)
        ],
        public=campaign.published_at is not None,
    )
