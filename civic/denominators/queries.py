"""Reads of the numbers of residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from civic.city.pack import City
from civic.database.engine import Database
from civic.database.typed_rows import RowQuery
from civic.denominators import rules
from civic.denominators.models import DenominatorDecision, DenominatorFigure, DenominatorVersion
from civic.denominators.rules import Denominator
from civic.errors import NotFound
from civic.staff import queries as desk
from civic.staff.desk import Waiting

_MOST_SHOWN = 100
_figures = select(
    DenominatorVersion.id.label("version"),
    DenominatorFigure.place,
    DenominatorFigure.residents,
    DenominatorFigure.low,
    DenominatorFigure.high,
    DenominatorVersion.scope,
    DenominatorVersion.counted_on,
    DenominatorVersion.source,
    DenominatorVersion.url,
    DenominatorVersion.status,
    DenominatorVersion.holds_from,
).join(DenominatorFigure, DenominatorFigure.version_id == DenominatorVersion.id)
_is_approved = DenominatorVersion.id.in_(select(DenominatorDecision.version_id).where(DenominatorDecision.approved))
_approved = RowQuery(Denominator, _figures.where(_is_approved))


@dataclass(frozen=True, slots=True)
class Version:
    """A version with what was decided of it; `decision` is None while it waits."""

    entered: DenominatorVersion
    decision: DenominatorDecision | None


def approved(database: Database) -> list[Denominator]:
    """Every figure that a second person approved, of whatever day. One statement."""
    return _approved.rows(database)


def denominators_on(session: Session, city: City, day: date) -> Mapping[str, Denominator]:
    """How many live in each place by what holds on a day, the pack's figure where the city has entered none."""
    return {**rules.of_pack(city), **rules.holding(_approved.rows_in(session), day)}


def versions(session: Session) -> Sequence[Version]:
    """All there are, the newest first."""
    found = session.execute(_with_decision().order_by(DenominatorVersion.id.desc()).limit(_MOST_SHOWN))
    return [Version(*row) for row in found]


def version(session: Session, number: int) -> Version:
    """One of them.

    Raises:
        NotFound: there is none of that number.
    """
    found = session.execute(_with_decision().where(DenominatorVersion.id == number)).first()
    if found is None:
        raise NotFound()
    return Version(*found)


def figures(session: Session, number: int) -> dict[str, DenominatorFigure]:
    """What a version says, by place."""
    rows = session.scalars(select(DenominatorFigure).where(DenominatorFigure.version_id == number))
    return {row.place: row for row in rows}


def waiting(session: Session) -> Waiting:
    """Versions that nobody has decided about."""
    return _queues.waiting(session)


_queues = desk.Queues(
    select(DenominatorVersion.entered_at, DenominatorVersion.id)
    .where(DenominatorVersion.id.not_in(select(DenominatorDecision.version_id)))
    .order_by(DenominatorVersion.id)
)


def _with_decision() -> Select[DenominatorVersion, DenominatorDecision]:
    return select(DenominatorVersion, DenominatorDecision).outerjoin(
        DenominatorDecision, DenominatorDecision.version_id == DenominatorVersion.id
    )
