"""A visitor's tries: kept in the visitor's own signed cookie, recorded when they sign up, never before."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeGuard

from sqlalchemy.orm import Session

from civic.web.templating import in_language
from footprint import current
from footprint.actions.action import MAX_QUANTITY_MILLI
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action
from footprint.diary import views
from footprint.diary.forms import LogForm
from footprint.ledger import rules
from footprint.ledger.services import Claim, Ledger, Recorded, record_many
from footprint.method.views import comparison_text, quantity_label

Kept = dict[str, Any]
MOST_KEPT = 5
"""A try takes about 120 bytes of a cookie, which holds 4,000."""
_KINDS = {"action": str, "option": str, "milli": int, "key": str}
_OTHERS = 4


def keep(kept: list[Kept], action: Action, sent: LogForm) -> list[Kept]:
    """What the cookie holds after another try: the newest ones, oldest first; a form sent again counts once."""
    new = {"action": action.id, "option": sent.option, "milli": sent.quantity_milli, "key": sent.key}
    return [*(one for one in kept if one["key"] != sent.key), new][-MOST_KEPT:]


def readable(kept: object) -> list[Kept]:
    """What a cookie holds of tries, without what this release does not keep there."""
    found = kept if isinstance(kept, list) else [kept]  # the release before kept one, not in a list
    return [one for one in found if _is_readable(one)][-MOST_KEPT:]


def _is_readable(kept: object) -> TypeGuard[Kept]:
    if not isinstance(kept, dict) or any(type(kept.get(name)) is not kind for name, kind in _KINDS.items()):
        return False
    return bool(0 < kept["milli"] <= MAX_QUANTITY_MILLI)


def context(kept: list[Kept], today: date) -> dict[str, Any]:
    """The result of the newest try, for `trial.html`, and the others that are kept. Limits of a day, and points once
    a day, apply as if the tries were the day's first entries.

    Raises:
        DomainError: the catalogue changed meanwhile and it cannot be counted any more.
    """
    *before, newest = kept
    action, asked = current.catalogue().action(newest["action"]), newest["milli"]
    action.check_quantity(asked)
    used = _credited(action, [one["milli"] for one in before if one["action"] == action.id])
    credited = _credited(action, [asked], used)
    saved = quantify(current.catalogue(), Activity(action.id, newest["option"], credited - used, today))
    others = sorted(current.catalogue().actions.values(), key=lambda other: other.popularity)
    return {
        "action": views.action_context(action),
        "quantity_label": quantity_label(action, asked),
        "reduction": saved,
        "nothing": views.nothing_context(action, newest["option"], saved.high_mg, credited - used),
        "comparison": comparison_text(saved.mid_mg, today, action),
        "clipped": views.clipped_context(action, asked, credited - used),
        "points": rules.points_of(action.points, credited - used, used),
        "kept_too": [line for line in (kept_line(one) for one in before) if line],
        "most_kept": MOST_KEPT,
        "counts_mass": views.counts_mass(action),
        "quick": [views.tile(other) for other in others if other.id != action.id][:_OTHERS],
    }


def kept_line(kept: Kept) -> dict[str, str] | None:
    """A kept try in words, None for an action that the catalogue has dropped."""
    action = current.catalogue().actions.get(kept["action"])
    if action is None:
        return None
    return {"action_name": in_language(action.name), "quantity_label": quantity_label(action, kept["milli"])}


def _credited(action: Action, asked_milli: Iterable[int], used_milli: int = 0) -> int:
    """What is credited in all after several tries on one day."""
    for asked in asked_milli:
        used_milli += rules.credited(asked, [rules.LimitUse(limit.max_milli, used_milli) for limit in action.limits])
    return used_milli


def record_tries(
    session: Session, ledger: Ledger, resident_id: int, kept: Iterable[Kept], now: datetime
) -> list[Recorded]:
    """The tries as entries dated today, without those that cannot be counted any more."""
    today = ledger.calendar.today(now)
    claims = [Claim(resident_id, one["key"], one["action"], one["option"], one["milli"], today) for one in kept]
    return [one for one in record_many(session, ledger, claims, now) if isinstance(one, Recorded)]
