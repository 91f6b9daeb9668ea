"""Messages in the cast: what a resident is told, a confirmed address, and the way of a walk through the inbox."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.city.text import Text
from civic.messages.links import confirm_token, reset_token, stop_token
from civic.messages.models import MailAddress, Message
from civic.messages.resetting import for_mail
from civic.messages.services import tell
from tests import gatherings
from tests.characters import Browser, Site
from tests.people import named

GREETING = {"title": "Your application was approved", "body": "Thank you."}


def number_of(session: Session, browser: Browser) -> int:
    """The number of the resident with that browser."""
    return named(session, browser.nickname).resident_id


def told(site: Site, browser: Browser, key: str = "hello", **differing: object) -> int:
    """Tells somebody something; the number of the message."""
    now = utc_now()
    with site.database.write() as session:
        number = number_of(session, browser)
        about = {"title": "Soon: %(event)s", "body": "Place: %(place)s", "topic": "account", **differing}
        values: dict[str, str | Text] = {"event": "Spring ride", "place": Text({"zh": "Bridge (zh)", "en": "Bridge"})}
        tell(session, [number], key=key, values=values, now=now, **about)  # type: ignore[arg-type]
        return session.scalars(select(Message.id).where(Message.key == key, Message.resident_id == number)).one()


def address(
    session: Session,
    resident_id: int,
    now: datetime,
    where: str = "",
    *,
    language: str = "en",
    muted: tuple[str, ...] = (),
) -> MailAddress:
    """A confirmed address."""
    made = MailAddress(
        resident_id=resident_id,
        address=where or f"resident{resident_id}@example.org",
        language=language,
        muted=list(muted),
        given_at=now,
        confirmed_at=now,
    )
    session.add(made)
    session.flush()
    return made


def life(site: Site) -> None:
    """Two messages and an address for 小明."""
    told(site, site.xiaoming, "first", path="/boards")
    told(site, site.xiaoming, "second", text=Text({"zh": "A letter.\n\nIts end.", "en": "A letter.\n\nIts end."}))
    with site.database.write() as session:
        address(session, number_of(session, site.xiaoming), utc_now())


def _messages(site: Site) -> list[str]:
    with site.database.read() as session:
        mine = Message.resident_id == number_of(session, site.xiaoming)
        return [f"/me/inbox/{number}" for number in session.scalars(select(Message.id).where(mine))]


def _letters(after: str) -> Callable[[Site], list[str]]:
    """The letters of the campaign that 小明 runs."""
    events = gatherings.ADDRESSES["/organize/campaigns/<slug>/events"]
    return lambda site: [path.removesuffix("/events") + after for path in events(site)]


def _reset(site: Site) -> list[str]:
    """Where the mail leads with which 小明 sets a forgotten password anew."""
    with site.database.read() as session:
        found = for_mail(session, number_of(session, site.xiaoming))
    assert found is not None
    token = reset_token(site.app_services.settings.secret_key, found.actor.account_id, found.password_hash)
    return [f"/signin/reset/{token}"]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/organize/campaigns/<slug>/letters": _letters("/letters"),
    "/organize/campaigns/<slug>/letters/new": _letters("/letters/new"),
    "/me/inbox/<row:id>": _messages,
    "/me/inbox/<row:id>/delete": lambda site: [f"{path}/delete" for path in _messages(site)],
    "/signin/reset/<token>": _reset,
    "/mail/confirm/<token>": lambda site: [
        f"/mail/confirm/{confirm_token(site.app_services.settings.secret_key, 1, 1.0)}"
    ],
    "/mail/stop/<token>": lambda site: [
        f"/mail/stop/{stop_token(site.app_services.settings.secret_key, 1, 'campaign')}"
    ],
}
"""Addresses by whole rules, for the walk through the house."""
