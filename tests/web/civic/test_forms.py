"""What a form keeps, and what becomes of a refusal."""

from collections.abc import Iterator

import pytest

from civic.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany, TryAgain, Unauthenticated
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, form_page, read_line
from tests.characters import Site


@pytest.fixture(autouse=True)
def asked(site: Site) -> Iterator[None]:
    """Within a request of a reader of English."""
    with site.app.test_request_context(headers={"Accept-Language": "en"}):
        site.app.preprocess_request()
        yield


def test_what_was_typed_is_kept_beside_its_message() -> None:
    form = SubmittedForm({"name": "Willow", "people": "1\x000"})
    assert form.read("name", lambda typed: read_line(typed, most=20), "") == "Willow"
    assert form.read("people", lambda typed: read_whole(typed, least=1, most=9), 1) == 1
    assert (form.text("name"), form.text("people"), form.text("other")) == ("Willow", "1\ufffd0", "")
    assert list(form.errors) == ["people"]
    assert form.status == 422


@pytest.mark.parametrize(
    ("problem", "field"),
    [
        (Invalid("Please choose a day.", field="day"), "day"),
        (Conflict("Please choose a day."), ""),
        (Forbidden("Please choose a day."), ""),
        (TooMany("Please choose a day.", retry_after_s=30), ""),
        (TryAgain("Please choose a day."), ""),
    ],
)
def test_a_refusal_ends_the_block_and_stands_in_the_form(problem: DomainError, field: str) -> None:
    form, done = SubmittedForm(), []
    with form.refusals():
        if problem:
            raise problem
        done.append("never")
    assert done == []
    assert form.errors == {field: ["Please choose a day."]}
    assert form.status == problem.status
    assert form.refusal == "Please choose a day."


@pytest.mark.parametrize("problem", [NotFound("This page does not exist."), Unauthenticated("Please sign in.")])
def test_what_is_another_page_is_no_matter_of_the_form(problem: DomainError) -> None:
    form = SubmittedForm()
    with pytest.raises(type(problem)), form.refusals():
        raise problem
    assert not form.errors


def test_the_page_says_when_to_come_back() -> None:
    form = SubmittedForm()
    form.refuse(TooMany("That was very often.", retry_after_s=30), "password")
    page = form_page("civic/residents/erase.html", form)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "30")
    assert 'id="password-error"' in page.get_data(as_text=True)


def test_a_password_is_not_shown_again() -> None:
    form = SubmittedForm({"password": "tulip river 7 hills"})
    form.read("password", str, "")
    assert "tulip" not in form_page("civic/residents/erase.html", form).get_data(as_text=True)


def test_a_text_must_be_there_in_the_first_language_only() -> None:
    form = SubmittedForm({"name_zh": "柳树", "name_en": ""})
    assert form.read_text("name", ["zh", "en"], most=20).by_language == {"zh": "柳树"}
    assert not form.errors
    form.read_text("name", ["en", "zh"], most=20)
    assert list(form.errors) == ["name_en"]
