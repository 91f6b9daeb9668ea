"""Goals of districts beside what the boards show of them: no figure where a board shows none."""

from sqlalchemy import and_, bindparam, or_, select

from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from civic.database.typed_rows import RowQuery
from footprint.boards.models import BoardRow
from footprint.goals.models import DistrictGoal
from footprint.goals.queries import holds
from footprint.goals.rules import GoalStanding

_standings = (
    select(
        DistrictGoal.period,
        DistrictGoal.district_id,
        DistrictGoal.measure,
        DistrictGoal.target,
        BoardRow.participants,
        BoardRow.mid_mg,
    )
    .outerjoin(BoardRow, and_(BoardRow.period == DistrictGoal.period, BoardRow.district_id == DistrictGoal.district_id))
    .where(holds)
)
running_goals = JsonRows(
    GoalStanding,
    _standings.where(or_(DistrictGoal.period == bindparam("period"), DistrictGoal.period == bindparam("month"))),
)
"""Those of a `period` and a `month`, for a page that reads more in the same statement."""
_of_period = RowQuery(
    GoalStanding, _standings.where(DistrictGoal.period == bindparam("period")).order_by(DistrictGoal.id)
)


def goals(database: Database, period: str) -> tuple[GoalStanding, ...]:
    """The goals of a period with what is reached; one statement."""
    return tuple(_of_period.rows(database, period=period))
