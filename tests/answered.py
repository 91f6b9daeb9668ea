"""Waves of surveys with many answers, and tables of answers that are sent."""

from io import BytesIO
from random import Random
from typing import Any

from campaigns.surveys import answering, queries
from campaigns.surveys.answering import Origin, Reply
from tests.characters import Page, Site
from tests.surveying import at_the_desk


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
            answering.keep(session, wave_id, 1 + place, origin, reply, site.today)


def send_table(site: Site, survey_id: int, data: bytes, name: str = "answers.csv") -> Page:
    """Sends a table of answers to the wave that is open."""
    here = f"/city/surveys/{survey_id}/import"
    fields: dict[str, Any] = {**site.clerk.open(here).form(here), "file": (BytesIO(data), name)}
    return Page(site.clerk.client.post(here, data=fields))
