"""What is typed about roles and the second factor."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.accounts.forms import given_password
from civic.errors import Invalid
from civic.roles.rules import NICKNAME_MAX, ROLE_WORDS
from civic.web.forms import SubmittedForm, read_choice, read_line

_CODE_MAX = 20


@dataclass(frozen=True, slots=True)
class GrantForm:
    """Whom to give which role."""

    form: SubmittedForm
    username: str
    role: str


@dataclass(frozen=True, slots=True)
class FactorForm:
    """The password, and what the app shows."""

    form: SubmittedForm
    password: str
    code: str


def read_grant(sent: Mapping[str, str]) -> GrantForm:
    """A nickname and a role."""
    form = SubmittedForm(sent)
    username = form.read("username", lambda typed: read_line(typed, most=NICKNAME_MAX), "")
    return GrantForm(form, username, form.read("role", lambda typed: read_choice(typed, ROLE_WORDS), ""))


def read_withdrawal(sent: Mapping[str, str]) -> tuple[SubmittedForm, int, str]:
    """An account's number and a role."""
    form = SubmittedForm(sent)
    number = form.read("account", _number, 0)
    return form, number, form.read("role", lambda typed: read_choice(typed, ROLE_WORDS), "")


def read_factor(sent: Mapping[str, str]) -> FactorForm:
    """The password and the code of a new second factor."""
    form = SubmittedForm(sent)
    password = form.read("password", given_password, "")
    return FactorForm(form, password, form.read("code", lambda typed: read_line(typed, most=_CODE_MAX), ""))


def read_password(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The password alone."""
    form = SubmittedForm(sent)
    return form, form.read("password", given_password, "")


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Invalid("This form was not complete. Please check it and send it again.")
    return int(typed)
