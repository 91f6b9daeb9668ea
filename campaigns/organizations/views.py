"""Organizations and teams as pages show them, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, url_for
from flask_login import current_user
from markupsafe import Markup

from campaigns.organizations import queries, rules
from campaigns.organizations.models import Organization
from campaigns.organizations.queries import StaffMember, TeamLine
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.codes import spoken
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.forms import SubmittedForm
from civic.web.revisions import REVISION, opened
from civic.web.templating import in_language

_A_MOMENT = timedelta(microseconds=1)
ICONS = {"community": "people", "school": "home", "company": "goods", "club": "bicycle", "office": "flag"}


def kinds() -> list[tuple[str, str]]:
    """Kinds of organizations, as choices."""
    return [(code, gettext(name)) for code, name in rules.KINDS.items()]


def place_name(district_id: str, subdistrict_id: str | None) -> str:
    """Where an organization is at home; "" once the pack has dropped the district."""
    district = services().city.district_by_id.get(district_id)
    if district is None:
        return ""
    names = [district.name, *(part.name for part in district.subdistricts if part.id == subdistrict_id)]
    return " · ".join(in_language(name) for name in names)


def card(organization: Organization) -> dict[str, Any]:
    """What every page says about an organization."""
    calendar = services().calendar
    return {
        "id": organization.id,
        "slug": organization.slug,
        "href": url_for("organizations.page", slug=organization.slug),
        "name": in_language(organization.name),
        "kind": gettext(rules.KINDS.get(organization.kind, organization.kind)),
        "icon": ICONS.get(organization.kind, "people"),
        "place": place_name(organization.district_id, organization.subdistrict_id),
        "about": in_language(organization.about),
        "paragraphs": in_language(organization.about).split("\n\n"),
        "state": organization.state,
        "state_label": gettext(rules.STATES.get(organization.state, organization.state)),
        "is_trusted": organization.is_trusted,
        "note": organization.decision_note,
        "applied_on": calendar.today(organization.applied_at),
        "decided_on": calendar.today(organization.decided_at) if organization.decided_at else None,
    }


def cards(organizations: Iterable[Organization]) -> list[dict[str, Any]]:
    return [card(one) for one in organizations]


def role_name(role: str) -> str:
    return gettext(rules.ROLES.get(role, role))


def person(one: StaffMember) -> dict[str, Any]:
    """Somebody who acts for an organization."""
    calendar = services().calendar
    return {
        "id": one.resident_id,
        "nickname": one.nickname,
        "role": role_name(one.role),
        "is_owner": one.role == rules.OWNER,
        "since": calendar.today(one.since),
        "last_day": last_day(one.ends_at),
        "revision": opened(last_day_form(one.ends_at)).text(REVISION),
    }


def last_day(ends_at: datetime | None) -> date | None:
    """The last day of a role; None while no end is known."""
    return services().calendar.today(ends_at - _A_MOMENT) if ends_at else None


def last_day_form(ends_at: datetime | None) -> SubmittedForm:
    """The form of that day, as it is kept."""
    day = last_day(ends_at)
    return SubmittedForm(last_day=day.isoformat() if day else "")


def team(line: TeamLine) -> dict[str, Any]:
    """A team with its link."""
    return {
        "id": line.team.id,
        "name": line.team.name,
        "parent": line.parent,
        "parent_id": line.team.parent_id,
        "full_name": f"{line.parent} · {line.team.name}" if line.parent else line.team.name,
        "organization": in_language(line.organization.name),
        "organization_href": url_for("organizations.page", slug=line.organization.slug),
        "members": line.members,
        "code": spoken(line.team.code),
        "link": url_for("teams.page", code=line.team.code, _external=True),
        "path": url_for("teams.page", code=line.team.code),
        "is_open": line.team.closed_at is None,
    }


def part_for_staff(resident_id: int) -> Markup | None:
    """What a resident is in organizations, and what they applied for."""
    session, may_open = read_session(), may_run_city(current_user)
    found = [
        {
            "name": in_language(one.name),
            "href": url_for("city_organizations.page", id=one.organization_id) if may_open else "",
            "role": role_name(one.role),
        }
        for one in queries.memberships(session, resident_id, utc_now())
    ]
    found += [
        {
            **one,
            "href": url_for("city_organizations.page", id=one["id"]) if may_open else "",
            "role": one["state_label"],
        }
        for one in cards(queries.applications_of(session, resident_id))
    ]
    html = render_template("campaigns/organizations/_of_resident.html", organizations=found)
    return Markup(html)  # noqa: S704 (rendered by an escaping template)
