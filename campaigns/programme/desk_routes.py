"""The organizer's desk: making a campaign from a series or an old one, editing, publishing."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.organizations.queries import Role, memberships
from campaigns.programme import desk_views, forms, page_queries, permissions, queries, rules, services, views
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign, Proposal
from campaigns.programme.panels import DESK_LINKS
from campaigns.programme.proposals import shown_to, words_of
from campaigns.programme.routes import campaign_page, today
from campaigns.programme.series import Series
from campaigns.programme.services import CampaignDraft
from civic.calendar import utc_now
from civic.errors import Invalid, NotFound, msgid
from civic.pictures.services import store, take_in
from civic.pictures.uploads import required_picture, takes_files
from civic.residents.actor import me
from civic.web.context import end_read_session, read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened
from civic.web.templating import in_language
from footprint.current import catalogue

blueprint = Blueprint("programme_desk", __name__)


def mine(slug: str) -> Campaign:
    """A campaign that the reader may run, or no page at all."""
    return queries.campaign_for_organizer(read_session(), me(), slug, utc_now())


def standing_in(session: Session, campaign: Campaign) -> rules.Standing:
    return queries.standing(session, me().resident_id, campaign, utc_now())


def _at_once(session: Session, campaign: Campaign) -> bool:
    """Whether the reader's words need not wait for the city."""
    return permissions.may(standing_in(session, campaign), permissions.WORDS)


def _roles() -> tuple[Role, ...]:
    roles = memberships(read_session(), me().resident_id, utc_now())
    if not roles:
        raise NotFound()
    return roles


# Making one


@blueprint.get("/organize/campaigns/new")
@signed_in
def choose() -> str:
    """Which series a new campaign belongs to, and for which organization."""
    roles = _roles()
    return render_template(
        "campaigns/programme/choose.html",
        series=[desk_views.series_card(one) for one in programme().series.values()],
        organizations=[(role.slug, in_language(role.name)) for role in roles],
        old=[
            views.head(one)
            for one in queries.campaigns_of_organizer(read_session(), me().resident_id, utc_now(), limit=20)
        ],
    )


@blueprint.route("/organize/campaigns/new/<series>", methods=["GET", "POST"])
@signed_in
def create(series: str) -> Response:
    """A new draft: the series' template, or a copy of an old campaign."""
    chosen = programme().series.get(series)
    if chosen is None:
        raise NotFound()
    like = _like(chosen)
    if request.method == "GET":
        return _plan_page(_fresh_plan(chosen, like), new=chosen, like=like)
    form, plan = forms.read_plan(request.form, app_services().city, list(catalogue().actions))
    role = form.read("organization", own_role, None)
    if not form.errors and role is not None:
        with form.refusals():
            slug = _create(role, plan, chosen, like)
            said = msgid("The draft is made. Add dates and a picture, look at the preview, then send it off below.")
            return redirect_after_post(url_for("programme_desk.page", slug=slug), said)
    return _plan_page(form, new=chosen, like=like)


def _fresh_plan(series: Series, like: Campaign | None) -> SubmittedForm:
    if like is not None:
        plan = forms.from_campaign(like, starts_on=rules.moved_on(like.starts_on, today()))
    else:
        plan = forms.from_series(series, today())
    form = forms.typed_plan(plan, app_services().city.languages)
    form.values["organization"] = request.args.get("organization", "")
    return form


def _create(role: Role, plan: CampaignDraft, series: Series, like: Campaign | None) -> str:
    """The slug of the new draft."""
    with write_session() as writer:
        return services.create(
            writer,
            app_services().registry,
            me(),
            role.organization_id,
            plan,
            series=series.id,
            kind=series.kind,
            today=today(),
            now=utc_now(),
            like=like.id if like else None,
        ).slug


def _like(series: Series) -> Campaign | None:
    """The old campaign of the same series that a new one is made from."""
    slug = request.args.get("like", "")
    if not slug:
        return None
    found = mine(slug)
    return found if found.series == series.id else None


def own_role(typed: str) -> Role:
    for role in _roles():
        if role.slug == typed:
            return role
    raise Invalid("Please choose one of these.")


