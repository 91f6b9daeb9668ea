"""Seasons that are over: whose boards are final, and what was told of them afterwards."""

from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.typed_rows import RowQuery
from footprint.boards import rules
from footprint.boards.models import LateCount
from footprint.boards.rules import MassInterval
from footprint.ledger.models import FrozenSeason
from footprint.ledger.projections.late_line import LateLine

_frozen = CompiledQuery(select(FrozenSeason.season).order_by(FrozenSeason.frozen_at.desc(), FrozenSeason.season))
_lines = RowQuery(
    rules.LateLine,
    select(LateCount.upto, LateCount.people, LateCount.low_mg, LateCount.mid_mg, LateCount.high_mg)
    .where(LateCount.season == bindparam("season"))
    .order_by(LateCount.upto),
)
_upto = select(func.max(LateCount.upto)).where(LateCount.season == FrozenSeason.season).scalar_subquery()
_later = select(LateLine.told_on).where(
    LateLine.season == FrozenSeason.season, or_(_upto.is_(None), LateLine.told_on > _upto)
)
_over = CompiledQuery(select(_later.exists()).where(FrozenSeason.season == bindparam("season")))


def is_frozen(database: Database, season: str) -> bool:
    """Whether a season's boards are final."""
    return season in frozen_seasons(database)


def frozen_seasons(database: Database) -> list[str]:
    """The keys of the seasons whose boards are final, newest first."""
    return [row[0] for row in database.rows(_frozen, {})]


def late_lines(database: Database, season: str) -> list[rules.LateLine]:
    """What was told of a frozen season and is shown, in the order of days."""
    return list(_lines.rows(database, season=season))


def is_told_later(database: Database, season: str) -> bool | None:
    """Whether anything was told of a frozen season that its late lines do not show yet; None where it is not frozen."""
    return next((bool(row[0]) for row in database.rows(_over, {"season": season})), None)


def told_late(session: Session, season: str, after: date, before: date) -> list[rules.Told]:
    """What was told of a frozen season on the days between, by day and account: to be put together, never shown."""
    found = select(LateLine.told_on, LateLine.resident_id, LateLine.low_mg, LateLine.mid_mg, LateLine.high_mg).where(
        LateLine.season == season, LateLine.told_on > after, LateLine.told_on < before
    )
    return [rules.Told(day, who, MassInterval(*mass)) for day, who, *mass in session.execute(found)]


def shown_upto(session: Session, season: str) -> date | None:
    """The day up to which a frozen season's late lines are shown."""
    return session.scalar(select(func.max(LateCount.upto)).where(LateCount.season == season))
