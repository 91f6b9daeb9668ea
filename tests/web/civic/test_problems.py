"""What programs are told when something is refused: problem details, in the reader's language, without a cookie."""

from collections.abc import Callable

import pytest

from civic.web.guards import public
from tests.characters import Site

NOWHERE = "/api/v1/nowhere"


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city with an address on which accidents happen to programs."""
    site = open_city()

    @public
    def accident() -> str:
        raise RuntimeError("the secret cause")

    site.app.add_url_rule("/api/accident", "api-accident", accident)
    return site


@pytest.mark.parametrize(("language", "title"), [("en", "Not found"), ("zh", "没有找到")])
def test_an_address_that_is_none(city: Site, language: str, title: str) -> None:
    answer = city.visitor(language).client.get(NOWHERE)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    said = answer.get_json(force=True)
    assert (said["type"], said["title"], said["status"]) == ("about:blank", title, 404)
    assert said["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_a_method_that_is_not_taken_says_which_are(city: Site) -> None:
    answer = city.visitor("en").client.put("/healthz")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_an_accident_has_a_reference_and_no_cause(city: Site) -> None:
    answer = city.visitor("en").client.get("/api/accident")
    said = answer.get_json(force=True)
    assert (answer.status_code, len(said["reference"])) == (500, 8)
    assert "secret" not in answer.text


def test_a_language_chosen_for_one_answer_is_not_remembered(city: Site) -> None:
    assert "Set-Cookie" not in city.visitor("en").client.get(f"{NOWHERE}?lang=zh").headers
    assert "lang=zh" in city.visitor("en").client.get("/about/privacy?lang=zh").headers["Set-Cookie"]
