"""Reads of what is given away: which releases there are, and when that changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.publishing.models import Release, ReleaseNotice, ReleaseTable
from campaigns.publishing.queries import ReleaseHead, head
from campaigns.publishing.rules import State
from campaigns.publishing.tidy import Schema, read_schema
from civic.database.driver import CompiledQuery
from civic.database.engine import Database

_MOST = 1_000
_is_published = Release.state == State.PUBLISHED
_stand = CompiledQuery(
    select(
        select(func.count(Release.id)).where(_is_published).scalar_subquery(),
        select(func.max(Release.published_at)).where(_is_published).scalar_subquery(),
        select(func.max(ReleaseNotice.id)).scalar_subquery(),
    )
)


def stand(database: Database) -> tuple[object, ...]:
    """What changes whenever anything about releases does that everybody may know. One statement.

    A published release never changes: there are more of them, fewer, or something was said about one.
    """
    return tuple(database.rows(_stand, {})[0])


def heads(session: Session) -> Sequence[ReleaseHead]:
    """Every published release, of each kind the latest period first, of each the latest revision first."""
    order = (Release.kind, Release.period.desc(), Release.revision.desc())
    return [head(one) for one in session.scalars(select(Release).where(_is_published).order_by(*order).limit(_MOST))]


def newest_of(known: Sequence[ReleaseHead], one: ReleaseHead) -> ReleaseHead:
    """The latest revision of the same period."""
    return next(other for other in known if (other.kind, other.period) == (one.kind, one.period))


@dataclass(frozen=True, slots=True)
class FileHead:
    """A table of a release without its rows."""

    release_id: int
    schema: Schema
    size: int
    sha256: str


def files(session: Session) -> Sequence[FileHead]:
    """The tables of every published release, in their order."""
    found = (
        select(ReleaseTable.release_id, ReleaseTable.table_schema, ReleaseTable.size, ReleaseTable.sha256)
        .join(Release, Release.id == ReleaseTable.release_id)
        .where(_is_published)
        .order_by(ReleaseTable.release_id, ReleaseTable.position)
    )
    return [FileHead(number, read_schema(schema), size, sha) for number, schema, size, sha in session.execute(found)]
