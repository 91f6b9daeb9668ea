"""Two requests that wait for each other in a circle: PostgreSQL takes one back, which is begun anew; both succeed."""

import threading
from collections import Counter
from collections.abc import Iterable

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from civic.app import FEATURES
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.feature import Feature
from civic.residents.models import Household
from civic.web.application import ROUTES
from civic.web.context import write_session
from civic.web.forms import SubmittedForm
from civic.web.guards import public
from tests.people import settle

crossing = Blueprint("crossing", __name__)
_met = threading.Barrier(2)
begun: Counter[str] = Counter()


@crossing.get("/crossing/<row:first>/<row:second>")
@public
def cross(first: int, second: int) -> str:
    """Locks two homes in the order given; the first time, once the other request has locked its first."""
    begun[f"{first}-{second}"] += 1
    form = SubmittedForm()
    with form.refusals(), write_session() as session:
        _lock(first, session)
        if begun.total() <= 2:
            _met.wait(20)
        _lock(second, session)
        session.execute(update(Household).where(Household.id == first).values(code=f"{first}-{second}"))
    return "done" if not form.errors else "refused"


def _lock(number: int, session: Session) -> None:
    session.execute(select(Household.id).where(Household.id == number).with_for_update())


@pytest.fixture
def features() -> Iterable[Feature]:
    return (*FEATURES, Feature("crossing", ROUTES.takes(crossing)))


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_who_was_taken_back_is_begun_anew(app: Flask, database: Database, dialect: str) -> None:
    with database.write() as session:
        one, other = (settle(session, utc_now()).household_id for _ in range(2))
    answers: list[str] = []

    def ask(path: str) -> None:
        answers.append(app.test_client().get(path).text)

    begun.clear()
    paths = (f"/crossing/{one}/{other}", f"/crossing/{other}/{one}")
    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == ["done", "done"]
    assert sorted(begun.values()) == [1, 2]
    with database.read() as session:
        assert session.get_one(Household, one).code == f"{one}-{other}"
        assert session.get_one(Household, other).code == f"{other}-{one}"
