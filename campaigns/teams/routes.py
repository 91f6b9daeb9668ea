"""What a team sets itself: how far it has come, what was before, starting and ending it."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.teams import forms, queries, rules, services, views
from campaigns.teams.queries import Found, Standing
from campaigns.teams.resources import TEMPLATES
from campaigns.teams.services import Plan, UnknownCode
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.residents.actor import me
from civic.web.context import services as app_services
from civic.web.context import write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.limits import spend_guess
from civic.web.requests import redirect_after_post
from footprint import current

blueprint = Blueprint("team_challenges", __name__)


@blueprint.get("/teams/<row:id>/challenges")
@signed_in
def index(id: int) -> Response:
    """What is under way in a team of mine, and what was."""
    return _index(id, SubmittedForm())


def _index(id: int, form: SubmittedForm) -> Response:
    now, today = utc_now(), app_services().calendar.today()
    past = queries.past(app_services().database, id, me().resident_id, now)
    standing = _standing(past)
    newest = queries.newest(app_services().database, id, me().resident_id, now)
    return form_page(
        "campaigns/teams/index.html",
        form,
        team=standing.team,
        team_code=standing.code,
        is_member=standing.is_member,
        most=rules.MOST,
        past=[views.card(one, past.weeks, today) for one in past.challenges if not views.is_running(one, today)],
        **views.context(id, newest),
    )


def _standing(found: Found) -> Standing:
    if found.standing is None:
        raise NotFound()
    return found.standing


@blueprint.route("/teams/<row:id>/challenges/new", methods=["GET", "POST"])
@signed_in
def new(id: int) -> Response:
    """Sets the team something."""
    standing = _standing(queries.newest(app_services().database, id, me().resident_id, utc_now()))
    if not standing.leads:
        raise NotFound()
    templates = app_services().get(TEMPLATES)
    form = SubmittedForm(template=next(iter(templates), ""), weeks="1")
    if request.method == "POST":
        form, plan = forms.read_plan(request.form, templates)
        with form.refusals():
            if plan:
                _start(id, plan)
                return redirect_after_post(url_for("team_challenges.index", id=id), msgid("Off you go, together!"))
    return form_page("campaigns/teams/new.html", form, team_id=id, team=standing.team, templates=views.templates())


def _start(id: int, plan: Plan) -> None:
    actions, calendar = len(current.catalogue().actions), app_services().calendar
    with write_session() as writer:
        services.start(writer, me(), id, plan, actions=actions, calendar=calendar, now=utc_now())


@blueprint.post("/teams/<row:id>/challenges/beside")
@signed_in
def beside(id: int) -> Response:
    """Sets the team what another one has, by its code."""
    form, typed = forms.read_code(request.form)
    with form.refusals():
        if not form.errors:
            _start_beside(id, typed)
            return redirect_after_post(url_for("team_challenges.index", id=id), msgid("Off you go, side by side!"))
    return _index(id, form)


def _start_beside(id: int, typed: str) -> None:
    try:
        with write_session() as writer:
            services.start_beside(writer, me(), id, typed, calendar=app_services().calendar, now=utc_now())
    except UnknownCode:
        spend_guess()
        raise


@blueprint.post("/teams/<row:id>/challenges/<row:challenge_id>/end")
@signed_in
def end(id: int, challenge_id: int) -> Response:
    """Ends what the team has under way."""
    with write_session() as writer:
        services.end(writer, me(), id, challenge_id, utc_now())
    return redirect_after_post(url_for("team_challenges.index", id=id), msgid("Ended. What you did stays."))
