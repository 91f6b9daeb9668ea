"""Events in the cast: a campaign with dates, people who registered, and some who came."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from campaigns.events import planning, registering, rules
from campaigns.events.models import Event
from campaigns.events.planning import EventPlan
from campaigns.programme.models import Campaign
from civic.calendar import CityCalendar, utc_now
from civic.city.text import Text
from tests.characters import Browser, Site
from tests.organizing import actor_of, campaign, own_organization


def event(site: Site, slug: str, *, days: int = 1, **differing: Any) -> int:
    """The number of a new event of a campaign, in the morning of that day; `differing` are fields of `EventPlan`."""
    words = Text({code: f"River clean-up ({code})" for code in site.city.languages})
    day = site.today + timedelta(days=days)
    said = {"name": words, "place": words, "begins": time(9), "ends": time(11), "capacity": None}
    said |= {"minors_need_guardian": True, "feedback_question": words, **differing}
    with site.database.write() as session:
        found = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        plan = EventPlan(day=day, **said)
        key = f"form-{utc_now().timestamp()}"
        return planning.plan_events(session, site.app_services.calendar, found, plan, form_key=key, now=utc_now())[0].id


def just_over(calendar: CityCalendar, now: datetime) -> tuple[datetime, datetime]:
    """From a minute ago until half a minute ago; less, just after midnight, so that it is of today: its door is open
    until the day is over."""
    started = max(now - timedelta(minutes=1), calendar.end_of(calendar.today(now) - timedelta(days=1)))
    return started, started + (now - started) / 2


def begin(site: Site, event_id: int) -> None:
    """Moves an event so that it began just now and is over: its door is open, and feedback is asked for."""
    with site.database.write() as session:
        found = session.get_one(Event, event_id)
        found.starts_at, found.ends_at = just_over(site.app_services.calendar, utc_now())


def register(site: Site, slug: str, event_id: int, *browsers: Browser) -> None:
    """Registers people past the pages."""
    with site.database.write() as session:
        found = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        for browser in browsers:
            who = actor_of(session, browser)
            registering.register(session, site.app_services.calendar, found, event_id, who, now=utc_now())


def code_of(site: Site, browser: Browser, at: datetime | None = None) -> str:
    """What somebody's phone shows."""
    with site.database.read() as session:
        number = actor_of(session, browser).resident_id
    return rules.resident_code(site.app_services.settings.secret_key).at(number, at or utc_now())


def screen_code(site: Site, event_id: int, at: datetime | None = None) -> str:
    """What an event's screen shows."""
    return rules.screen_code(site.app_services.settings.secret_key).at(event_id, at or utc_now())


# For walks through the house

_WALKED: dict[int, tuple[str, int]] = {}


def life(site: Site) -> None:
    """小明 runs a campaign with a recurring event; she and 梅花 came to its first date and said how it was."""
    slug = campaign(site, "community", _boss(site))
    first, _ = event(site, slug), event(site, slug, days=5, capacity=1)
    register(site, slug, first, site.xiaoming, site.meihua)
    begin(site, first)
    door = f"/organize/campaigns/{slug}/events/{first}"
    site.xiaoming.send(f"{door}/scan", code=code_of(site, site.xiaoming))
    site.xiaoming.post(f"{door}/list", {"csrf_token": site.xiaoming.token(), "resident": "2"})
    page = f"/campaigns/{slug}/events/{first}"
    site.xiaoming.send(page, f"{page}/feedback", satisfaction="5", answer="Tea")
    _WALKED[id(site)] = slug, first


def _boss(site: Site) -> Browser:
    with site.database.write() as session:
        own_organization(session, site.city, actor_of(session, site.xiaoming).resident_id)
    return site.xiaoming


def _desk(after: str) -> Any:
    return lambda site: [f"/organize/campaigns/{_WALKED[id(site)][0]}/events/{_WALKED[id(site)][1]}{after}"]


def _page(what: str) -> Any:
    return lambda site: [f"/campaigns/{_WALKED[id(site)][0]}/events/{_WALKED[id(site)][1]}/{what}"]


ADDRESSES: dict[str, Any] = {
    "/campaigns/<slug>/events/<row:event_id>": lambda site: [
        f"/campaigns/{slug}/events/{number}" for slug, number in [_WALKED[id(site)]]
    ],
    "/here/<code>": lambda site: [f"/here/{screen_code(site, _WALKED[id(site)][1])}"],
    "/organize/campaigns/<slug>/events": lambda site: [f"/organize/campaigns/{_WALKED[id(site)][0]}/events"],
    "/organize/campaigns/<slug>/events/new": lambda site: [f"/organize/campaigns/{_WALKED[id(site)][0]}/events/new"],
    **{
        f"/organize/campaigns/<slug>/events/<row:event_id>{after}": _desk(after)
        for after in (
            "",
            "/edit",
            "/scan",
            "/screen",
            "/list",
            "/list/worker.js",
            "/list/add",
            "/guests",
            "/sheet.pdf",
            "/cancel",
        )
    },
    "/organize/campaigns/<slug>/events/<row:event_id>/guests.<any(csv,xlsx):kind>": lambda site: [
        f"/organize/campaigns/{_WALKED[id(site)][0]}/events/{_WALKED[id(site)][1]}/guests.{kind}"
        for kind in ("csv", "xlsx")
    ],
    "/organize/campaigns/<slug>/events/<row:event_id>/attendances/<row:id>/take-back": _desk(
        "/attendances/1/take-back"
    ),
    **{
        f"/campaigns/<slug>/events/<row:event_id>/{what}": _page(what)
        for what in ("register", "unregister", "feedback")
    },
    "/here/<row:event_id>/arrive": lambda site: [f"/here/{_WALKED[id(site)][1]}/arrive"],
}
