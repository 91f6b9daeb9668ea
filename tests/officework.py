"""What the city's office has in its rooms: figures that wait for a second person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from civic.accounts import services as accounts
from civic.accounts.identity import Actor
from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.city.text import Text
from civic.denominators import services as denominators
from civic.denominators.models import DenominatorVersion
from civic.denominators.rules import CITY, NOTICE
from civic.denominators.services import NewFigures
from civic.privacy_papers import services as papers
from civic.privacy_papers.rules import ASSESSMENT, BREACH
from civic.privacy_papers.services import NewPaper
from footprint.new_packs.services import SoundPack, propose
from tests.characters import Browser, Site

PACK = SoundPack("0123456789ab", {"factors": [], "actions": []}, b"PK")
PDF = b"%PDF-1.4 of a test"
FIGURES = {
    "scope_zh": "常住人口", "counted_on": "2025-12-31", "source": "Bulletin", "status": "verified",
    "holds_from": "2040-01-01", "residents-city": "3300000",
}  # fmt: skip
"""A form of newer figures."""


def actor(site: Site, browser: Browser) -> Actor:
    """The account in somebody's browser, as services know it."""
    with site.database.read() as session:
        number = session.scalars(select(Account.id).where(Account.username == browser.nickname)).one()
    return Actor(account_id=number, nickname=browser.nickname)


def colleague(site: Site) -> dict[str, str]:
    """小王, who has a role and a second factor: what stands for the nickname and the account's number in a form."""
    return {"USERNAME": site.clerk.nickname, "ACCOUNT": str(actor(site, site.clerk).account_id)}


def figures(site: Site, residents: int, *, days: int = 2) -> NewFigures:
    """So many people in the first district, from so many days after today on."""
    return NewFigures(
        scope=Text({"zh": "年末常住人口", "en": "At the end of the year"}),
        counted_on=site.today - timedelta(days=300),
        source="Bulletin",
        url="https://example.org/bulletin",
        status="verified",
        holds_from=site.today + timedelta(days=days),
        percent=0,
        residents={f"district-{site.city.districts[0].id}": residents},
    )


def entered(site: Site, by: Browser, new: NewFigures, days_ago: int = 0) -> int:
    """The number of a version that somebody entered so many days ago."""
    today = site.today - timedelta(days=days_ago)
    with site.database.write() as session:
        return denominators.enter(session, actor(site, by), new, today, utc_now())


def approved(site: Site, by: Browser, number: int, days_ago: int = 0) -> None:
    """Somebody approved it so many days ago."""
    today = site.today - timedelta(days=days_ago)
    with site.database.write() as session:
        denominators.decide(session, actor(site, by), number, approve=True, note="", today=today, now=utc_now())


def account(site: Site, name: str) -> Actor:
    """Somebody of the city who needs no browser."""
    with site.database.write() as session:
        return accounts.open_account(session, username=name, password_hash="x", now=utc_now())


def of_the_city(site: Site, residents: int, holds_from: date) -> NewFigures:
    """So many people in the whole city, from a day on."""
    return replace(figures(site, 1), holds_from=holds_from, residents={CITY: residents})


def in_force(site: Site, new: NewFigures, first: Actor, second: Actor) -> None:
    """One entered them in good time, another approved them."""
    before = new.holds_from - NOTICE
    with site.database.write() as session:
        number = denominators.enter(session, first, new, before, utc_now())
        denominators.decide(session, second, number, approve=True, note="", today=before, now=utc_now())


def _versions(site: Site) -> list[str]:
    with site.database.read() as session:
        numbers = session.scalars(select(DenominatorVersion.id).order_by(DenominatorVersion.id.desc()))
        return [f"/city/denominators/{number}" for number in numbers]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/city/denominators/<row:id>": _versions,
    "/city/pack/<row:id>": lambda site: ["/city/pack/1"],
    "/city/pack/<row:id>.zip": lambda site: ["/city/pack/1.zip"],
    "/city/privacy/<row:id>": lambda site: ["/city/privacy/1", "/city/privacy/2"],
    "/city/privacy/<row:id>.pdf": lambda site: ["/city/privacy/1.pdf"],
    "/city/privacy/new/<any(assessment,breach):paper>": lambda site: [
        f"/city/privacy/new/{kind}" for kind in ("assessment", "breach")
    ],
}


def life(site: Site) -> None:
    """Figures that hold and figures that wait, an assessment with its file, a breach, and a pack that waits."""
    held = entered(site, site.clerk, figures(site, 400_000, days=-1), days_ago=10)
    approved(site, site.administrator, held, days_ago=10)
    entered(site, site.clerk, figures(site, 410_000))
    with site.database.write() as session:
        for kind, pdf in ((ASSESSMENT, PDF), (BREACH, None)):
            paper = NewPaper(kind, "Diaries", site.today, None, "Words", "Nobody", "Nothing", pdf, "paper.pdf")
            papers.add(session, actor(site, site.clerk), paper, site.today, utc_now())
        clerk, version, today = actor(site, site.clerk), site.city.version, site.today
        propose(session, clerk, PACK, version, "A newer source", today, today, utc_now())
