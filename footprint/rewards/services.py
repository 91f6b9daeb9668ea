"""Choosing a goal and what to be told of, noting an outage, and forgetting whoever chose."""

from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from civic.database.missing_rows import make_missing
from civic.errors import Conflict, Invalid
from footprint.rewards import queries, streaks
from footprint.rewards.models import GoalChoice, Outage, RewardWish


def choose_goal(session: Session, resident_id: int, days: int, today: date) -> None:
    """Appends a goal; it holds from the next week. Choosing the same again changes nothing.

    Raises:
        Invalid: no number of days that a week can have.
    """
    newest = queries.newest_goal(session, resident_id)
    if streaks.check_goal(days) != (newest.days if newest else streaks.DEFAULT_DAYS):
        session.add(GoalChoice(resident_id=resident_id, chosen_on=today, days=days))


def wish(session: Session, resident_id: int, *, reviews: bool, open_weeks: bool) -> None:
    """Keeps what the resident wants to be told; of forms sent at once the last one counts."""
    wanted = {"reviews": reviews, "open_weeks": open_weeks}
    make_missing(session, RewardWish, [{"resident_id": resident_id, **wanted}])
    session.execute(update(RewardWish).where(RewardWish.resident_id == resident_id).values(wanted))


def note_outage(session: Session, day: date, reason: str, today: date, now: datetime) -> None:
    """Notes that the service was down on a day.

    Raises:
        Invalid: the day is still ahead.
        Conflict: it was noted before.
    """
    if day > today:
        raise Invalid("This day is still ahead. Choose today or a day before.", field="day")
    if session.get(Outage, day) is not None:
        raise Conflict("This day was noted before.")
    session.add(Outage(day=day, reason=reason, noted_at=now))


def forget(session: Session, resident_id: int) -> None:
    """Goals and wishes go with the resident; days of actions stay with the entries that they are derived from."""
    session.execute(delete(GoalChoice).where(GoalChoice.resident_id == resident_id))
    session.execute(delete(RewardWish).where(RewardWish.resident_id == resident_id))
