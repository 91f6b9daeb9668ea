"""Waves of surveys with many answers, and tables of answers that are sent."""

from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

from sqlalchemy import select

from campaigns.surveys import answering, importing, queries
from campaigns.surveys.answering import Origin, Reply
from campaigns.surveys.models import Survey, SurveyImport
from campaigns.surveys.table_files import RawTable
from civic.calendar import utc_now
from tests.characters import Fields, Page, Site
from tests.surveying import at_the_desk

FIRST_NUMBER = 1000


def fill(site: Site, wave_id: int, number: int, seed: int = 1, *, share: float = 0.6, clusters: int = 0) -> None:
    """So many answers in the strata of a wave by turns, the first one or the last; a few people say nothing."""
    random = Random(seed)
    with at_the_desk(site) as (session, _clerk):
        strata: list[int | None] = [one.id for one in queries.strata(session, wave_id)]
        strata = strata or [None]
        asked = queries.questions(session, queries.wave(session, wave_id).survey_id)
        for place in range(number):
            parts = (share, 0.95 - share, 0.05)
            chosen = {one.id: random.choices(("1", str(len(one.answers)), ""), parts)[0] for one in asked}
            reply = Reply(random.choice(("female", "male")), random.choice(("16-24", "65+", "")), "", chosen)
            origin = Origin("import", strata[place % len(strata)], f"c{random.randrange(clusters)}" if clusters else "")
            answering.keep(session, wave_id, FIRST_NUMBER + place, origin, reply, site.today)


def send_table(site: Site, survey_id: int, data: bytes, name: str = "answers.csv") -> Page:
    """Sends a table of answers to the wave that is open."""
    here = f"/city/surveys/{survey_id}/import"
    fields: dict[str, Any] = {**site.clerk.open(here).form(here), "file": (BytesIO(data), name)}
    return Page(site.clerk.client.post(here, data=fields))


# A city full of life: beside what `surveying` makes, a table waits


def life(site: Site) -> None:
    """Some answers, and a table that waits for the wave that is open."""
    wave_id = _wave(site)
    fill(site, wave_id, 24)
    table = RawTable(["district", "Q1", "a"], [2, 3], [[one.id, "1", "x"] for one in site.city.districts[:2]])
    with at_the_desk(site) as (session, clerk):
        importing.keep(session, clerk, wave_id, "answers.csv", b"answers", table, utc_now())


def _survey(site: Site) -> int:
    with site.database.read() as session:
        return session.scalars(select(Survey.id).where(Survey.slug == "autumn")).one()


def _wave(site: Site) -> int:
    survey_id = _survey(site)
    with site.database.read() as session:
        return queries.waves(session, survey_id)[0].id


def _table(site: Site) -> int:
    with site.database.read() as session:
        return session.scalars(select(SurveyImport.id).order_by(SurveyImport.id.desc())).first() or 0


def _at(rest: str) -> Callable[[Site], list[str]]:
    def found(site: Site) -> list[str]:
        numbered = rest.replace("<row:table_id>", str(_table(site))).replace("<row:number>", "1")
        return [f"/city/surveys/{_survey(site)}{numbered}"]

    return found


_ID, _FILES = "/city/surveys/<row:id>", "/results/<row:number>/<any(margins,rates):name>.csv"
_PAGES = (
    "/import", "/import/<row:table_id>", "/import/<row:table_id>/drop", "/import/<row:table_id>/undo",
    "/results", "/results/<row:number>/answers.csv", "/results/<row:number>", "/margins/<row:number>",
)  # fmt: skip
ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    **{f"{_ID}{rest}": _at(rest) for rest in _PAGES},
    f"{_ID}{_FILES}": lambda site: [
        path for name in ("margins", "rates") for path in _at(f"/results/1/{name}.csv")(site)
    ],
}


def _first(rest: str) -> Callable[[Site], str]:
    return lambda site: _at(rest)(site)[0]


STAFF: dict[str, tuple[Callable[[Site], str], Fields]] = {
    f"{_ID}/margins/<row:number>": (
        _first("/margins/<row:number>"),
        {"sex_female": "9", "sex_male": "9", "low": "0.1", "high": "9"},
    ),
    f"{_ID}/import/<row:table_id>": (
        _first("/import/<row:table_id>"),
        {"role_0": "district", "role_1": "q:heard", "act": "import"},
    ),
    f"{_ID}/import": (_first("/import"), {"pasted": "district\tQ1\njingkou\t2"}),
    f"{_ID}/import/<row:table_id>/drop": (_first("/import/<row:table_id>/drop"), {}),
    f"{_ID}/import/<row:table_id>/undo": (_first("/import/<row:table_id>/undo"), {}),
}
"""What staff may do with answers, in an order in which each can be done; before their wave is closed."""
ANSWERS = f"{_ID}/results/<row:number>/answers.csv"
STAFF_LATER: dict[str, tuple[Callable[[Site], str], Fields]] = {
    ANSWERS: (_first("/results/<row:number>/answers.csv"), {"reason": "Audit of the city"}),
}
"""What they may do once it is closed."""
