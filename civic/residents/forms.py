"""Forms of accounts. Labels and help stand in the templates; what a field may hold stands in the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from civic.city.pack import City
from civic.errors import Invalid, msgid
from civic.residents.rules import read_password, read_username
from civic.residents.services import check_place
from civic.web.forms import SubmittedForm, printable
from civic.web.requests import safe_next

Groups = list[tuple[str, list[tuple[str, str]]]]
_NO_PASSWORD = msgid("Please type your password.")
_NO_NICKNAME = msgid("Please type your nickname.")
_NO_CODE = msgid("Please type the six digits that the app shows.")


@dataclass(frozen=True, slots=True)
class SignupForm:
    """A nickname, a password, a place, consent, and where to go afterwards ("" for nowhere in particular)."""

    form: SubmittedForm
    username: str
    password: str
    district_id: str
    subdistrict_id: str
    onward: str


@dataclass(frozen=True, slots=True)
class SigninForm:
    """A nickname and its password."""

    form: SubmittedForm
    username: str
    password: str
    onward: str


@dataclass(frozen=True, slots=True)
class CodeForm:
    """The code of an authenticator app."""

    form: SubmittedForm
    code: str
    onward: str


@dataclass(frozen=True, slots=True)
class PasswordForm:
    """The password now, and another."""

    form: SubmittedForm
    current: str
    new: str


def fresh(asked: Mapping[str, str]) -> SubmittedForm:
    """An empty form that remembers where to go afterwards, if that is a path of this site."""
    return SubmittedForm(None, next=safe_next(asked.get("next"), ""))


def read_signup(sent: Mapping[str, str], city: City) -> SignupForm:
    """A new account."""
    form = SubmittedForm(sent)
    username = form.read("username", _checked(lambda typed: read_username(printable(typed))), "")
    nickname = sent.get("username", "")
    password = form.read("password", _checked(partial(read_password, username=nickname)), "")
    district_id = form.read("district", _checked(lambda typed: check_place(city, typed, None)), "")
    in_district = partial(check_place, city, district_id) if district_id else str
    subdistrict_id = form.read("subdistrict", _checked(in_district), "")
    form.read("consent", _consent, None)
    return SignupForm(form, username, password, district_id, subdistrict_id, _read_onward(form))


def read_signin(sent: Mapping[str, str]) -> SigninForm:
    """Who, and the password."""
    form = SubmittedForm(sent)
    username = form.read("username", partial(_required, _NO_NICKNAME), "")
    return SigninForm(form, username, form.read("password", _given_password, ""), _read_onward(form))


def read_code(sent: Mapping[str, str]) -> CodeForm:
    """The second step of staff."""
    form = SubmittedForm(sent)
    return CodeForm(form, form.read("code", partial(_required, _NO_CODE), ""), _read_onward(form))


def read_password_change(sent: Mapping[str, str], nickname: str) -> PasswordForm:
    """Another password for the nickname."""
    form = SubmittedForm(sent)
    current = form.read("current_password", _given_password, "")
    new = form.read("new_password", _checked(partial(read_password, username=nickname)), "")
    return PasswordForm(form, current, new)


def read_erasure(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The password, as the confirmation."""
    form = SubmittedForm(sent)
    return form, form.read("password", _given_password, "")


def places(city: City, language: str) -> tuple[list[tuple[str, str]], Groups]:
    """Districts as choices, and their parts as groups of choices."""
    districts = [(one.id, one.name.in_(language)) for one in city.districts]
    parts = [
        (one.name.in_(language), [(part.id, part.name.in_(language)) for part in one.subdistricts])
        for one in city.districts
        if one.subdistricts
    ]
    return districts, parts


def _checked(check: Callable[[str], object]) -> Callable[[str], str]:
    """A reader of what a rule lets pass, as it was typed."""

    def read(typed: str) -> str:
        check(typed)
        return typed

    return read


def _read_onward(form: SubmittedForm) -> str:
    onward = form.read("next", lambda typed: safe_next(typed, ""), "")
    form.values["next"] = onward
    return onward


def _consent(typed: str) -> None:
    if typed in ("", "false"):
        raise Invalid("Without your consent nothing may be stored, so please tick this box.")


def _given_password(typed: str) -> str:
    if not typed:
        raise Invalid(_NO_PASSWORD)
    return typed


def _required(message: str, typed: str) -> str:
    if not typed.strip():
        raise Invalid(message)
    return typed
