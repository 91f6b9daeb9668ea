"""Surveys in a city, from the first question to the sheets that two clerks have typed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.programme.models import Campaign
from campaigns.surveys import answering, paper, planning, queries, services
from campaigns.surveys.answering import Reply, hashed
from campaigns.surveys.bank import BankQuestion
from campaigns.surveys.models import Survey, SurveyAnswer, SurveyKiosk, SurveyResponse
from campaigns.surveys.rules import Part
from campaigns.surveys.services import SurveyDraft
from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.city.text import Text
from tests.characters import Browser, Fields, Page, Site
from tests.people import named

ASKED = {
    "heard": ("single", "awareness", 3, (1, 2)),
    "channels": ("multiple", "none", 6, ()),
    "hottest_use": ("knowledge", "awareness", 3, (1,)),
    "green_trips": ("frequency", "practice", 5, (1, 2, 3)),
}
"""Questions by their keys: kind, measure, how many answers, and which of them count."""
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
    now = utc_now()
    with at_the_desk(site) as (session, clerk):
        draft = SurveyDraft(slug, words(site, f"Survey {slug}"), words(site, "People of 16 and over."), about)
        made = services.create(session, clerk, draft, now).id
        services.add_from_bank(session, clerk, made, [_question_of(site, key) for key in ASKED], now)
        return made


def _question_of(site: Site, key: str) -> BankQuestion:
    kind, measures, answers, positive = ASKED[key]
    texts = tuple(words(site, f"{key} {number}") for number in range(1, answers + 1))
    return BankQuestion(key, kind, measures, words(site, f"{key}?"), texts, positive)


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
        return answering.open_kiosk(session, clerk, wave_id, answering.KioskWish(place, 4, 100), utc_now())


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


# A city full of life

KIOSK = "a-key-that-only-tests-know"
_DRAFT, _OPEN, _OF_CAMPAIGN = "spring", "autumn", "around-a-campaign"
TWO_COPIES = 7
"""The number of a sheet whose copies differ."""


def life(site: Site) -> None:
    """A survey that is planned, one that is answered in every way, one before a campaign."""
    wave(site, survey(site, _DRAFT), first=20, last=30)
    survey_id, wave_id = opened(site, _OPEN)
    codes(site, wave_id, 2)
    with site.database.write() as session:
        clerk, other = (named(session, browser.nickname) for browser in (site.clerk, site.administrator))
        until = utc_now() + timedelta(hours=5)
        made = SurveyKiosk(wave_id=wave_id, key_hash=hashed(KIOSK), place="Hall", ends_at=until, taken=0, most=400)
        made.opened_by_id = clerk.account_id
        session.add(made)
        for copy, who in ((1, clerk), (2, other)):
            reply = _reply(session, survey_id, str(copy))
            paper.enter(session, who, wave_id, paper.Sheet(TWO_COPIES, copy, None, "", reply), site.today, utc_now())
    slug = _some_campaign(site)
    if slug:
        opened(site, _OF_CAMPAIGN, about=slug)


def _reply(session: Session, survey_id: int, chosen: str) -> Reply:
    asked = queries.questions(session, survey_id)
    return Reply("female", "25-34", "", {one.id: chosen for one in asked})


def _some_campaign(site: Site) -> str:
    with site.database.read() as session:
        found = select(Campaign.slug).where(Campaign.state == "published", Campaign.kind == "community")
        return session.scalars(found.order_by(Campaign.id)).first() or ""


def _surveys(site: Site, *slugs: str) -> list[int]:
    with site.database.read() as session:
        return [session.scalars(select(Survey.id).where(Survey.slug == slug)).one() for slug in slugs]


def _waves(site: Site, slug: str) -> list[int]:
    (survey_id,) = _surveys(site, slug)
    with site.database.read() as session:
        return [one.id for one in queries.waves(session, survey_id)]


def _of_surveys(rest: str, *slugs: str) -> Callable[[Site], list[str]]:
    return lambda site: [f"/city/surveys/{number}{rest}" for number in _surveys(site, *slugs)]


def _of_wave(rest: str, slug: str) -> Callable[[Site], list[str]]:
    return lambda site: [f"/city/surveys/waves/{number}{rest}" for number in _waves(site, slug)]


def _of_questions(rest: str) -> Callable[[Site], list[str]]:
    def found(site: Site) -> list[str]:
        (survey_id,) = _surveys(site, _DRAFT)
        with site.database.read() as session:
            return [
                f"/city/surveys/{survey_id}/questions/{one.id}{rest}" for one in queries.questions(session, survey_id)
            ]

    return found


def _of_kiosks(site: Site) -> list[str]:
    (wave_id,) = _waves(site, _OPEN)
    with site.database.read() as session:
        found = queries.kiosks(session, wave_id, utc_now())
        return [f"/city/surveys/waves/{wave_id}/kiosks/{one.id}/close" for one in found]


_ID, _WAVE = "/city/surveys/<row:id>", "/city/surveys/waves/<row:id>"
_OF_DRAFTS = ("/edit", "/questions/new", "/questions/offered", "/waves")
ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    _ID: _of_surveys("", _DRAFT, _OPEN),
    **{
        f"{_ID}{rest}": _of_surveys(rest, _DRAFT)
        for rest in ("/edit", "/questions/new", "/questions/offered", "/waves")
    },
    **{f"{_ID}{rest}": _of_surveys(rest, _DRAFT, _OPEN) for rest in ("/questions", "/print", "/archive")},
    **{f"{_ID}{rest}": _of_surveys(rest, _OPEN) for rest in ("/entry", "/sheets")},
    f"{_ID}/questions/<row:question_id>": _of_questions(""),
    f"{_ID}/questions/<row:question_id>/remove": _of_questions("/remove"),
    f"{_ID}/sheets/<row:number>": _of_surveys(f"/sheets/{TWO_COPIES}", _OPEN),
    f"{_ID}/sheets/<row:number>/decide": _of_surveys(f"/sheets/{TWO_COPIES}/decide", _OPEN),
    **{f"{_WAVE}{rest}": _of_wave(rest, _DRAFT) for rest in ("", "/strata", "/sample", "/sample/compute", "/open")},
    **{f"{_WAVE}{rest}": _of_wave(rest, _OPEN) for rest in ("/dispositions", "/invitations", "/kiosks", "/close")},
    f"{_WAVE}/kiosks/<row:kiosk_id>/close": _of_kiosks,
    "/surveys/<slug>": lambda _site: [f"/surveys/{_OPEN}", f"/surveys/{_OF_CAMPAIGN}"],
    "/surveys/<slug>/thanks": lambda _site: [f"/surveys/{_OPEN}/thanks"],
    "/kiosk/<key>": lambda _site: [f"/kiosk/{KIOSK}"],
    "/kiosk/<key>/thanks": lambda _site: [f"/kiosk/{KIOSK}/thanks"],
}


def _closed(site: Site) -> str:
    """A survey whose one wave is closed."""
    survey_id, wave_id = opened(site, "over")
    with at_the_desk(site) as (session, clerk):
        planning.close_wave(session, clerk, wave_id, utc_now())
    return f"/city/surveys/{survey_id}/archive"


def _question(rest: str) -> Callable[[Site], str]:
    return lambda site: _of_questions(rest)(site)[0]


def _at(address: str, slug: str) -> Callable[[Site], str]:
    """The address with the number of the survey, or of its wave, in it."""

    def found(site: Site) -> str:
        number = _waves(site, slug)[0] if address.startswith(_WAVE) else _surveys(site, slug)[0]
        return address.replace("<row:id>", str(number)).replace("<row:number>", str(TWO_COPIES))

    return found


_QUESTION = {
    "position": "1",
    "key": "new_one",
    "kind": "yes_no",
    "measures": "awareness",
    "text_zh": "知道吗？",
    "positive": "1",
}
_DAYS = {"title_zh": "第二期", "first_on": "2040-01-01", "last_on": "2040-01-09"}
_SAMPLE = {"city": "3", "district": "5", "deff": "1", "response": "50", "allocation": "equal"}
STAFF: dict[str, tuple[Callable[[Site], str], Fields]] = {
    "/city/surveys/new": (lambda _site: "/city/surveys/new", {"slug": "new-one", "title_zh": "新", "frame_zh": "居民"}),
    f"{_ID}/edit": (_at(f"{_ID}/edit", _DRAFT), {"title_zh": "改", "frame_zh": "居民"}),
    f"{_ID}/questions/offered": (_at(f"{_ID}/questions/offered", _DRAFT), {"add_sorting": "y"}),
    f"{_ID}/questions/new": (_at(f"{_ID}/questions/new", _DRAFT), _QUESTION),
    f"{_ID}/questions/<row:question_id>": (_question(""), {**_QUESTION, "key": "other"}),
    f"{_ID}/questions/<row:question_id>/remove": (_question("/remove"), {}),
    f"{_ID}/waves": (_at(f"{_ID}/waves", _DRAFT), _DAYS),
    f"{_WAVE}/strata": (_at(f"{_WAVE}/strata", _DRAFT), {"people_jingkou": "1000"}),
    f"{_WAVE}/sample/compute": (_at(f"{_WAVE}/sample/compute", _DRAFT), _SAMPLE),
    f"{_WAVE}/open": (_at(f"{_WAVE}/open", _DRAFT), {}),
    f"{_WAVE}/invitations": (_at(f"{_WAVE}/invitations", _OPEN), {"stratum": "1", "number": "2"}),
    f"{_WAVE}/kiosks": (_at(f"{_WAVE}/kiosks", _OPEN), {"place": "Library", "hours": "1", "most": "10"}),
    f"{_WAVE}/kiosks/<row:kiosk_id>/close": (lambda site: _of_kiosks(site)[0], {}),
    f"{_ID}/entry": (_at(f"{_ID}/entry", _OPEN), {**KEYED, "number": "90", "stratum": "1"}),
    f"{_ID}/sheets/<row:number>/decide": (
        _at(f"{_ID}/sheets/<row:number>/decide", _OPEN),
        {f"question:{number}": "1" for number in range(1, 60)},
    ),
    f"{_WAVE}/dispositions": (_at(f"{_WAVE}/dispositions", _OPEN), {"drawn_1": "100", "reached_1": "90"}),
    f"{_WAVE}/close": (_at(f"{_WAVE}/close", _OPEN), {}),
    f"{_ID}/archive": (_closed, {}),
}
"""What staff may do with surveys, in an order in which each can be done."""
