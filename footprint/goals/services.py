"""Setting the goal of a district."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.calendar import Period
from civic.city.pack import City
from civic.errors import Conflict, Invalid
from footprint.goals import queries, rules
from footprint.goals.models import DistrictGoal


@dataclass(frozen=True, slots=True)
class Wish:
    """What the city wants in a district; `target` 0 takes back what it wanted."""

    period: Period
    district_id: str
    measure: str
    target: int


def set_goal(session: Session, city: City, by: str, wish: Wish, today: date, now: datetime) -> None:
    """A goal from now on; the same once more changes nothing.

    Args:
        by: who sets it, as the audit book names them.

    Raises:
        Conflict: the period is over.
        Invalid: a number that no goal can be (field `target`).
    """
    if wish.period.end < today:
        raise Conflict("This period is over. Its goal can no longer be changed.")
    least, most = rules.bounds(wish.measure, city.district_by_id[wish.district_id].residents)
    if wish.target and not least <= wish.target <= most:
        raise Invalid("Please choose a number from %(least)s to %(most)s.", field="target", least=least, most=most)
    before = queries.newest(session, wish.period.key, wish.district_id)
    if (before.measure, before.target) == (wish.measure, wish.target) if before else wish.target == 0:
        return
    goal = DistrictGoal(
        period=wish.period.key, district_id=wish.district_id, measure=wish.measure, target=wish.target, set_at=now
    )
    session.add(goal)
    session.flush()
    details = f"{wish.period.key} {wish.district_id} {wish.measure} {wish.target}"
    audit.record(session, by, "set goal", f"goal:{goal.id}", details, now)
