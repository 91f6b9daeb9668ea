"""Forms of accounts. Labels and help stand in the templates; what a field may hold stands in the rules."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from wtforms import BooleanField, Field, Form, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import StopValidation

from civic.city.pack import City
from civic.errors import Conflict, DomainError, Invalid, TooMany, TryAgain
from civic.language.locale import gettext
from civic.residents.rules import read_password, read_username
from civic.residents.services import check_place
from civic.web.requests import safe_next

_UNPRINTABLE = dict.fromkeys([*range(0x20), 0x7F, *range(0xD800, 0xE000)], "\ufffd")


def _printable(typed: str | None) -> str:
    """What was typed, such that it can be shown again: no NUL in a page, no half of a surrogate pair."""
    return (typed or "").translate(_UNPRINTABLE)


def _onward(wished: str | None) -> str:
    """Where to go afterwards, if that is a path of this site."""
    return safe_next(wished, "")


def _taken(check: Callable[[], object]) -> None:
    """Runs a rule; what it refuses becomes the field's message, in the reader's language."""
    try:
        check()
    except Invalid as error:
        raise StopValidation(gettext(error.message, **error.values)) from error


class AccountForm(Form):
    """A form that can be refused twice: by its own rules, and by the service it is handed to."""

    refusal: DomainError | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(request.form if request.method == "POST" else None, **kwargs)

    def is_sound(self) -> bool:
        """Whether the form was sent and every field may be taken."""
        return request.method == "POST" and self.validate()

    def said(self, name: str) -> str:
        """What was typed or chosen, empty for nothing."""
        return self[name].data or ""

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """A service's refusal ends the block and stands beside its field, or on top when it has none."""
        try:
            yield
        except (Invalid, TooMany, TryAgain, Conflict) as error:
            self.refusal = error
            message = gettext(error.message, **error.values)
            field = self._fields.get(getattr(error, "field", ""))
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return self.refusal.status if self.refusal else 422 if self.errors else 200


class SignupForm(AccountForm):
    """A nickname, a password, a place, and consent."""

    username = StringField(filters=[_printable])
    password = PasswordField()
    district = SelectField(validate_choice=False)
    subdistrict = SelectField(validate_choice=False)
    consent = BooleanField()
    next = HiddenField(filters=[_onward])

    def __init__(self, city: City, language: str) -> None:
        super().__init__(data={"next": request.args.get("next", "")})
        self._city = city
        self.district.choices = [("", gettext("Please choose")), *_districts(city, language)]
        self.subdistrict.choices = [SelectChoice("", gettext("None")), *_subdistricts(city, language)]

    def validate_username(self, field: Field) -> None:
        _taken(lambda: read_username(field.data))

    def validate_password(self, field: Field) -> None:
        _taken(lambda: read_password(field.data or "", self.said("username")))

    def validate_district(self, field: Field) -> None:
        _taken(lambda: check_place(self._city, field.data or "", None))

    def validate_subdistrict(self, field: Field) -> None:
        if self.district.data in self._city.district_by_id:
            _taken(lambda: check_place(self._city, self.district.data, field.data))

    def validate_consent(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(gettext("Without your consent nothing may be stored, so please tick this box."))


def _districts(city: City, language: str) -> list[tuple[str, str]]:
    return [(district.id, district.name.in_(language)) for district in city.districts]


def _subdistricts(city: City, language: str) -> list[SelectChoice]:
    return [
        SelectChoice(part.id, part.name.in_(language), optgroup=district.name.in_(language))
        for district in city.districts
        for part in district.subdistricts
    ]


class SigninForm(AccountForm):
    """A nickname and its password."""

    username = StringField(filters=[_printable])
    password = PasswordField()
    next = HiddenField(filters=[_onward])

    def __init__(self) -> None:
        super().__init__(data={"next": request.args.get("next", "")})

    def validate_username(self, field: Field) -> None:
        if not field.data.strip():
            raise StopValidation(gettext("Please type your nickname."))

    def validate_password(self, field: Field) -> None:
        _required_password(field)


class CodeForm(AccountForm):
    """The code of an authenticator app."""

    code = StringField(filters=[_printable])
    next = HiddenField(filters=[_onward])

    def __init__(self) -> None:
        super().__init__(data={"next": request.args.get("next", "")})

    def validate_code(self, field: Field) -> None:
        if not field.data.strip():
            raise StopValidation(gettext("Please type the six digits that the app shows."))


class PasswordForm(AccountForm):
    """The password now, and another."""

    current_password = PasswordField()
    new_password = PasswordField()

    def __init__(self, nickname: str) -> None:
        super().__init__()
        self._nickname = nickname

    def validate_current_password(self, field: Field) -> None:
        _required_password(field)

    def validate_new_password(self, field: Field) -> None:
        _taken(lambda: read_password(field.data or "", self._nickname))


class EraseForm(AccountForm):
    """The password, as the confirmation."""

    password = PasswordField()

    def validate_password(self, field: Field) -> None:
        _required_password(field)


def _required_password(field: Field) -> None:
    if not field.data:
        raise StopValidation(gettext("Please type your password."))
