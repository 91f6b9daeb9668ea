"""A family challenge: its weeks and tasks, joining as a household, the shared board, and the organizer's tasks."""

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.families import forms, queries, rules, services, views
from campaigns.families.forms import TaskForm
from campaigns.families.models import Family
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign
from campaigns.programme.queries import campaign_for_organizer, public_campaign
from campaigns.programme.rules import FAMILY, may_join_on
from civic.calendar import utc_now
from civic.errors import Forbidden, NotFound, msgid
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened
from footprint.current import catalogue

blueprint = Blueprint("families", __name__)


def _today() -> date:
    return app_services().calendar.today()


def _campaign(slug: str) -> Campaign:
    campaign = public_campaign(read_session(), slug)
    if campaign.kind != FAMILY:
        raise NotFound()
    return campaign


@blueprint.get("/campaigns/<slug>/families")
@public
def board(slug: str) -> str:
    """Which family has done how much."""
    campaign = _campaign(slug)
    own = current_user.household_id if current_user.is_resident else None
    return render_template(
        "campaigns/families/board.html",
        campaign=programme.head(campaign),
        families=views.board(queries.board(read_session(), campaign.id), own),
        tasks=len(queries.tasks(read_session(), campaign.id)),
        standing=views.standing(campaign.ends_on, _today()),
    )


@blueprint.get("/campaigns/<slug>/family")
@signed_in
def family(slug: str) -> Response:
    """My family's weeks and tasks, or joining."""
    return _family(_campaign(slug), SubmittedForm())


def _family(campaign: Campaign, form: SubmittedForm) -> Response:
    own = queries.family(read_session(), campaign.id, current_user.household_id)
    plays = own is not None and own.left_at is None
    tasks = queries.tasks(read_session(), campaign.id)
    uses = services.uses_of(read_session(), campaign, current_user.household_id) if plays else {}
    ticks = {task for _, task in queries.ticks(read_session(), campaign.id, current_user.household_id)}
    if "name" not in form.values:
        form.values.update(opened(_kept(own)).values)
    return form_page(
        "campaigns/families/family.html",
        form,
        campaign=programme.head(campaign),
        plays=plays,
        can_join=may_join_on(campaign.state, campaign.ends_on, _today()),
        weeks=views.weeks(
            campaign, tasks, uses, ticks if plays else set(), _today(), own.joined_on if own else _today()
        ),
        name_max=services.NAME_MAX,
    )


@blueprint.post("/campaigns/<slug>/family")
@signed_in
def join(slug: str) -> Response:
    """Into the challenge, with a name for the board."""
    campaign = _campaign(slug)
    form, name = forms.read_name(request.form)
    if not form.errors:
        with form.refusals():
            if not may_join_on(campaign.state, campaign.ends_on, _today()):
                raise Forbidden("This campaign can no longer be joined.")
            with write_session() as writer:
                own = writer.get(Family, (campaign.id, current_user.household_id), with_for_update=True)
                check_revision(form, _kept(own))
                services.join(writer, campaign, current_user._get_current_object(), name, _today(), utc_now())
                services.count(writer, campaign, utc_now(), only=current_user.household_id)
            return redirect_after_post(url_for("families.family", slug=slug), msgid("Your family is on the board."))
    return _family(campaign, form)


def _kept(own: Family | None) -> SubmittedForm:
    return SubmittedForm(name=own.name if own else "")


@blueprint.post("/campaigns/<slug>/family/leave")
@signed_in
def leave(slug: str) -> Response:
    """Off the board."""
    campaign = _campaign(slug)
    with write_session() as writer:
        services.leave(writer, campaign.id, me(), utc_now())
    return redirect_after_post(url_for("campaigns.page", slug=slug), msgid("Your family has left the board."))


@blueprint.post("/campaigns/<slug>/family/tasks/<row:id>")
@signed_in
def tick(slug: str, id: int) -> Response:
    """The family has done a task, or has not after all."""
    campaign = _campaign(slug)
    form, now, done = SubmittedForm(), utc_now(), request.form.get("done") == "yes"
    said = msgid("Done, well played!") if done else msgid("The tick is removed.")
    with form.refusals():
        with write_session() as writer:
            actor = me()
            services.tick(writer, campaign, actor, id, done=done, today=_today(), now=now)
        return redirect_after_post(url_for("families.family", slug=slug), said)
    return _family(campaign, form)


# The organizer's tasks


@blueprint.route("/organize/campaigns/<slug>/tasks", methods=["GET", "POST"])
@signed_in
def tasks(slug: str) -> Response:
    """The tasks of a challenge, and one more."""
    campaign = _campaign_of_organizer(slug)
    if request.method == "GET":
        return _tasks_page(campaign, SubmittedForm(week="1"))
    form, task = forms.read_task(request.form, app_services().city.languages, catalogue().actions)
    if not form.errors:
        with form.refusals():
            _add_task(campaign, task)
            return redirect_after_post(url_for("families.tasks", slug=slug), msgid("The task is added."))
    return _tasks_page(campaign, form)


def _add_task(campaign: Campaign, task: TaskForm) -> None:
    with write_session() as writer:
        services.add_task(
            writer,
            campaign,
            week=task.week,
            name=task.name,
            help=task.help,
            action=task.action,
            target_milli=task.target_milli,
        )


@blueprint.post("/organize/campaigns/<slug>/tasks/<row:id>/remove")
@signed_in
def remove_task(slug: str, id: int) -> Response:
    """Takes a task away before anybody plays."""
    campaign, form = _campaign_of_organizer(slug), SubmittedForm(week="1")
    with form.refusals():
        with write_session() as writer:
            services.remove_task(writer, campaign, id)
        return redirect_after_post(url_for("families.tasks", slug=slug), msgid("The task is removed."))
    return _tasks_page(campaign, form)


def _campaign_of_organizer(slug: str) -> Campaign:
    campaign = campaign_for_organizer(read_session(), me(), slug, utc_now())
    if campaign.kind != FAMILY:
        raise NotFound()
    return campaign


def _tasks_page(campaign: Campaign, form: SubmittedForm) -> Response:
    number = rules.weeks(campaign.starts_on, campaign.ends_on)
    return form_page(
        "campaigns/families/tasks.html",
        form,
        campaign=programme.head(campaign),
        weeks=views.weeks(
            campaign, queries.tasks(read_session(), campaign.id), {}, set(), _today(), campaign.starts_on
        ),
        week_choices=[(str(week), str(week)) for week in range(1, number + 1)],
        actions=[(one["id"], one["name"]) for one in programme.actions(catalogue().actions)],
    )