def _plan_page(
    form: SubmittedForm, *, campaign: Campaign | None = None, new: Series | None = None, like: Campaign | None = None
) -> Response:
    city = app_services().city
    return form_page(
        "campaigns/programme/edit.html",
        form,
        campaign=views.head(campaign) if campaign else None,
        series=desk_views.series_card(new) if new else None,
        like=like.slug if like else None,
        organizations=[(role.slug, in_language(role.name)) for role in _roles()],
        districts=[(one.id, in_language(one.name)) for one in city.districts],
        actions=views.actions(catalogue().actions),
        audiences=desk_views.audiences(),
        limits=desk_views.LIMITS,
    )


# Running one


@blueprint.get("/organize/campaigns/<slug>")
@signed_in
def page(slug: str) -> Response:
    """The desk of one campaign."""
    return _desk(slug, SubmittedForm())


def _desk(slug: str, form: SubmittedForm) -> Response:
    campaign, standing = queries.run_by(read_session(), me(), slug, utc_now())
    shown = page_queries.shown_to_organizer(read_session(), campaign.id, me().resident_id)
    links = sorted(
        (link for give in app_services().registry.all(DESK_LINKS) for link in give(campaign)),
        key=lambda link: link.order,
    )
    return form_page(
        "campaigns/programme/desk.html",
        form,
        campaign=views.page(shown, today()),
        head=views.head(campaign),
        note=campaign.note if campaign.state == rules.DRAFT else "",
        change_waits=read_session().get(Proposal, campaign.id) is not None,
        moves=desk_views.moves(campaign, standing),
        missing=desk_views.missing(read_session(), campaign),
        handover=desk_views.handover(read_session(), campaign),
        links=links,
        hosts=desk_views.hosts(read_session(), campaign),
        asks_hosts=permissions.may(standing, permissions.HOSTS),
        is_editable=campaign.state not in (rules.CLOSED, rules.ARCHIVED),
        series_id=campaign.series,
    )


