"""The desk as its page shows it, in the reader's language."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for
from flask_login import current_user
from markupsafe import Markup

from civic.accounts.identity import Actor
from civic.accounts.permissions import may_work_here
from civic.calendar import utc_now
from civic.errors import msgid
from civic.language.locale import gettext, ngettext, number
from civic.staff.desk import DESK_LINKS, MOST, RESIDENT_PARTS, DeskLink, Room, Waiting
from civic.staff.queries import KnownResident
from civic.web.context import read_session, services
from civic.web.templating import in_language

_ROOMS = {
    Room.WAITING: msgid("Decisions"),
    Room.PROGRAMME: msgid("The programme"),
    Room.FIGURES: msgid("Figures"),
    Room.HOUSE: msgid("The house"),
}


def home_of_staff(actor: Actor) -> str | None:
    """Whoever works for the city begins at the desk."""
    return url_for("staff.desk") if may_work_here(actor) else None


def links() -> list[DeskLink]:
    """Everything on the desk that the reader may open, in its order."""
    mine = [one for one in services().registry.all(DESK_LINKS) if one.may(current_user)]
    return sorted(mine, key=lambda one: one.order)


def queues(mine: Iterable[DeskLink]) -> list[dict[str, Any]]:
    """What waits for the reader, the longest wait first."""
    now = utc_now()
    counted = [(one, one.waiting(read_session())) for one in mine if one.waiting]
    waiting = [(one, found) for one, found in counted if found.cases]
    waiting.sort(key=lambda pair: pair[1].since or now)
    return [_queue(one, found, now) for one, found in waiting]


def _queue(link: DeskLink, found: Waiting, now: datetime) -> dict[str, Any]:
    first = url_for(link.case, id=found.first) if link.case and found.first else url_for(link.endpoint)
    return {
        **_line(link),
        "cases": number(min(found.cases, MOST)) + ("+" if found.cases > MOST else ""),
        "since": for_how_long(found.since, now) if found.since else "",
        "first": first,
    }


def next_case(endpoint: str, following: int | None) -> str:
    """Where a clerk goes on after a case: to the page of the next one, to the desk when nothing else waits."""
    return url_for(endpoint, id=following) if following is not None else url_for("staff.desk")


def for_how_long(since: datetime, now: datetime) -> str:
    """How long something has waited, in words: days, or hours on the first one."""
    hours = max(0, int((now - since).total_seconds())) // 3600
    if hours < 1:
        return gettext("less than an hour")
    if hours < 24:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", hours // 24)


def rooms(mine: Iterable[DeskLink]) -> list[dict[str, Any]]:
    """The rooms that have something for the reader, with their links."""
    found = {room: [_line(one) for one in mine if one.room is room] for room in Room}
    return [{"id": room, "name": gettext(_ROOMS[room]), "links": lines} for room, lines in found.items() if lines]


def _line(link: DeskLink) -> dict[str, Any]:
    return {"href": url_for(link.endpoint), "label": gettext(link.label), "icon": link.icon}


def resident(one: KnownResident) -> dict[str, Any]:
    """A resident in a list and on their page."""
    district = services().city.district_by_id.get(one.district_id)
    return {
        "id": one.id,
        "href": url_for("staff.resident", id=one.id),
        "nickname": one.nickname,
        "district": in_language(district.name) if district else "",
        "since": services().calendar.today(one.since),
    }


def parts_of(resident_id: int) -> list[Markup]:
    """What the features show of a resident to staff."""
    drawn = (draw(resident_id) for draw in services().registry.all(RESIDENT_PARTS))
    return [part for part in drawn if part]
