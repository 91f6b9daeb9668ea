"""A visitor's try: kept in the visitor's own signed cookie, recorded when they sign up, never before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from footprint import current
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action
from footprint.diary import views
from footprint.diary.forms import LogForm
from footprint.ledger.services import Claim, Ledger, Recorded, record
from footprint.method.views import comparison_text, quantity_label

Kept = dict[str, Any]
_OTHERS = 4


def keep(action: Action, sent: LogForm) -> Kept:
    """What the cookie holds of a try."""
    return {"action": action.id, "option": sent.option, "milli": sent.quantity_milli, "key": sent.key}


def readable(kept: object) -> Kept | None:
    """What a cookie holds of a try, or None when it is not what this release keeps there."""
    kinds = {"action": str, "option": str, "milli": int, "key": str}
    if isinstance(kept, dict) and all(type(kept.get(name)) is kind for name, kind in kinds.items()):
        return kept
    return None


def context(kept: Kept, today: date) -> dict[str, Any]:
    """The result of a try, for `trial.html`. Limits of a day apply as if it were the first entry.

    Raises:
        DomainError: the catalogue changed meanwhile and it cannot be counted any more.
    """
    action, asked = current.catalogue().action(kept["action"]), kept["milli"]
    action.check_quantity(asked)
    credited = min([asked, *(limit.max_milli for limit in action.limits)])
    saved = quantify(current.catalogue(), Activity(action.id, kept["option"], credited, today))
    others = sorted(current.catalogue().actions.values(), key=lambda other: other.popularity)
    return {
        "action": views.action_context(action),
        "quantity_label": quantity_label(action, asked),
        "reduction": saved,
        "comparison": comparison_text(saved.mid_mg, today, action),
        "clipped": views.clipped_context(action, asked, credited),
        "points": action.points,
        "counts_mass": views.counts_mass(action),
        "quick": [views.tile(other) for other in others if other.id != action.id][:_OTHERS],
    }


def record_trial(session: Session, ledger: Ledger, resident_id: int, kept: Kept, now: datetime) -> Recorded:
    """The try as the new resident's first entry, dated today.

    Raises:
        DomainError: the catalogue changed meanwhile and it cannot be counted any more.
    """
    today = ledger.calendar.today(now)
    claim = Claim(resident_id, kept["key"], kept["action"], kept["option"], kept["milli"], today)
    return record(session, ledger, claim, now)
