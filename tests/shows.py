"""Campaigns with paintings and stories for tests: made as rows, so that a test starts where its own subject starts."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from campaigns.gallery import jobs
from campaigns.gallery.models import Painting, Show
from campaigns.moderation.services import DECIDERS
from campaigns.programme.models import Campaign, Participant
from campaigns.stories.models import Story
from civic.calendar import utc_now
from civic.pictures.models import Picture
from civic.pictures.rules import KINDS
from footprint import current
from tests import organizing
from tests.characters import Browser, Fields, Page, Site
from tests.people import named
from workbench.paint import encoded, painting

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
        return named(session, browser.nickname).resident_id


def take_part(site: Site, slug: str, browser: Browser) -> None:
    """Makes a resident a participant."""
    with site.database.write() as session:
        found = session.query(Campaign).filter_by(slug=slug).one()
        since = {"joined_at": utc_now(), "joined_on": site.today, "after_entry_id": 0}
        session.add(Participant(campaign_id=found.id, resident_id=number_of(site, browser), **since))


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


def shared(page: Page) -> dict[str, str]:
    """What chat apps read of a page."""
    marked = (one for one in page.root.iter("meta") if one.get("property", "").startswith("og:"))
    return {one.get("property", ""): one.get("content", "") for one in marked}


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
        current.ledger()
        decider = site.app_services.registry.by_key(DECIDERS)[kind]
        with site.database.write() as session:
            if reason:
                decider.refuse(session, number, reason, utc_now())
            else:
                decider.allow(session, number, utc_now())


def count(site: Site) -> None:
    """The job that counts votes runs."""
    with site.database.write() as session:
        jobs.count_votes(site.app_services, session)


# For the walk through the house


def life(site: Site) -> None:
    """小明 runs a show with paintings in each state, one of them 小明's own, and tells a story about it."""
    me = number_of(site, site.xiaoming)
    with site.database.write() as session:
        organizing.own_organization(session, site.city, me)
    show = organizing.campaign(site, "painting", site.xiaoming)
    groups = _groups(site)
    hang(site, site.meihua, show, age_group=groups[0])
    hang(site, site.meihua, show, age_group=groups[0])
    hang(site, site.xiaoming, show, age_group=groups[-1])
    submit(site.xiaoming, show, age_group=groups[0])
    site.xiaoming.send(f"/campaigns/{show}/join")
    upload(
        site.xiaoming, f"/campaigns/{show}/stories/new", encoded(painting(300, 200)), text="A good day", shows_name="y"
    )
    told = _numbers(site, Story)[-1]
    decide(site, "story", told)


def _show_of(site: Site) -> str:
    with site.database.read() as session:
        return session.query(Campaign).filter_by(kind="painting").first().slug  # type: ignore[union-attr]


def _groups(site: Site) -> list[str]:
    with site.database.read() as session:
        return session.query(Show).first().groups  # type: ignore[union-attr]


def _numbers(site: Site, model: type[Painting] | type[Story], **which: Any) -> list[int]:
    with site.database.read() as session:
        return [row.id for row in session.query(model).filter_by(**which).order_by(model.id)]


def _files(site: Site) -> list[str]:
    with site.database.read() as session:
        picture = session.query(Picture).filter_by(is_public=True).first()
        assert picture is not None
        return [f"/pictures/{picture.token}/{picture.width}.{kind}" for kind in KINDS]


def _acts(where: str, *acts: str) -> dict[str, Callable[[Site], list[str]]]:
    """What can be done with something in a show: addresses that only take a form."""
    return {
        f"/campaigns/<slug>/{where}/<row:id>/{act}": (
            lambda site, act=act: [f"/campaigns/{_show_of(site)}/{where}/1/{act}"]
        )
        for act in acts
    }


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    **_acts("gallery", "vote", "send", "withdraw", "refuse"),
    **_acts("stories", "withdraw"),
    "/pictures/<token>/<int:width>.<any(avif,webp,jpeg):kind>": _files,
    "/campaigns/<slug>/gallery": lambda site: [f"/campaigns/{_show_of(site)}/gallery"],
    "/campaigns/<slug>/gallery/new": lambda site: [f"/campaigns/{_show_of(site)}/gallery/new"],
    "/campaigns/<slug>/gallery/mine": lambda site: [f"/campaigns/{_show_of(site)}/gallery/mine"],
    "/campaigns/<slug>/gallery/<row:id>": lambda site: [
        f"/campaigns/{_show_of(site)}/gallery/{number}" for number in _numbers(site, Painting, state="shown")
    ],
    "/campaigns/<slug>/gallery/<row:id>/edit": lambda site: [
        f"/campaigns/{_show_of(site)}/gallery/{number}/edit"
        for number in _numbers(site, Painting, state="shown", guardian_id=number_of(site, site.xiaoming))
    ],
    "/organize/campaigns/<slug>/gallery": lambda site: [f"/organize/campaigns/{_show_of(site)}/gallery"],
    "/campaigns/<slug>/stories": lambda site: [f"/campaigns/{_show_of(site)}/stories"],
    "/campaigns/<slug>/stories/new": lambda site: [f"/campaigns/{_show_of(site)}/stories/new"],
    "/campaigns/<slug>/stories/<row:id>": lambda site: [
        f"/campaigns/{_show_of(site)}/stories/{number}" for number in _numbers(site, Story)
    ],
    "/campaigns/<slug>/stories/<row:id>/edit": lambda site: [
        f"/campaigns/{_show_of(site)}/stories/{number}/edit" for number in _numbers(site, Story)
    ],
}
"""What stands for each rule of pictures, shows and stories in a city with `life`."""
