"""A database that is locked or away: "try again", the form keeps what was typed, nothing is half written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import Browser, Site, open_site
from tests.house import rules

PATIENCE_S = 0.1
FORM = "/actions/bicycle"


@pytest.fixture
def impatient(new_database: Callable[..., Database], tmp_path: Path) -> Iterator[Callable[[str], Site]]:
    """`impatient("sqlite")` is a city whose database gives up after a tenth of a second."""
    opened: list[Database] = []

    def make(dialect: str) -> Site:
        opened.append(Database(new_database(dialect).url, patience_s=PATIENCE_S))
        site = open_site(opened[-1], CITIES / "zhenjiang", tmp_path)
        site.xiaoming.log("walking")
        return site

    yield make
    for database in opened:
        database.dispose()


@contextmanager
def somebody_else_writing(url: str) -> Iterator[None]:
    """Holds what an entry needs: the whole file on SQLite, the resident's row on PostgreSQL."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT 1 FROM resident FOR UPDATE"))
        yield
        connection.rollback()
    engine.dispose()


def sent(browser: Browser, **answers: str) -> dict[str, str]:
    return {**browser.open(FORM).form(FORM), **answers}


def test_a_schema_that_does_not_fit_is_not_called_busy(impatient: Callable[[str], Site], dialect: str) -> None:
    """Waiting would not help: it is an accident with a reference, and the log says what is missing."""
    site = impatient(dialect)
    with site.database.write() as session:
        session.execute(text("ALTER TABLE campaign RENAME TO elsewhere"))
    with capture_logs() as logs:
        page = site.visitor().open("/campaigns?when=over")
    assert page.status == 500
    (line,) = [line for line in logs if line["event"] == "unexpected"]
    assert "campaign" in str(line["exc_info"])
    assert line["reference"] in page.html


def test_a_locked_database_waits_then_says_try_again(impatient: Callable[[str], Site], dialect: str) -> None:
    site = impatient(dialect)
    fields, before = sent(site.xiaoming, quantity="7.5", replaced_mode="car"), site.rows()
    with somebody_else_writing(site.database.url):
        page = site.xiaoming.post(FORM, fields)
    assert page.status == 503
    assert "再试一次" in page.problems
    assert page.form(FORM)["quantity"] == "7.5"
    assert page.form(FORM)["replaced_mode"] == "car"
    assert rules.problems(page, "zh-CN", site.app) == []
    assert site.rows() == before
    assert site.xiaoming.post(FORM, page.form(FORM)).status == 303  # and now it works, from that very page


def test_htmx_gets_its_form_back_too(impatient: Callable[[str], Site]) -> None:
    site = impatient("sqlite")
    fields = sent(site.xiaoming, quantity="7.5", replaced_mode="car")
    with somebody_else_writing(site.database.url):
        page = site.xiaoming.post(FORM, fields, htmx=True)
    assert page.status == 503
    assert page.form(FORM)["quantity"] == "7.5"


def test_undo_says_try_again(impatient: Callable[[str], Site]) -> None:
    site = impatient("sqlite")
    fields = {"csrf_token": site.xiaoming.token()}
    with somebody_else_writing(site.database.url):
        page = site.xiaoming.post("/entries/1/undo", fields)
    assert page.status == 503
    assert "再试一次" in page.text


def test_reading_does_not_wait_for_writers(impatient: Callable[[str], Site]) -> None:
    site = impatient("sqlite")
    with somebody_else_writing(site.database.url):
        assert [site.xiaoming.open(path).status for path in ("/", "/me", "/boards/districts", FORM)] == [200] * 4


@contextmanager
def away(database: Database) -> Iterator[None]:
    """Nobody finds the database while the block runs."""
    database.dispose()
    file = Path(make_url(database.url).database or "")
    elsewhere = file.rename(file.with_suffix(".away"))
    file.mkdir()
    yield
    file.rmdir()
    elsewhere.rename(file)


@pytest.mark.parametrize("path", ["/", "/me", "/boards/districts", "/actions", FORM])
def test_a_database_that_is_away(impatient: Callable[[str], Site], path: str) -> None:
    """The page that says so needs no database itself."""
    site = impatient("sqlite")
    with away(site.database):
        page = site.xiaoming.open(path)
    assert page.status == 503
    assert rules.problems(page, "zh-CN", site.app) == []


@pytest.mark.parametrize("path", ["/", "/boards/districts"])
def test_a_page_that_was_kept_is_not_sent_when_nobody_can_say_whether_it_is_true(
    impatient: Callable[[str], Site], path: str
) -> None:
    site = impatient("sqlite")
    visitor = site.visitor()
    assert [visitor.open(path).status for _ in range(2)] == [200, 200]
    with away(site.database):
        page = visitor.open(path)
    assert page.status == 503
    assert rules.problems(page, "zh-CN", site.app) == []
    assert visitor.open(path).status == 200
