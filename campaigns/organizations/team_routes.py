"""Teams: joining by link or code, and what an organization's people do with theirs."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from campaigns.organizations import forms, queries, teams, views
from campaigns.organizations.desk import TEAM_PARTS
from campaigns.organizations.models import Team
from campaigns.organizations.queries import TeamLine
from campaigns.organizations.routes import shown
from campaigns.organizations.services import locked
from civic.calendar import utc_now
from civic.codes import read_code
from civic.documents.printing import qr_svg
from civic.errors import NotFound, msgid
from civic.residents.actor import me
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm
from civic.web.guards import public, signed_in
from civic.web.limits import spend_guess
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened

blueprint = Blueprint("teams", __name__)
_MEMBERS_SHOWN = 500
_NO_TEAM = msgid("No team has this code (any more). Please ask for a new link.")


@blueprint.get("/teams")
@signed_in
def index() -> BaseResponse:
    """The teams that I am in, and a field for a code that somebody told me."""
    form = SubmittedForm(request.args)
    code = form.read("code", read_code, "")
    if code and queries.team_by_code(read_session(), code):
        return redirect_after_post(url_for("teams.page", code=code))
    if form.values["code"]:
        spend_guess()
        form.refuse(NotFound(_NO_TEAM), "code")
    return shown(
        "teams.html", form, teams=[views.team(line) for line in queries.teams_of(read_session(), me().resident_id)]
    )


def _found(typed: str) -> TeamLine:
    code = read_code(typed)
    line = queries.team_by_code(read_session(), code) if code else None
    if line is None:
        spend_guess()
        raise NotFound(_NO_TEAM)
    return line


@blueprint.get("/teams/<code>")
@public
def page(code: str) -> BaseResponse:
    """What a team is, and the button that joins it."""
    line = _found(code)
    mine = queries.teams_of(read_session(), me().resident_id) if current_user.is_resident else ()
    is_in = any(one.team.id == line.team.id for one in mine)
    return shown(
        "team.html",
        SubmittedForm(),
        team=views.team(line),
        is_in=is_in,
        joined="joined" in request.args,
        parts=_parts(line) if current_user.is_resident else (),
    )


def _parts(line: TeamLine) -> list[Markup]:
    """What other features show of a team to the reader."""
    drawn = (draw(line) for draw in services().registry.all(TEAM_PARTS))
    return [part for part in drawn if part]


@blueprint.post("/teams/<code>")
@signed_in
def join(code: str) -> BaseResponse:
    """Into the team."""
    _found(code)
    with write_session() as writer:
        teams.join(writer, services().registry, me(), read_code(code), utc_now())
    return redirect_after_post(url_for("teams.page", code=code, joined=1))


@blueprint.post("/teams/<row:id>/leave")
@signed_in
def leave(id: int) -> BaseResponse:
    """Out of the team."""
    with write_session() as writer:
        teams.leave(writer, me().resident_id, id, utc_now())
    return redirect_after_post(url_for("teams.index"))


# For those who run the organization


@blueprint.route("/organize/organizations/<slug>/teams", methods=["GET", "POST"])
@signed_in
def new(slug: str) -> BaseResponse:
    """A new team, or a part of one."""
    organization, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    name = views.card(organization)
    parents = [line for line in queries.teams(read_session(), organization.id) if line.team.parent_id is None]
    choices = [(str(line.team.id), line.team.name) for line in parents]
    form = SubmittedForm(parent=request.args.get("parent", ""))
    if request.method == "POST":
        form, team_name, parent_id = forms.read_team(request.form)
        if not form.errors:
            with form.refusals():
                with write_session() as writer:
                    made = teams.create(writer, me(), role.organization_id, parent_id, team_name, utc_now()).id
                return redirect_after_post(url_for("teams.manage", id=made))
    return shown("new_team.html", form, organization=name, parents=choices)


@blueprint.route("/organize/teams/<row:id>", methods=["GET", "POST"])
@signed_in
def manage(id: int) -> BaseResponse:
    """A team's link, QR code, members and parts; sending the form gives it another name."""
    line = queries.team_for_organizer(read_session(), me().resident_id, id, utc_now())
    form = opened(SubmittedForm(name=line.team.name))
    if request.method == "POST":
        form, name, _ = forms.read_team(request.form)
        if not form.errors:
            with form.refusals():
                _rename(form, line, name)
                return redirect_after_post(url_for("teams.manage", id=id))
        line = queries.team_for_organizer(read_session(), me().resident_id, id, utc_now())
    return _manage_page(line, form)


def _rename(form: SubmittedForm, line: TeamLine, name: str) -> None:
    with write_session() as writer:
        locked(writer, line.organization.id)
        check_revision(form, SubmittedForm(name=writer.get_one(Team, line.team.id).name))
        teams.rename(writer, me(), line.team.id, name, utc_now())


def _manage_page(line: TeamLine, form: SubmittedForm) -> BaseResponse:
    id = line.team.id
    return shown(
        "manage_team.html",
        form,
        team=views.team(line),
        organization=views.card(line.organization),
        parts=[
            views.team(one) for one in queries.teams(read_session(), line.organization.id) if one.team.parent_id == id
        ],
        members=queries.team_members(read_session(), id, limit=_MEMBERS_SHOWN),
        challenges=_parts(line) if line.team.closed_at is None else (),
    )


@blueprint.get("/organize/teams/<row:id>/code.svg")
@signed_in
def code_picture(id: int) -> Response:
    """The QR code of a team's link."""
    line = queries.team_for_organizer(read_session(), me().resident_id, id, utc_now())
    return Response(qr_svg(views.team(line)["link"]), mimetype="image/svg+xml")


@blueprint.post("/organize/teams/<row:id>/renew")
@signed_in
def renew(id: int) -> BaseResponse:
    """Another code for the team."""
    _change(lambda writer: teams.renew_code(writer, me(), id, utc_now()))
    return redirect_after_post(url_for("teams.manage", id=id))


@blueprint.post("/organize/teams/<row:id>/close")
@signed_in
def close(id: int) -> BaseResponse:
    """Closes the team with its parts."""
    slug = queries.team_for_organizer(read_session(), me().resident_id, id, utc_now()).organization.slug
    _change(lambda writer: teams.close(writer, me(), id, utc_now()))
    return redirect_after_post(url_for("organizations.manage", slug=slug) + "#teams")


@blueprint.post("/organize/teams/<row:id>/members/<row:resident_id>/remove")
@signed_in
def send_away(id: int, resident_id: int) -> BaseResponse:
    """Takes somebody out of the team."""
    _change(lambda writer: teams.send_away(writer, me(), id, resident_id, utc_now()))
    return redirect_after_post(url_for("teams.manage", id=id) + "#members")


@blueprint.post("/organize/teams/<row:id>/members/<row:resident_id>/captain")
@signed_in
def captain(id: int, resident_id: int) -> BaseResponse:
    """Makes a member a captain of the team, or takes that back."""
    is_captain = request.form.get("captain") == "y"
    _change(lambda writer: teams.name_captain(writer, me(), id, resident_id, utc_now(), is_captain=is_captain))
    return redirect_after_post(url_for("teams.manage", id=id) + "#members")


def _change(act: Callable[[Any], None]) -> None:
    with write_session() as writer:
        act(writer)
