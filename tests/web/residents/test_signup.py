"""Signing up: what is refused says why beside its field, and what was typed stays."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import session as flask_session
from flask.testing import FlaskClient

from civic.accounts.arriving import AFTER_ARRIVAL
from civic.app import create_app
from civic.config import Settings
from civic.database.engine import Database
from civic.errors import Conflict
from civic.feature import Feature
from civic.residents.identity import ResidentActor
from civic.residents.models import Household
from civic.residents.queries import living
from civic.services import Services
from tests.browsing import NEWCOMER, ONE_DATABASE, beside, is_signed_in, on_top, send, token
from tests.features import without

Browser = Callable[..., FlaskClient]


@pytest.fixture
def features() -> Iterable[Feature]:
    """Nothing that upper packages do for newcomers."""
    return without(AFTER_ARRIVAL)


def residents(app_services: Services) -> list[tuple[str, str, str | None]]:
    with app_services.database.read() as session:
        return [(one.nickname, one.district_id, one.subdistrict_id) for one in living(session)]


def test_a_newcomer_is_signed_in_and_stays_so(browser: Browser, app_services: Services) -> None:
    visitor = browser()
    answer = send(visitor, "/signup", {**NEWCOMER, "subdistrict": "xiangshan"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(visitor)
    assert residents(app_services) == [("阿明", "jingkou", "xiangshan")]
    cookie = visitor.get_cookie("session")
    assert cookie is not None
    assert cookie.max_age is None or cookie.max_age > 30 * 86_400
    assert cookie.expires is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_full_width_input_is_understood(browser: Browser, app_services: Services) -> None:
    visitor = browser()
    send(visitor, "/signup", {**NEWCOMER, "username": "\u3000ＧｒａｎｄｍａＷａｎｇ８ "})
    assert [name for name, _, _ in residents(app_services)] == ["GrandmaWang8"]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("differing", "field", "why"),
    [
        ({"username": ""}, "username", "Please choose a nickname."),
        ({"username": " \u3000 "}, "username", "Please choose a nickname."),
        ({"username": "王"}, "username", "at least 2"),
        ({"username": "x" * 10_000}, "username", "at most 20"),
        ({"username": "a\0b"}, "username", "invisible"),
        ({"username": "a\u202eb"}, "username", "invisible"),
        ({"username": "a\u200fb"}, "username", "invisible"),
        ({"username": "🚲骑行"}, "username", "Only letters"),
        ({"username": "阿 明"}, "username", "no spaces"),
        ({"username": "<b>bold</b>"}, "username", "Only letters"),
        ({"username": "-1e308."}, "username", "Only letters"),
        ({"password": ""}, "password", "Please choose a password."),
        ({"password": "x7#Kq9pLm"}, "password", "at least 10"),
        ({"password": "x7#Kq9pLm2" * 1_000}, "password", "at most 200"),
        ({"password": "x7#Kq9\0pLm2"}, "password", "no keyboard"),
        ({"password": "woaini5201314"}, "password", "guessed"),
        ({"username": "GrandmaWang", "password": "grandmawang1"}, "password", "nickname"),
        ({"district": ""}, "district", "choose your district"),
        ({"district": "atlantis"}, "district", "choose your district"),
        ({"district": "jingkou\0"}, "district", "choose your district"),
        ({"district": "x" * 10_000}, "district", "choose your district"),
        ({"subdistrict": "jinshan"}, "subdistrict", "does not belong"),
        ({"subdistrict": "🚲"}, "subdistrict", "does not belong"),
        ({"consent": ""}, "consent", "tick this box"),
        ({"consent": "false"}, "consent", "tick this box"),
    ],
)
def test_bad_input_is_explained_beside_its_field_and_kept(
    browser: Browser, app_services: Services, differing: dict[str, str], field: str, why: str
) -> None:
    answer = send(browser(), "/signup", {**NEWCOMER, **differing})
    assert answer.status_code == 422
    assert why in beside(answer, field)
    sent = {**NEWCOMER, **differing}
    assert sent["password"] == "" or sent["password"] not in answer.text
    if "username" not in differing:
        assert 'value="阿明"' in answer.text
    if "district" not in differing:
        assert '<option value="jingkou" selected>' in answer.text
    assert residents(app_services) == []


@ONE_DATABASE
def test_a_form_without_fields_is_explained(browser: Browser) -> None:
    answer = send(browser(), "/signup", {})
    assert answer.status_code == 422
    assert all(beside(answer, field) for field in ("username", "password", "district", "consent"))


@ONE_DATABASE
def test_half_a_surrogate_pair_in_the_body_is_refused(browser: Browser) -> None:
    visitor = browser()
    send(visitor, "/signup", {})
    body = f"csrf_token={token(visitor, '/signup')}&username=ab%ED%A0%80cd&password=x&district=jingkou&consent=y"
    answer = visitor.post("/signup", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "Only letters" in beside(answer, "username")


@ONE_DATABASE
def test_consent_is_never_ticked_beforehand(browser: Browser) -> None:
    page = browser().get("/signup").text
    box = re.search("<input[^>]*consent[^>]*>", page)
    assert box
    assert "checked" not in box[0]
    assert "/about/privacy" in page


def test_a_nickname_that_somebody_has(browser: Browser, xiaojiang: ResidentActor, app_services: Services) -> None:
    answer = send(browser(), "/signup", {**NEWCOMER, "username": "小江"})
    assert answer.status_code == 422
    assert "Somebody has this nickname" in beside(answer, "username")
    assert len(residents(app_services)) == 1
    with app_services.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Household)) == 1


@ONE_DATABASE
def test_districts_speak_the_language_of_the_page(browser: Browser) -> None:
    assert ">京口区<" in browser().get("/signup?lang=zh").text
    assert ">Jingkou<" in browser().get("/signup?lang=en").text


@ONE_DATABASE
@pytest.mark.parametrize("path", ["/signup", "/signin"])
def test_whoever_is_signed_in_is_sent_home(browser: Browser, xiaojiang: ResidentActor, path: str) -> None:
    answer = browser(xiaojiang).get(path)
    assert (answer.status_code, answer.location) == (303, "/")


@ONE_DATABASE
def test_without_the_token_of_a_form_nothing_happens(client: FlaskClient, app_services: Services) -> None:
    answer = client.post("/signup", data=NEWCOMER)
    assert answer.status_code == 400
    assert residents(app_services) == []


def test_a_busy_database_keeps_what_was_typed(settings: Settings, database: Database, app_services: Services) -> None:
    hasty = Database(settings.database_url, patience_s=0.05)
    visitor = create_app(settings, database=hasty).test_client()
    visitor.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with database.write() as session:
        if database.dialect == "postgresql":  # which locks rows, not everything
            session.execute(sa.text("LOCK TABLE resident IN ACCESS EXCLUSIVE MODE"))
        answer = send(visitor, "/signup", NEWCOMER)
    hasty.dispose()
    assert answer.status_code == 503
    assert "please try again" in on_top(answer)
    assert 'value="阿明"' in answer.text
    assert residents(app_services) == []


# What comes after


class TestGreetings:
    @pytest.fixture
    def heard(self) -> list[tuple[str, object]]:
        """Whom upper packages were told of, with the try that was pending."""
        return []

    @pytest.fixture
    def features(self, heard: list[tuple[str, object]]) -> Iterable[Feature]:
        """One that fails, and one that sends the newcomer on."""

        def broken(_actor: ResidentActor) -> str | None:
            raise Conflict("the catalogue changed meanwhile")

        def greet(actor: ResidentActor) -> str | None:
            heard.append((actor.nickname, flask_session.pop("trial", None)))
            return "/entries/1"

        return (*without(AFTER_ARRIVAL), Feature("upper", AFTER_ARRIVAL.takes(broken, greet)))

    def test_what_was_tried_before_is_handed_on(self, browser: Browser, heard: list[tuple[str, object]]) -> None:
        visitor = browser()
        with visitor.session_transaction() as session:
            session["trial"] = {"action": "bicycle"}
            session["other"] = "left behind"
        answer = send(visitor, "/signup", {**NEWCOMER, "next": "/boards"})
        assert (answer.status_code, answer.location) == (303, "/entries/1")
        assert heard == [("阿明", {"action": "bicycle"})]
        with visitor.session_transaction() as session:
            assert "other" not in session


@ONE_DATABASE
@pytest.mark.parametrize(
    ("wished", "reached"),
    [
        ("/boards?period=week", "/boards?period=week"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/" + "x" * 10_000, "/"),
    ],
)
def test_nobody_is_sent_to_another_site(browser: Browser, wished: str, reached: str) -> None:
    visitor = browser()
    page = visitor.get("/signup", query_string={"next": wished})
    assert page.status_code == 200
    answer = send(visitor, "/signup", {**NEWCOMER, "next": wished})
    assert (answer.status_code, answer.location) == (303, reached)


@ONE_DATABASE
def test_signing_up_is_rationed_by_address(settings: Settings, database: Database) -> None:
    app = create_app(replace(settings, writes_per_minute=6), database=database)
    answers = [send(app.test_client(), "/signup", {**NEWCOMER, "username": name}) for name in ("阿明", "阿芳", "阿强")]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert 'value="阿强"' in answers[2].text
