"""Forms of accounts. Labels and help stand in the templates; what a field may hold stands in the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from civic.accounts.rules import read_password, read_username
from civic.errors import Invalid, msgid
from civic.web.forms import SubmittedForm
from civic.web.requests import safe_next

_NO_PASSWORD = msgid("Please type your password.")
_NO_NICKNAME = msgid("Please type your nickname.")
_NO_RECOVERY_CODE = msgid("Please type one of your recovery codes.")
_NO_CODE = msgid("Please type the six digits that the app shows.")


@dataclass(frozen=True, slots=True)
class SigninForm:
    """A nickname and its password."""

    form: SubmittedForm
    username: str
    password: str
    onward: str


@dataclass(frozen=True, slots=True)
class CodeForm:
    """The code of an authenticator app, or a recovery code ("" for none)."""

    form: SubmittedForm
    code: str
    recovery: str
    onward: str


@dataclass(frozen=True, slots=True)
class PasswordForm:
    """The password now, and another."""

    form: SubmittedForm
    current: str
    new: str


@dataclass(frozen=True, slots=True)
class ResetForm:
    """A recovery code of somebody's, and the password to come."""

    form: SubmittedForm
    username: str
    code: str
    new: str


def fresh(asked: Mapping[str, str]) -> SubmittedForm:
    """An empty form that remembers where to go afterwards, if that is a path of this site."""
    return SubmittedForm(None, next=safe_next(asked.get("next"), ""))


def read_signin(sent: Mapping[str, str]) -> SigninForm:
    """Who, and the password."""
    form = SubmittedForm(sent)
    username = form.read("username", partial(_required, _NO_NICKNAME), "")
    return SigninForm(form, username, form.read("password", given_password, ""), read_onward(form))


def read_code(sent: Mapping[str, str]) -> CodeForm:
    """The second step of staff."""
    form = SubmittedForm(sent)
    recovery = form.read("recovery", str.strip, "")
    code = "" if recovery else form.read("code", partial(_required, _NO_CODE), "")
    return CodeForm(form, code, recovery, read_onward(form))


def read_password_change(sent: Mapping[str, str], nickname: str) -> PasswordForm:
    """Another password for the nickname."""
    form = SubmittedForm(sent)
    current = form.read("current_password", given_password, "")
    return PasswordForm(form, current, read_new_password(form, nickname))


def read_reset(sent: Mapping[str, str]) -> ResetForm:
    """A forgotten password set anew by a recovery code."""
    form = SubmittedForm(sent)
    username = form.read("username", partial(_required, _NO_NICKNAME), "")
    typed = form.read("code", partial(_required, _NO_RECOVERY_CODE), "")
    return ResetForm(form, username, typed, read_new_password(form, username))


def read_new_password(form: SubmittedForm, nickname: str) -> str:
    """The field `new_password`, as a password that the nickname may have."""
    return form.read("new_password", checked(partial(read_password, username=nickname)), "")


def read_nickname(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """Who forgot a password."""
    form = SubmittedForm(sent)
    return form, form.read("username", partial(_required, _NO_NICKNAME), "")


def read_own_password(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """One's own password, as the proof of who asks."""
    form = SubmittedForm(sent)
    return form, form.read("password", given_password, "")


def read_rename(sent: Mapping[str, str]) -> tuple[SubmittedForm, str, str]:
    """Another nickname, and the password."""
    form = SubmittedForm(sent)
    username = form.read("username", checked(read_username), "")
    return form, username, form.read("password", given_password, "")


def checked(check: Callable[[str], object]) -> Callable[[str], str]:
    """A reader of what a rule lets pass, as it was typed."""

    def read(typed: str) -> str:
        check(typed)
        return typed

    return read


def read_onward(form: SubmittedForm) -> str:
    """Where to go afterwards, if that is a path of this site; else ""."""
    onward = form.read("next", lambda typed: safe_next(typed, ""), "")
    form.values["next"] = onward
    return onward


def given_password(typed: str) -> str:
    """A password to be proven.

    Raises:
        Invalid: none was typed.
    """
    if not typed:
        raise Invalid(_NO_PASSWORD)
    return typed


def _required(message: str, typed: str) -> str:
    if not typed.strip():
        raise Invalid(message)
    return typed
