"""Organizations: what everybody sees, applying, the organizer's desk, and the people who act for one."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.organizations import desk, forms, people, queries, rules, services, views
from campaigns.organizations.models import Membership
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.language import locale
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, read_optional_day
from civic.web.guards import public, signed_in
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened
from civic.web.templating import in_language

blueprint = Blueprint("organizations", __name__)
_PAGE = 30


def shown(template: str, form: SubmittedForm, **context: Any) -> Response:
    """A page with its form, under the status that the form has come to."""
    return form_page(f"campaigns/organizations/{template}", form, **context)


def page_number() -> int:
    """Which page of a list is asked for, from 1."""
    return min(max(1, request.args.get("page", 1, type=int)), 100_000)


# For everybody


@blueprint.get("/organizations")
@public
def index() -> str:
    """All organizations that the city has approved."""
    kind = request.args.get("kind", "")
    kind = kind if kind in rules.KINDS else ""
    number = page_number()
    found = queries.organizations(
        read_session(), rules.APPROVED, kind=kind or None, limit=_PAGE + 1, offset=(number - 1) * _PAGE
    )
    tabs = [{"label": locale.gettext("All"), "href": url_for("organizations.index"), "current": not kind}]
    tabs += [
        {"label": name, "href": url_for("organizations.index", kind=code), "current": code == kind}
        for code, name in views.kinds()
    ]
    return render_template(
        "campaigns/organizations/index.html",
        organizations=views.cards(found[:_PAGE]),
        tabs=tabs,
        newer=url_for("organizations.index", kind=kind or None, page=number - 1) if number > 1 else None,
        older=url_for("organizations.index", kind=kind or None, page=number + 1) if len(found) > _PAGE else None,
    )


@blueprint.get("/organizations/<slug>")
@public
def page(slug: str) -> str:
    """One organization, with what it runs."""
    organization = queries.public_organization(read_session(), slug)
    runs_it = current_user.is_resident and queries.is_organizer(
        read_session(), current_user.resident_id, organization.id, utc_now()
    )
    return render_template(
        "campaigns/organizations/page.html",
        organization=views.card(organization),
        parts=[
            part for part in (draw(organization) for draw in app_services().registry.all(desk.PUBLIC_PARTS)) if part
        ],
        runs_it=runs_it,
    )


# The desk


@blueprint.get("/organize")
@signed_in
def my_desk() -> str:
    """My organizations, applications and campaigns."""
    roles = queries.memberships(read_session(), me().resident_id, utc_now())
    mine = [
        {
            "name": in_language(role.name),
            "href": url_for("organizations.manage", slug=role.slug),
            "role": views.role_name(role.role),
            "icon": views.ICONS.get(role.kind, "people"),
            "is_trusted": role.is_trusted,
        }
        for role in roles
    ]
    return render_template(
        "campaigns/organizations/desk.html",
        organizations=mine,
        applications=views.cards(queries.applications_of(read_session(), me().resident_id)),
        teams=[views.team(line) for line in queries.teams_of(read_session(), me().resident_id)],
        parts=[part for part in (draw(roles) for draw in app_services().registry.all(desk.DESK_PARTS)) if part],
    )


@blueprint.route("/organize/apply", methods=["GET", "POST"])
@signed_in
def apply() -> Response:
    """An application for a new organization."""
    if request.method == "GET":
        return _profile_page(
            "apply.html", SubmittedForm(district=me().district_id, subdistrict=me().subdistrict_id or "")
        )
    form, profile = forms.read_profile(request.form, app_services().city.languages)
    contact = forms.read_contact(form)
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                services.apply(writer, app_services().city, me(), profile, contact, utc_now())
            return redirect_after_post(
                url_for("organizations.my_desk"), msgid("Sent. The city reads it and answers in your inbox.")
            )
    return _profile_page("apply.html", form)


def _profile_page(template: str, form: SubmittedForm, **context: Any) -> Response:
    districts, parts = forms.places(app_services().city, locale.current().code)
    return shown(template, form, kinds=views.kinds(), districts=districts, parts=parts, **context)


@blueprint.get("/organize/organizations/<slug>")
@signed_in
def manage(slug: str) -> Response:
    """An organization as those see it who act for it: people, invitations, teams."""
    return _manage(slug, SubmittedForm())


def _manage(slug: str, form: SubmittedForm, secret: str | None = None) -> Response:
    now = utc_now()
    organization, role = queries.organization_of(read_session(), me().resident_id, slug, now)
    invitations = [
        {"id": one.id, "until": locale.moment(app_services().calendar.local(one.expires_at))}
        for one in queries.open_invitations(read_session(), organization.id, now)
    ]
    return shown(
        "manage.html",
        form,
        organization=views.card(organization),
        is_owner=role.is_owner,
        people=[views.person(one) for one in queries.people(read_session(), organization.id, now)],
        invitations=invitations,
        new_link=url_for("organizations.invitation", secret=secret, _external=True) if secret else None,
        teams=[views.team(line) for line in queries.teams(read_session(), organization.id)],
        me_id=me().resident_id,
    )


@blueprint.route("/organize/organizations/<slug>/profile", methods=["GET", "POST"])
@signed_in
def profile(slug: str) -> Response:
    """Other words about the organization."""
    organization, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    if not role.is_owner:
        raise NotFound()
    card = views.card(organization)
    if request.method == "GET":
        return _profile_page("profile.html", opened(forms.typed_profile(organization)), organization=card)
    form, profile = forms.read_profile(request.form, app_services().city.languages)
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                check_revision(form, forms.typed_profile(services.locked(writer, role.organization_id)))
                services.describe(writer, app_services().city, me(), role.organization_id, profile, utc_now())
            return redirect_after_post(url_for("organizations.manage", slug=slug), msgid("Saved."))
    return _profile_page("profile.html", form, organization=card)


# People


@blueprint.post("/organize/organizations/<slug>/invite")
@signed_in
def invite(slug: str) -> Response:
    """A link for a co-organizer, shown this once."""
    form = SubmittedForm()
    _, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    with form.refusals():
        with write_session() as writer:
            secret = people.invite(writer, me(), role.organization_id, utc_now())
        return _manage(slug, form, secret)
    return _manage(slug, form)


@blueprint.post("/organize/organizations/<slug>/invitations/<row:id>/revoke")
@signed_in
def revoke(slug: str, id: int) -> Response:
    """Makes a link useless."""
    _, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    with write_session() as writer:
        people.take_back(writer, me(), role.organization_id, id, utc_now())
    return redirect_after_post(url_for("organizations.manage", slug=slug) + "#people")


@blueprint.route("/organize/invitations/<secret>", methods=["GET", "POST"])
@signed_in
def invitation(secret: str) -> Response:
    """What an invitation offers, and accepting it."""
    form = SubmittedForm()
    if request.method == "POST":
        with form.refusals():
            with write_session() as writer:
                slug = people.accept(writer, me(), secret, utc_now()).slug
            return redirect_after_post(url_for("organizations.manage", slug=slug))
    return _invitation_page(secret, form)


def _invitation_page(secret: str, form: SubmittedForm) -> Response:
    offer = queries.offer(read_session(), secret, utc_now())
    if offer is None:
        raise NotFound("There is no such invitation. Please ask for a new link.")
    if offer.used_by_id == me().resident_id and not form.errors:
        return redirect_after_post(url_for("organizations.my_desk"))
    return shown(
        "invitation.html",
        form,
        organization=views.card(offer.organization),
        role=views.role_name(offer.role),
        invited_by=offer.invited_by,
        is_open=offer.is_open,
    )


@blueprint.post("/organize/organizations/<slug>/people/<row:id>/end")
@signed_in
def end_role(slug: str, id: int) -> Response:
    """Ends somebody's role, or one's own."""
    _, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    form, onward = SubmittedForm(), url_for("organizations.manage", slug=slug)
    with form.refusals():
        with write_session() as writer:
            people.end_role(writer, me(), role.organization_id, id, utc_now())
        return redirect_after_post(url_for("organizations.my_desk") if id == me().resident_id else onward)
    return _manage(slug, form)


@blueprint.post("/organize/organizations/<slug>/people/<row:id>/until")
@signed_in
def set_end(slug: str, id: int) -> Response:
    """A last day for somebody's role; an empty one takes it away."""
    _, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    form = SubmittedForm(request.form)
    last_day = form.read("last_day", read_optional_day, None)
    if not form.errors:
        with form.refusals():
            _end_on(form, role.organization_id, id, last_day)
            return redirect_after_post(url_for("organizations.manage", slug=slug) + "#people")
    return _manage(slug, form)