@blueprint.route("/organize/campaigns/<slug>/edit", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> Response:
    """Words, days, goals."""
    campaign = mine(slug)
    if request.method == "GET":
        return _plan_page(opened(_kept_plan(read_session(), campaign)), campaign=campaign)
    form, plan = forms.read_plan(request.form, app_services().city, list(catalogue().actions))
    if not form.errors:
        with form.refusals():
            _save(campaign.id, form, plan)
            return redirect_after_post(url_for("programme_desk.page", slug=slug), msgid("Saved."))
    return _plan_page(form, campaign=campaign)


def _kept_plan(session: Session, campaign: Campaign) -> SubmittedForm:
    """The campaign as it stands; whose words wait for the city goes on from those that wait already."""
    offered = shown_to(session, campaign, at_once=_at_once(session, campaign))
    plan = forms.from_campaign(campaign)
    plan = replace(plan, **words_of(offered)) if offered else plan
    return forms.typed_plan(plan, app_services().city.languages)


def _save(campaign_id: int, form: SubmittedForm, plan: CampaignDraft) -> None:
    with write_session() as writer:
        campaign = services.locked(writer, campaign_id)
        check_revision(form, _kept_plan(writer, campaign))
        at_once = _at_once(writer, campaign)
        services.edit(
            writer,
            me(),
            campaign_id,
            plan,
            registry=app_services().registry,
            at_once=at_once,
            calls_off=request.form.get("calls_off") == "y",
            today=today(),
            now=utc_now(),
        )


@blueprint.route("/organize/campaigns/<slug>/cover", methods=["GET", "POST"])
@signed_in
@takes_files
def cover(slug: str) -> Response:
    """The picture above the campaign and in chat apps."""
    campaign, standing = queries.run_by(read_session(), me(), slug, utc_now())
    form = SubmittedForm(request.form)
    if request.method == "POST":
        with form.refusals():
            _set_cover(campaign.id, form)
            return redirect_after_post(url_for("programme_desk.page", slug=slug), msgid("Saved."))
    at_once = permissions.may(standing, permissions.WORDS)
    form.values.update(opened(_kept_cover(read_session(), campaign, at_once=at_once)).values)
    shown = page_queries.shown_to_organizer(read_session(), campaign.id, me().resident_id)
    return form_page("campaigns/programme/cover.html", form, campaign=views.head(campaign), cover=shown.cover)


def _kept_cover(session: Session, campaign: Campaign, *, at_once: bool) -> SubmittedForm:
    offered = shown_to(session, campaign, at_once=at_once)
    waits = offered.cover_id if offered else None
    return SubmittedForm(cover=str(waits or campaign.cover_id or ""))


def _set_cover(campaign_id: int, form: SubmittedForm) -> None:
    """The new picture is worked on before the transaction."""
    end_read_session()
    prepared = None if request.form.get("act") == "remove" else take_in(required_picture(), me().resident_id)
    now = utc_now()
    with write_session() as writer:
        campaign = services.locked(writer, campaign_id)
        at_once = _at_once(writer, campaign)
        check_revision(form, _kept_cover(writer, campaign, at_once=at_once))
        picture = store(writer, prepared, me().resident_id, now) if prepared else None
        services.set_cover(writer, me(), campaign_id, picture.id if picture else None, now, at_once=at_once)


@blueprint.get("/organize/campaigns/<slug>/preview")
@signed_in
def preview(slug: str) -> str:
    """The campaign as everybody will see it."""
    campaign = mine(slug)
    back = url_for("programme_desk.page", slug=slug)
    return campaign_page(page_queries.shown_to_organizer(read_session(), campaign.id, me().resident_id), me(), back)


@blueprint.post("/organize/campaigns/<slug>/move")
@signed_in
def move(slug: str) -> Response:
    """Submitting, publishing, closing, archiving."""
    act = request.form.get("act", "")
    if act not in rules.ORGANIZER_MOVES:
        raise NotFound()
    return act_on(slug, lambda campaign: _move(campaign, act), desk_views.MOVED[act])


def _move(campaign: Campaign, act: str) -> None:
    with write_session() as writer:
        permissions.need(standing_in(writer, campaign), permissions.right_for(act))
        services.move(writer, me(), campaign.id, act, utc_now())


def act_on(slug: str, act: Callable[[Campaign], None], said: str) -> Response:
    """Does something to a campaign of the reader and shows its desk, with the refusal if there was one."""
    campaign, form = mine(slug), SubmittedForm(request.form)
    for field in ("organization", "to"):
        form.read(field, str, "")
    with form.refusals():
        act(campaign)
        return redirect_after_post(url_for("programme_desk.page", slug=slug), said)
    return _desk(slug, form)


@blueprint.get("/organize/campaigns/<slug>/history")
@signed_in
def history(slug: str) -> str:
    """Who changed what."""
    campaign = mine(slug)
    lines = queries.history(read_session(), campaign.id)
    return render_template(
        "campaigns/programme/history.html",
        campaign=views.head(campaign),
        changes=[views.change(line, nickname, desk_views.acts()) for line, nickname in lines],
    )


@blueprint.route("/organize/campaigns/<slug>/questions", methods=["GET", "POST"])
@signed_in
def questions(slug: str) -> Response:
    """What the campaign asks when somebody joins."""
    campaign, standing = queries.run_by(read_session(), me(), slug, utc_now())
    if request.method == "GET":
        at_once = permissions.may(standing, permissions.WORDS)
        return _questions_page(campaign, opened(_kept_questions(read_session(), campaign, at_once=at_once)))
    form, asked = forms.read_questions(request.form, app_services().city.languages)
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                kept = services.locked(writer, campaign.id)
                at_once = _at_once(writer, kept)
                check_revision(form, _kept_questions(writer, kept, at_once=at_once))
                services.set_questions(writer, me(), kept.id, asked, utc_now(), at_once=at_once)
            return redirect_after_post(url_for("programme_desk.page", slug=slug), msgid("Saved."))
    return _questions_page(campaign, form)


def _kept_questions(session: Session, campaign: Campaign, *, at_once: bool) -> SubmittedForm:
    offered = shown_to(session, campaign, at_once=at_once)
    waits = offered.questions if offered else None
    asked = [services.asked_of(one) for one in waits] if waits is not None else None
    shown = queries.questions(session, campaign.id) if asked is None else asked
    return forms.typed_questions([*shown], app_services().city.languages)


def _questions_page(campaign: Campaign, form: SubmittedForm) -> Response:
    return form_page(
        "campaigns/programme/questions.html",
        form,
        campaign=views.head(campaign),
        places=range(services.QUESTIONS_MAX),
        kinds=desk_views.question_kinds(),
        label_max=forms.LABEL_MAX,
    )
