"""Whatever is typed into the form that logs an action: a clear refusal beside the field, what was typed kept, nothing
half written, and never an accident. The essential refusals are tried on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import Browser, Page, Site, open_site

PATH = "/actions/bicycle"
QUANTITIES = {
    "": "Please say how much.",
    "   ": "Please say how much.",
    "\u3000": "Please say how much.",
    "abc": "is not a number",
    "12 apples": "is not a number",
    "1 2": "is not a number",
    "1,2,3": "is not a number",
    "0x10": "is not a number",
    "1e308": "is not a number",
    "nan": "is not a number",
    "NaN": "is not a number",
    "inf": "is not a number",
    "-Infinity": "is not a number",
    "½": "is not a number",
    "一百": "is not a number",
    "\0": "is not a number",
    "3\0": "is not a number",
    "🚲": "is not a number",
    "\u202e3": "is not a number",
    "\u200f": "is not a number",
    "3\ud800": "is not a number",
    "<script>alert(1)</script>": "is not a number",
    "'; DROP TABLE entry; --": "is not a number",
    "%(typed)s %s {0}": "is not a number",
    "x" * 10_000: "is not a number",
    "9" * 10_000: "looks too large",
    "9" * 38: "looks too large",
    "1000001": "looks too large",
    "0": "more than 0",
    "-3": "more than 0",
    "−3": "more than 0",
    "0.0001": "more than 0",
    "٠": "more than 0",
}
DAYS = {
    "": "Please choose a day.",
    "2026-02-30": "no such day",
    "2026-13-01": "no such day",
    "0000-00-00": "no such day",
    "yesterday": "no such day",
    "20261122": "no such day",
    "\0": "no such day",
    "2026-11-\ud800": "no such day",
    "9" * 10_000: "no such day",
    "9999-12-31": "still ahead",
    "0001-01-01": "joined on a later day",
    "1970-01-01": "joined on a later day",
}
OPTIONS = ["rocket", " car", "CAR", "\0", "\ud800", "x" * 10_000]
KEYS = ["", "short", "a key with spaces", "x" * 65, "x" * 10_000, "\0" * 10, "\ud800" * 10, "undo:12345"]


def name(value: str) -> str:
    """A short name of a test for what was typed."""
    return f"{len(value)} characters" if len(value) > 30 else ascii(value)


@pytest.fixture(scope="module")
def resident(site: Site) -> Browser:
    """Somebody who reads English."""
    somebody = site.newcomer(language="en")
    somebody.log("walking")  # the first entry of all registers the catalogue
    return somebody


@pytest.fixture
def refused(site: Site, resident: Browser) -> Callable[..., Page]:
    """`refused(quantity="abc")` sends that instead of what the form offers: 4xx, and no row more or less."""

    def send(status: int = 422, **answers: str) -> Page:
        before = site.rows()
        page = resident.send(PATH, **answers)
        assert page.status == status
        assert site.rows() == before
        return page

    return send


@pytest.mark.parametrize("typed", QUANTITIES, ids=name)
def test_a_quantity_that_is_none(refused: Callable[..., Page], typed: str) -> None:
    page = refused(quantity=typed, replaced_mode="car")
    assert QUANTITIES[typed] in page.beside("quantity")
    assert QUANTITIES[typed] in page.problems
    assert kept(typed) == page.form(PATH)["quantity"]
    assert page.form(PATH)["replaced_mode"] == "car"


def kept(typed: str) -> str:
    """What comes back of what was typed: a NUL and what turns lines around as a sign that shows, half of a surrogate
    pair as it was sent."""
    return typed.translate(dict.fromkeys(map(ord, "\0\u202e\u200f"), "\ufffd")).replace("\ud800", "%ED%A0%80")


@pytest.mark.parametrize("typed", DAYS, ids=name)
def test_a_day_that_is_none(refused: Callable[..., Page], typed: str) -> None:
    page = refused(occurred_on=typed, quantity="7")
    assert DAYS[typed] in page.beside("occurred_on")
    assert page.form(PATH)["quantity"] == "7"


def test_a_day_ahead(site: Site, refused: Callable[..., Page]) -> None:
    page = refused(occurred_on=(site.today + timedelta(days=1)).isoformat())
    assert "still ahead" in page.beside("occurred_on")


def test_a_day_before_joining(site: Site, refused: Callable[..., Page]) -> None:
    page = refused(occurred_on=(site.today - timedelta(days=1)).isoformat())
    assert "You joined on a later day" in page.beside("occurred_on")


@pytest.mark.parametrize("typed", OPTIONS, ids=name)
def test_an_answer_that_is_not_offered(refused: Callable[..., Page], typed: str) -> None:
    page = refused(replaced_mode=typed, quantity="7")
    assert page.beside("replaced_mode")
    assert page.form(PATH)["quantity"] == "7"


@pytest.mark.parametrize("typed", KEYS, ids=name)
def test_a_form_without_its_key(refused: Callable[..., Page], typed: str) -> None:
    """What was typed is still there, under a new key."""
    page = refused(key=typed, quantity="7")
    assert "not complete" in page.problems
    assert page.form(PATH)["quantity"] == "7"
    assert page.form(PATH)["key"] not in ("", typed)


def test_all_faults_are_told_at_once(refused: Callable[..., Page]) -> None:
    page = refused(quantity="abc", occurred_on="2026-02-30", replaced_mode="rocket")
    assert page.beside("quantity")
    assert page.beside("occurred_on")
    assert page.beside("replaced_mode")


def test_a_field_sent_twice_counts_once(site: Site, resident: Browser) -> None:
    fields = {**resident.open(PATH).form(PATH), "replaced_mode": "car"}
    assert resident.post(PATH, {**fields, "quantity": ["3", "4"]}).status == 303


def test_a_question_that_decides_is_not_answered_in_silence(site: Site, refused: Callable[..., Page]) -> None:
    page = refused(replaced_mode="")
    assert "Please choose one of the answers." in page.beside("replaced_mode")
    assert "replaced_mode" not in site.newcomer().open(PATH).form(PATH)


@pytest.mark.parametrize("typed", ["12km", "１２ km", "12 公里", "１２", "12.0", "+12", " 12 ", "012"])
def test_what_people_write_is_understood(site: Site, typed: str) -> None:
    resident = site.newcomer(language="en")
    assert "12 km" in resident.log("bicycle", quantity=typed).text


@pytest.mark.parametrize("path", ["/actions/teleport", "/actions/" + "x" * 5_000, "/actions/%00", "/actions/%ED%A0%80"])
def test_an_action_that_does_not_exist(site: Site, resident: Browser, path: str) -> None:
    before = site.rows()
    assert resident.open(path).status == 404
    assert resident.post(path, resident.open(PATH).form(PATH)).status == 404
    assert site.rows() == before


@pytest.mark.parametrize(
    "query", ["quantity=abc", "quantity=%00", "quantity=%ED%A0%80", "quantity=9&occurred_on=x", ""]
)
def test_a_preview_never_fails(resident: Browser, query: str) -> None:
    assert resident.open(f"{PATH}/preview?{query}").status == 200
    assert resident.open(f"{PATH}?{query}").status == 200


@pytest.mark.parametrize("query", ["page=-1", "page=abc", "page=" + "9" * 400, "page=" + "9" * 5_000, "page=%00"])
def test_a_page_of_records_that_is_none(resident: Browser, query: str) -> None:
    assert resident.open(f"/me/entries?{query}").status == 200


@pytest.mark.parametrize("query", ["period=century", "period=%00&chart=%ED%A0%80", "chart=" + "x" * 5_000])
def test_a_period_that_is_none(resident: Browser, query: str) -> None:
    assert resident.open(f"/me?{query}").status == 200


def test_messages_are_in_the_readers_language(site: Site) -> None:
    page = site.again(site.newcomer(), "zh").send(PATH, quantity="abc", occurred_on="2026-02-30")
    assert "“abc”" in page.beside("quantity")
    assert not set("abcdefgh") & set(page.beside("occurred_on"))


@pytest.mark.parametrize("answers", [{"quantity": "3\0"}, {"quantity": "3\ud800"}, {"replaced_mode": "\0"}])
def test_both_databases_refuse_alike(database: Database, tmp_path: object, answers: dict[str, str]) -> None:
    site = open_site(database, CITIES / "zhenjiang", tmp_path)  # type: ignore[arg-type]
    resident = site.newcomer()
    resident.log("walking")
    before = site.rows()
    assert resident.send(PATH, **answers).status == 422
    assert site.rows() == before
