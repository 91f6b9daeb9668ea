"""What organizers type about their organization and its teams."""

from collections.abc import Mapping, Sequence

from campaigns.organizations import rules
from campaigns.organizations.models import Organization
from campaigns.organizations.services import Contact, Profile
from civic.city.pack import City
from civic.numbers import row_number
from civic.web.forms import SubmittedForm, read_choice, read_line, read_name, read_words


def read_profile(sent: Mapping[str, str], languages: Sequence[str]) -> tuple[SubmittedForm, Profile]:
    """The organization's profile; name and words in the city's first language must be there, in others may be."""
    form = SubmittedForm(sent)
    profile = Profile(
        kind=form.read("kind", lambda typed: read_choice(typed, rules.KINDS), ""),
        name=form.read_text("name", languages, most=rules.NAME_MAX, reader=read_name),
        about=form.read_text("about", languages, most=rules.ABOUT_MAX, reader=read_words),
        district_id=form.read("district", str, ""),
        subdistrict_id=form.read("subdistrict", str, "") or None,
    )
    return form, profile


def read_contact(form: SubmittedForm) -> Contact:
    """Who speaks for an organization that applies; a proof may be missing."""
    return Contact(
        office=form.read("contact_office", lambda typed: read_line(typed, most=rules.OFFICE_MAX), ""),
        reach=form.read("contact_reach", lambda typed: read_line(typed, most=rules.REACH_MAX), ""),
        proof=form.read("proof", lambda typed: read_words(typed, most=rules.PROOF_MAX, required=False), ""),
    )


def typed_profile(organization: Organization) -> SubmittedForm:
    """The form as somebody would have filled it in who wrote what the organization says now."""
    words = {f"name_{code}": text for code, text in organization.name.by_language.items()}
    words.update({f"about_{code}": text for code, text in organization.about.by_language.items()})
    return SubmittedForm(
        None,
        kind=organization.kind,
        district=organization.district_id,
        subdistrict=organization.subdistrict_id or "",
        **words,
    )


def read_team(sent: Mapping[str, str]) -> tuple[SubmittedForm, str, int | None]:
    """A team's name, and the team that it is a part of, if any."""
    form = SubmittedForm(sent)
    name = form.read("name", lambda typed: read_name(typed, most=rules.TEAM_NAME_MAX), "")
    return form, name, form.read("parent", row_number, None)


def read_note(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """A few words of the city to the people of an organization; they may be missing."""
    form = SubmittedForm(sent)
    return form, form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX, required=False), "")


def places(city: City, language: str) -> tuple[list[tuple[str, str]], list[tuple[str, list[tuple[str, str]]]]]:
    """Districts as choices, and their parts as groups of choices."""
    districts = [(one.id, one.name.in_(language)) for one in city.districts]
    parts = [
        (one.name.in_(language), [(part.id, part.name.in_(language)) for part in one.subdistricts])
        for one in city.districts
        if one.subdistricts
    ]
    return districts, parts
