"""Reads of goals. What is reached is read with the boards' figures, in `footprint/boards/goal_figures.py`."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from footprint.goals.models import DistrictGoal

_Later = aliased(DistrictGoal)
_newest: Any = (
    select(func.max(_Later.id))
    .where(_Later.period == DistrictGoal.period, _Later.district_id == DistrictGoal.district_id)
    .correlate(DistrictGoal)
    .scalar_subquery()
)
holds = (DistrictGoal.id == _newest) & (DistrictGoal.target > 0)
"""Whether a row is the newest of its district and period, and no taking back."""


def versions(session: Session, periods: Collection[str]) -> Sequence[DistrictGoal]:
    """All that was set for some periods, the newest first."""
    found = select(DistrictGoal).where(DistrictGoal.period.in_(periods))
    return session.scalars(found.order_by(DistrictGoal.id.desc()).limit(200)).all()


def newest(session: Session, period: str, district_id: str) -> DistrictGoal | None:
    """What was set last for a district and period."""
    found = select(DistrictGoal).where(DistrictGoal.period == period, DistrictGoal.district_id == district_id)
    return session.scalars(found.order_by(DistrictGoal.id.desc()).limit(1)).first()