def _end_on(form: SubmittedForm, organization_id: int, resident_id: int, last_day: date | None) -> None:
    with write_session() as writer:
        services.locked(writer, organization_id)
        role = writer.get(Membership, (organization_id, resident_id))
        check_revision(form, views.last_day_form(role.ends_at if role else None))
        people.end_on(writer, app_services().calendar, me(), organization_id, resident_id, last_day, utc_now())


@blueprint.post("/organize/organizations/<slug>/people/<row:id>/owner")
@signed_in
def hand_over(slug: str, id: int) -> Response:
    """Puts the organization into somebody else's hands."""
    _, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    with write_session() as writer:
        people.hand_over(writer, me(), role.organization_id, id, utc_now())
    return redirect_after_post(url_for("organizations.manage", slug=slug) + "#people")


@blueprint.route("/organize/organizations/<slug>/close", methods=["GET", "POST"])
@signed_in
def close(slug: str) -> Response:
    """Closes the organization, after asking once."""
    organization, role = queries.organization_of(read_session(), me().resident_id, slug, utc_now())
    if not role.is_owner:
        raise NotFound()
    card = views.card(organization)
    form, note = forms.read_note(request.form)
    if request.method == "POST" and not form.errors:
        with form.refusals():
            with write_session() as writer:
                services.close(writer, me(), role.organization_id, note, utc_now())
            return redirect_after_post(url_for("organizations.my_desk"))
    return shown("close.html", form, organization=card)
