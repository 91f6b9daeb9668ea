"""Campaigns with paintings and stories for tests: made as rows, so that a test starts where its own subject starts."""

import io
from datetime import timedelta
from typing import Any

from campaigns.gallery import jobs
from campaigns.moderation.services import deciders
from campaigns.programme.models import Campaign, Participant
from civic.calendar import utc_now
from civic.residents.models import Resident
from footprint import house
from tests import organizing
from tests.characters import Browser, Fields, Page, Site
from tests.paint import encoded, painting

FIELDS = {"title": "绿色的江", "first_name": "小雨", "age_group": "7-9", "description": "江边有树", "consent": "y"}


def campaign(site: Site, kind: str = "painting", **differing: Any) -> str:
    """A published campaign that lasts a month; its slug. Whoever signs up within the hour counts as somebody who was
    there before it was announced."""
    slug = organizing.campaign(site, kind)
    change(site, slug, **{"published_at": utc_now() + timedelta(hours=1), **differing})
    return slug


def change(site: Site, slug: str, **values: Any) -> None:
    """Other days, or another state."""
    with site.database.write() as session:
        found = session.query(Campaign).filter_by(slug=slug).one()
        for name, value in values.items():
            setattr(found, name, value)


def number_of(site: Site, browser: Browser) -> int:
    """A resident's number."""
    with site.database.read() as session:
        return session.query(Resident).filter_by(username=browser.nickname).one().id


def take_part(site: Site, slug: str, browser: Browser) -> None:
    """Makes a resident a participant."""
    with site.database.write() as session:
        found = session.query(Campaign).filter_by(slug=slug).one()
        session.add(Participant(campaign_id=found.id, resident_id=number_of(site, browser), joined_at=utc_now()))


def upload(browser: Browser, path: str, file: bytes | None = None, name: str = "p.jpg", **answers: str) -> Page:
    """Opens the form at `path`, fills it in, adds the file, and sends it as a browser does."""
    fields: Fields = {**browser.open(path).form(path), **answers}
    return send(browser, path, fields, file, name)


def send(browser: Browser, path: str, fields: Fields, file: bytes | None = None, name: str = "p.jpg") -> Page:
    """Sends a form with a file."""
    data: dict[str, Any] = dict(fields)
    if file is not None:
        data["picture"] = (io.BytesIO(file), name)
    return Page(browser.client.post(path, data=data, content_type="multipart/form-data"))


def submit(browser: Browser, slug: str, file: bytes | None = None, **answers: str) -> str:
    """Sends a painting in, as far as its preview; the painting's address."""
    path = f"/campaigns/{slug}/gallery/new"
    page = upload(browser, path, file or encoded(painting(400, 300)), **{**FIELDS, **answers})
    assert page.status == 303, page.problems or page.text
    return page.location


def hang(site: Site, guardian: Browser, slug: str, **answers: str) -> str:
    """A painting that is on show; its address."""
    where = submit(guardian, slug, **answers)
    sent = guardian.send(where, f"{where}/send")
    assert sent.status == 303, sent.text
    decide(site, "painting", int(where.rpartition("/")[2]))
    return where


def decide(site: Site, kind: str, number: int, reason: str = "") -> None:
    """Moderators let a thing through, or refuse it for a reason."""
    with site.app.test_request_context():
        house.ledger()
        with site.database.write() as session:
            if reason:
                deciders[kind].refuse(session, number, reason, utc_now())
            else:
                deciders[kind].allow(session, number, utc_now())


def count(site: Site) -> None:
    """The job that counts votes runs."""
    with site.database.write() as session:
        jobs.count_votes(site.house, session)
