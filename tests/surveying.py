"""Surveys in a city, from the first question to the sheets that two clerks have typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.surveys import answering, planning, queries, services
from campaigns.surveys.answering import Origin, Reply
from campaigns.surveys.models import SurveyAnswer, SurveyResponse
from campaigns.surveys.resources import SURVEY_BANK
from campaigns.surveys.rules import Part
from campaigns.surveys.services import SurveyDraft
from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.city.text import Text
from tests.characters import Browser, Fields, Page, Site
from tests.people import named

ASKED = ("heard", "channels", "hottest_use", "green_trips")
"""Of the pack's questions: one of each kind that is answered in its own way."""
KEYED = {"q1": "1", "q2": "14", "q3": "1", "q4": "2", "sex": "1", "age": "34", "district": "1"}
"""A sheet as a clerk types it."""


def words(site: Site, text: str) -> Text:
    """The same words in every language of the city."""
    return Text(dict.fromkeys(site.city.languages, text))


@contextmanager
def at_the_desk(site: Site) -> Iterator[tuple[Session, Actor]]:
    """A transaction of the city's clerk."""
    name = site.clerk.nickname
    with site.database.write() as session:
        yield session, named(session, name)


def survey(site: Site, slug: str, *, about: str = "") -> int:
    """The number of a new survey that asks `ASKED`; of residents, or about a campaign."""
    bank = site.app_services.get(SURVEY_BANK)
    now = utc_now()
    with at_the_desk(site) as (session, clerk):
        draft = SurveyDraft(slug, words(site, f"Survey {slug}"), words(site, "People of 16 and over."), about)
        made = services.create(session, clerk, draft, now).id
        services.add_from_bank(session, clerk, made, [bank.questions[name] for name in ASKED], now)
        return made


def wave(site: Site, survey_id: int, *, first: int = -3, last: int = 10, strata: bool = True) -> int:
    """The number of a new wave, from so many days after today to so many, with a stratum for each district."""
    now = utc_now()
    with at_the_desk(site) as (session, clerk):
        days = [site.today + timedelta(days=days) for days in (first, last)]
        made = planning.add_wave(session, clerk, survey_id, planning.WaveDraft(words(site, "Wave"), *days), now).id
        if strata:
            parts = [Part(one.id, "", one.residents, None) for one in site.city.districts]
            planning.set_strata(session, clerk, made, parts, now)
        return made


def opened(site: Site, slug: str, *, about: str = "") -> tuple[int, int]:
    """The numbers of a survey and of its wave that is open."""
    survey_id = survey(site, slug, about=about)
    wave_id = wave(site, survey_id, strata=not about)
    with at_the_desk(site) as (session, clerk):
        planning.open_wave(session, clerk, wave_id, utc_now())
    return survey_id, wave_id


def codes(site: Site, wave_id: int, number: int = 1) -> list[str]:
    """Codes of the first stratum."""
    with at_the_desk(site) as (session, clerk):
        stratum = queries.strata(session, wave_id)[0]
        return answering.make_invitations(session, clerk, wave_id, stratum.id, "", number, utc_now())


def kiosk(site: Site, wave_id: int, place: str = "Library") -> str:
    """The key of a new tablet."""
    with at_the_desk(site) as (session, clerk):
        return answering.open_kiosk(session, clerk, wave_id, place, 4, 100, utc_now())


def filled(page: Page, here: str, **other: str) -> Fields:
    """The form with the first answer to everything, of several the first two."""
    form = page.form(here)
    return {**form, **page.first_choices(here), "q2_1": "y", "q2_2": "y", **other}


def type_sheet(browser: Browser, survey_id: int, number: int, copy: int = 1, **other: str) -> Page:
    """Types a sheet as the page of a clerk does."""
    fields = {**KEYED, "number": str(number), "stratum": "1", "cluster": "", **other}
    here = f"/city/surveys/{survey_id}/entry"
    page = browser.open(f"{here}?pass={copy}")
    return browser.post(here, {**page.form(here), **fields})


def responses(session: Session, wave_id: int) -> list[SurveyResponse]:
    """What was answered in a wave, in the order in which it came."""
    found = select(SurveyResponse).where(SurveyResponse.wave_id == wave_id).order_by(SurveyResponse.id)
    return list(session.scalars(found))


def answers(session: Session, response: SurveyResponse) -> list[str]:
    """What a response says to each question."""
    found = select(SurveyAnswer.chosen).where(SurveyAnswer.response_id == response.id)
    return list(session.scalars(found.order_by(SurveyAnswer.question_id)))


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
