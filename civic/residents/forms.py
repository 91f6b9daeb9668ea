"""Forms of residents. Labels and help stand in the templates; what a field may hold stands in the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from civic.accounts.forms import checked, given_password, read_onward
from civic.accounts.rules import read_password, read_username
from civic.city.pack import City
from civic.errors import Invalid
from civic.residents.rules import Place
from civic.residents.services import check_place
from civic.web.forms import SubmittedForm

Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class SignupForm:
    """A nickname, a password, a place, consent, and where to go afterwards ("" for nowhere in particular)."""

    form: SubmittedForm
    username: str
    password: str
    district_id: str
    subdistrict_id: str
    onward: str


def read_signup(sent: Mapping[str, str], city: City) -> SignupForm:
    """A new account."""
    form = SubmittedForm(sent)
    username = form.read("username", checked(read_username), "")
    nickname = sent.get("username", "")
    password = form.read("password", checked(partial(read_password, username=nickname)), "")
    place = _read_place(form, city)
    form.read("consent", _consent, None)
    return SignupForm(form, username, password, place.district_id, place.subdistrict_id or "", read_onward(form))


def read_place(sent: Mapping[str, str], city: City) -> tuple[SubmittedForm, Place]:
    """Where somebody lives now."""
    form = SubmittedForm(sent)
    return form, _read_place(form, city)


def _read_place(form: SubmittedForm, city: City) -> Place:
    district_id = form.read("district", checked(lambda typed: check_place(city, typed, None)), "")
    in_district = partial(check_place, city, district_id) if district_id else str
    return Place(district_id, form.read("subdistrict", checked(in_district), "") or None)


def read_erasure(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The password, as the confirmation."""
    form = SubmittedForm(sent)
    return form, form.read("password", given_password, "")


def places(city: City, language: str) -> tuple[list[tuple[str, str]], Groups]:
    """Districts as choices, and their parts as groups of choices."""
    districts = [(one.id, one.name.in_(language)) for one in city.districts]
    parts = [
        (one.name.in_(language), [(part.id, part.name.in_(language)) for part in one.subdistricts])
        for one in city.districts
        if one.subdistricts
    ]
    return districts, parts


def _consent(typed: str) -> None:
    if typed in ("", "false"):
        raise Invalid("Without your consent nothing may be stored, so please tick this box.")
