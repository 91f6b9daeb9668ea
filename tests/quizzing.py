"""Waves of the quiz in a city, and residents who answer."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.awareness.bank import Bank
from campaigns.awareness.models import QuizAnswer, QuizAnswerResult, QuizItemResult, QuizWave
from campaigns.awareness.resources import BANK
from campaigns.awareness.services import paper, places
from civic.calendar import utc_now
from civic.city.text import Text
from tests.characters import Browser, Page, Site


def bank(site: Site) -> Bank:
    """The questions of the city."""
    return site.app_services.get(BANK)


def wave(site: Site, first: int = 0, last: int = 10, title: str = "Autumn") -> int:
    """The number of a new wave from so many days after today to so many."""
    with site.database.write() as session:
        made = _wave(site, first, last, title)
        session.add(made)
        session.flush()
        return made.id


def _wave(site: Site, first: int, last: int, title: str) -> QuizWave:
    words = Text(dict.fromkeys(site.city.languages, title))
    days = [site.today + timedelta(days=days) for days in (first, last)]
    return QuizWave(title=words, first_on=days[0], last_on=days[1], seed=7, made_at=utc_now())


def right_choice(site: Site, wave_id: int, resident_id: int, item: str) -> str:
    """What the form sends for the right answer, as the resident sees it."""
    with site.database.read() as session:
        found = session.get_one(QuizWave, wave_id)
        return str(places(bank(site), found, resident_id, item).index(0) + 1)


def asked(site: Site, wave_id: int, resident_id: int) -> list[str]:
    """The items of a resident in a wave, in their order."""
    with site.database.read() as session:
        return paper(bank(site), session.get_one(QuizWave, wave_id), resident_id, ())


def answer(browser: Browser, item: str, choice: str) -> Page:
    """Sends an answer as the page of the item does."""
    return browser.send(f"/quiz/{item}", answer=choice)


def kept(session: Session, wave_id: int) -> list[QuizAnswer]:
    """The answers of a wave."""
    return list(session.scalars(select(QuizAnswer).where(QuizAnswer.wave_id == wave_id)))


def past(site: Site, title: str) -> QuizWave:
    """A wave that is over and counted, of too few people so far."""
    over = _wave(site, -40, -20, title)
    over.counted_at = utc_now()
    return over


def life(site: Site) -> None:
    """A wave that is open, one to come, and one whose results are published."""
    wave(site), wave(site, 40, 50, "Winter")
    with site.database.write() as session:
        over = past(site, "Summer")
        over.people, over.kr20_people, over.kr20_millionths = 120, 110, -40_000
        session.add(over)
        session.flush()
        for place, item in enumerate(bank(site).core):
            session.add(_result(over.id, item, is_told=place > 0))
            session.add_all(QuizAnswerResult(wave_id=over.id, item=item, place=one, people=60) for one in range(place))


def _result(wave_id: int, item: str, *, is_told: bool) -> QuizItemResult:
    first, rest = ((80, 40), 250_000) if is_told else ((None, None), None)
    return QuizItemResult(
        wave_id=wave_id,
        item=item,
        people=120,
        right=60 if is_told else None,
        first_people=first[0],
        first_right=first[1],
        item_rest_millionths=rest,
    )


def _coming(site: Site) -> list[str]:
    with site.database.read() as session:
        numbers = session.scalars(select(QuizWave.id).where(QuizWave.first_on > site.today))
        return [f"/city/quiz/{number}/cancel" for number in numbers]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/quiz/<item>": lambda site: [f"/quiz/{name}" for name in bank(site).core],
    "/city/quiz/<row:id>/cancel": _coming,
}
