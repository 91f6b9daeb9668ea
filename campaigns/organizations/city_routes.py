"""The city's desk for organizations: applications, trust, closing and opening again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.organizations import forms, queries, rules, services, views
from campaigns.organizations.models import Organization
from campaigns.organizations.routes import page_number, shown
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import Invalid, NotFound
from civic.language.locale import gettext
from civic.residents.queries import nickname
from civic.staff.views import next_case
from civic.web.context import read_session, write_session
from civic.web.forms import SubmittedForm, printable
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("city_organizations", __name__)
_PAGE, _WORDS_MAX = 30, 40


@blueprint.get("/city/organizations")
@allowed(may_run_city)
def index() -> str:
    """Organizations of a state, those that wait first; or all whose name holds some words."""
    words = printable(request.args.get("q", ""))[:_WORDS_MAX].strip()
    state = request.args.get("state", "all" if words else rules.APPLIED)
    state = state if state in rules.STATES else "all"
    number, counts = page_number(), queries.state_counts(read_session())
    found = queries.organizations(
        read_session(), None if state == "all" else state, words=words, limit=_PAGE + 1, offset=(number - 1) * _PAGE
    )

    def address(**differing: Any) -> str:
        return url_for("city_organizations.index", **{"state": state, "q": words or None, **differing})

    tabs = [(code, f"{gettext(name)} {counts.get(code, 0)}") for code, name in rules.STATES.items()]
    return render_template(
        "campaigns/organizations/city.html",
        organizations=views.cards(found[:_PAGE]),
        words=words,
        tabs=[
            {"label": label, "href": address(state=code), "current": code == state}
            for code, label in (*tabs, ("all", gettext("All")))
        ],
        newer=address(page=number - 1) if number > 1 else None,
        older=address(page=number + 1) if len(found) > _PAGE else None,
    )


@blueprint.get("/city/organizations/<row:id>")
@allowed(may_run_city)
def page(id: int) -> Response:
    """One organization, and what the city can do about it."""
    return _page(id, SubmittedForm())


def _page(id: int, form: SubmittedForm, secret: str | None = None) -> Response:
    organization = read_session().get(Organization, id)
    if organization is None:
        raise NotFound()
    return shown(
        "city_organization.html",
        form,
        organization=views.card(organization),
        names=dict(organization.name.by_language),
        abouts=dict(organization.about.by_language),
        people=[views.person(one) for one in queries.people(read_session(), id, utc_now())],
        contact={
            "office": organization.contact_office,
            "reach": organization.contact_reach,
            "proof": organization.proof,
        },
        skip=_next_after(id),
        applicant=nickname(read_session(), organization.applied_by_id),
        new_link=url_for("organizations.invitation", secret=secret, _external=True) if secret else None,
    )


def _next_after(id: int) -> str:
    return next_case("city_organizations.page", queries.next_waiting(read_session(), id))


def _acted(id: int, act: Callable[[str], str | None], *, is_case: bool = False) -> Response:
    """Does what the clerk asked for, with the note that came along; a refusal is shown on the page. From a case it goes
    on to the next."""
    form, note = forms.read_note(request.form)
    if not form.errors:
        with form.refusals():
            secret = act(note)
            return (
                _page(id, SubmittedForm(), secret)
                if secret
                else redirect_after_post(_next_after(id) if is_case else url_for("city_organizations.page", id=id))
            )
    return _page(id, form)


@blueprint.post("/city/organizations/<row:id>/decide")
@allowed(may_run_city)
def decide(id: int) -> Response:
    """Approves or refuses an application."""
    answer = request.form.get("answer", "")

    def act(note: str) -> None:
        if answer not in ("approve", "refuse"):
            raise Invalid("Please choose one of these.")
        with write_session() as writer:
            services.decide(writer, me(), id, approve=answer == "approve", note=note, now=utc_now())

    return _acted(id, act, is_case=True)


@blueprint.post("/city/organizations/<row:id>/trust")
@allowed(may_run_city)
def trust(id: int) -> Response:
    """Lets the organization publish by itself, or no longer."""

    def act(_note: str) -> None:
        with write_session() as writer:
            services.trust(writer, me(), id, trusted=request.form.get("trusted") == "1", now=utc_now())

    return _acted(id, act)


@blueprint.post("/city/organizations/<row:id>/close")
@allowed(may_run_city)
def close(id: int) -> Response:
    """Closes the organization."""

    def act(note: str) -> None:
        with write_session() as writer:
            services.close(writer, me(), id, note, utc_now())

    return _acted(id, act)


@blueprint.post("/city/organizations/<row:id>/reopen")
@allowed(may_run_city)
def reopen(id: int) -> Response:
    """Opens a closed organization again; shows the link for its new owner this once."""

    def act(_note: str) -> str:
        with write_session() as writer:
            return services.reopen(writer, me(), id, utc_now())

    return _acted(id, act)
