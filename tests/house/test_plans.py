"""What every page asks of the database, asked in a city: no statement's work grows with the people who live there.

SQLite counts the steps of its machine, PostgreSQL the rows it takes, and both say how they go about it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from civic.database.engine import Database
from tests.characters import Site, open_site
from tests.house import crowd
from tests.house.conftest import PACKS, fill_with_life
from tests.house.walk import addresses, remembered, walkers
from tests.servers import Databases
from workbench.statements import Sent, statements

TIMES = 2_000
STEPS = 5_500
"""Of SQLite's machine, for a statement: little more than half a millisecond. Front page and badges read every action
that the resident has done, and this one has done each of the catalogue."""
ROWS = 1_000
"""That PostgreSQL takes from tables and indexes, for a statement."""
GROW = {
    # address: why what it asks may grow
    "/city/audit.csv": "the lines that are asked for, at most 10,000",
    "/moderation": "counts what waits for moderators",
    "/organize/campaigns/<slug>/<any(participants,results):what>.<any(csv,xlsx):kind>": "the list of all participants",
    "/organize/campaigns/<slug>/certificates": "counts who takes part with which team",
    "/organize/campaigns/<slug>/events/<row:event_id>": "what everybody said who was there",
    "/organize/campaigns/<slug>/events/<row:event_id>/guests.<any(csv,xlsx):kind>": "all registered, as a table",
    "/organize/campaigns/<slug>/events/<row:event_id>/sheet.pdf": "the list on paper, 400 names at most",
    "/organize/campaigns/<slug>/events/<row:event_id>/list": "the list at the door, a thousand at a time",
    "/organize/campaigns/<slug>/gallery": "counts the show's paintings",
    "/organize/campaigns/<slug>/invite": "counts who came by which link",
    "/organize/campaigns/<slug>/results": "counts everybody who was there",
}
_SOME = 2
"""So many of the addresses of one kind are looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement, and which page asked it of whom."""

    rule: str
    path: str
    who: str
    sent: Sent

    @property
    def reads(self) -> bool:
        return self.sent.text.lstrip().startswith(("SELECT", "WITH"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asked(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, list[Asked]]]:
    """A lively city in which thousands live, and what its pages ask."""
    database = Database(databases.make(request.param))
    site = open_site(database, PACKS["zhenjiang"], tmp_path_factory.mktemp("instance"))
    fill_with_life(site)
    paths = [(rule, path) for rule in remembered() for path in addresses(rule, site)[:_SOME]]
    crowd.multiply(database, TIMES)
    crowd.measure(database)
    yield database, list(_walk(site, paths))
    database.dispose()
    databases.drop(database.url)


def test_no_page_works_more_in_a_larger_city(asked: tuple[Database, list[Asked]]) -> None:
    database, statements = asked
    judge = _of_sqlite if database.dialect == "sqlite" else _of_postgresql
    found = [
        f"{one.who} {one.path}: {problem}\n    {one.sent.text}"
        for one, problem in judge(database, statements)
        if one.rule not in GROW
    ]
    assert not found, "\n".join(found)


def test_what_may_grow_does(asked: tuple[Database, list[Asked]]) -> None:
    """An address that no longer needs its exception loses it."""
    database, statements = asked
    judge = _of_sqlite if database.dialect == "sqlite" else _of_postgresql
    growing = {one.rule for one, _ in judge(database, [one for one in statements if one.rule in GROW])}
    assert growing == set(GROW)


def _walk(site: Site, paths: Iterable[tuple[str, str]]) -> Iterator[Asked]:
    """Everything that pages ask of the database, whoever walks there, once for each page and values."""
    known: set[str] = set()
    people = {who: browsers["zh"] for who, browsers in walkers(site).items()}
    with statements(site.database) as sent:
        for rule, path in paths:
            for who, browser in people.items():
                before = len(sent)
                browser.open(path)
                new = [one for one in sent[before:] if f"{rule} {one}" not in known]
                known.update(f"{rule} {one}" for one in new)
                yield from (Asked(rule, path, who, one) for one in new)


def _of_sqlite(database: Database, asked: Iterable[Asked]) -> Iterator[tuple[Asked, str]]:
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        for one in asked:
            plan = [row[3] for row in driver.execute("EXPLAIN QUERY PLAN " + one.sent.text)]
            yield from ((one, line) for line in plan if _scanned(line) in crowd.PEOPLE)
            steps = _steps(driver, one.sent.text) if one.reads else 0
            if steps > STEPS:
                yield one, f"{steps:,} steps, {plan}"


def _scanned(line: str) -> str:
    """The table of which a line of a plan reads all rows; "" for none. An alias is the name with a number."""
    scan = re.fullmatch(r"SCAN (\w+?)(_\d+)?( USING COVERING INDEX \w+)?", line)
    return scan[1] if scan else ""


def _steps(driver: Any, text: str) -> int:
    """How many steps SQLite's machine takes for a statement, to the next hundred."""
    taken = [0]

    def count() -> None:
        taken[0] += 100

    driver.set_progress_handler(count, 100)
    driver.execute(text).fetchall()
    driver.set_progress_handler(None, 0)
    return taken[0]


def _of_postgresql(database: Database, asked: Iterable[Asked]) -> Iterator[tuple[Asked, str]]:
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("SET enable_seqscan = off")  # these tables are large enough to be counted, a city's are larger
        for one in asked:
            options = "ANALYZE, TIMING OFF, FORMAT JSON" if one.reads else "FORMAT JSON"
            cursor = psycopg.RawCursor(driver) if isinstance(one.sent.values, list) else driver.cursor()
            cursor.execute(f"EXPLAIN ({options}) {one.sent.text}", one.sent.values)
            plan = cursor.fetchall()[0][0][0]["Plan"]
            for node in _nodes(plan):
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in crowd.PEOPLE:
                    yield one, f"reads all of {node['Relation Name']}"
            rows = sum(map(_rows, _nodes(plan))) if one.reads else 0
            if rows > ROWS:
                yield one, f"{rows:,.0f} rows"


def _rows(node: dict[str, Any]) -> float:
    """How many rows a node of a plan takes out of a table or an index."""
    if not node["Node Type"].endswith("Scan"):
        return 0
    return (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)
