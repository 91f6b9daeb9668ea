"""Reads of releases. What is public comes from `published`, `newest` and `release`, and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.indicators.export import ReleaseName
from campaigns.publishing import rules
from campaigns.publishing.models import PublishedCell, Release, ReleaseNotice, ReleaseTable
from campaigns.publishing.rules import OPEN, State
from campaigns.publishing.tidy import TableText, read_schema
from civic.city.text import Text
from civic.disclosure.cells import Cell, Name, Sum
from civic.staff import queries as desk
from civic.staff.desk import Waiting

MONTH = "month"
"""The key of the first kind of releases."""
PARTICIPATION = "participation"
"""The key of the table by district."""
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What the city says is wrong in a release."""

    words: Text
    told_at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseHead:
    """A published release without its tables. Nobody who built or approved it is named."""

    id: int
    key: str
    kind: str
    period: str
    revision: int
    published_at: datetime
    built_at: datetime
    pack_version: str
    code_version: str
    upto_entry_id: int
    inputs: int
    inputs_sha256: str


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A published release with all of its tables by key, in their order, and what was said about it since."""

    head: ReleaseHead
    tables: Mapping[str, TableText]
    notices: tuple[Notice, ...]


def published(session: Session, kind: str = MONTH) -> Sequence[ReleaseHead]:
    """All of a kind, the latest period first, of each the latest revision first."""
    found = select(Release).where(Release.state == State.PUBLISHED, Release.kind == kind)
    order = (Release.period.desc(), Release.revision.desc())
    return [head(one) for one in session.scalars(found.order_by(*order).limit(_MOST))]


def newest(session: Session, kind: str = MONTH) -> PublishedRelease | None:
    """The latest revision of the latest period; None while nothing is published."""
    found = select(Release).where(Release.state == State.PUBLISHED, Release.kind == kind)
    one = session.scalars(found.order_by(Release.period.desc(), Release.revision.desc()).limit(1)).first()
    return _whole(session, one) if one else None


def release(session: Session, key: str) -> PublishedRelease | None:
    """By its key, like "month-2026-10"; None where nothing of that name is published."""
    named = rules.read_key(key)
    if named is None:
        return None
    same = dict(zip(("kind", "period", "revision"), named, strict=True))
    one = session.scalars(select(Release).filter_by(**same, state=State.PUBLISHED)).first()
    return _whole(session, one) if one else None


def name_for_files(session: Session, period: str) -> ReleaseName | None:
    """What files of a month ("2026-10") say that they belong to: its latest published revision."""
    same = (Release.kind == MONTH, Release.period == period, Release.state == State.PUBLISHED)
    one = session.scalars(select(Release).where(*same).order_by(Release.revision.desc()).limit(1)).first()
    return ReleaseName(head(one).key, one.inputs_sha256) if one else None


def head(one: Release) -> ReleaseHead:
    """What everybody may know of a published release.

    Raises:
        ValueError: it is not published.
    """
    if one.published_at is None:
        raise ValueError(f"release {one.id} is not published")
    return ReleaseHead(
        id=one.id,
        key=rules.release_key(one.kind, one.period, one.revision),
        kind=one.kind,
        period=one.period,
        revision=one.revision,
        published_at=one.published_at,
        built_at=one.built_at,
        pack_version=one.pack_version,
        code_version=one.code_version,
        upto_entry_id=one.upto_entry_id,
        inputs=one.inputs,
        inputs_sha256=one.inputs_sha256,
    )


def tables(session: Session, release_id: int) -> dict[str, TableText]:
    """The tables of a release, published or not, by key."""
    found = select(ReleaseTable).where(ReleaseTable.release_id == release_id).order_by(ReleaseTable.position)
    return {one.key: TableText(read_schema(one.table_schema), one.csv, one.sha256) for one in session.scalars(found)}


def notices(session: Session, release_id: int) -> tuple[Notice, ...]:
    """What was said about a release, the oldest first."""
    found = select(ReleaseNotice).where(ReleaseNotice.release_id == release_id).order_by(ReleaseNotice.id)
    return tuple(Notice(one.words, one.told_at) for one in session.scalars(found))


def _whole(session: Session, one: Release) -> PublishedRelease:
    return PublishedRelease(head(one), tables(session, one.id), notices(session, one.id))


# For those who work on releases


def found(session: Session, release_id: int) -> Release | None:
    return session.get(Release, release_id)


def locked(session: Session, release_id: int) -> Release | None:
    """The release, locked against others who decide about it."""
    return session.get(Release, release_id, with_for_update=True, populate_existing=True)


def latest(session: Session, kind: str, period: str) -> Release | None:
    """The last release of a period that was not dropped."""
    same = (Release.kind == kind, Release.period == period, Release.state != State.DROPPED)
    return session.scalars(select(Release).where(*same).order_by(Release.revision.desc()).limit(1)).first()


def newest_number(session: Session) -> int:
    """Of the release that was built last, 0 where none was."""
    return session.scalar(select(func.max(Release.id))) or 0


def every(session: Session) -> Sequence[Release]:
    """All, the last built first."""
    return session.scalars(select(Release).order_by(Release.id.desc()).limit(_MOST)).all()


def waiting(session: Session) -> Waiting:
    """What waits for somebody's decision, and since when."""
    return _queues.waiting(session)


_queues = desk.Queues(
    *(
        select(Release.built_at, Release.id).where(Release.state == state).order_by(Release.built_at, Release.id)
        for state in OPEN
    )
)


def participation_before(session: Session, one: Release) -> TableText | None:
    """The table by district of the last release of an earlier period."""
    earlier = select(Release.id).where(
        Release.kind == one.kind, Release.period < one.period, Release.state != State.DROPPED
    )
    last = session.scalar(earlier.order_by(Release.period.desc(), Release.revision.desc()).limit(1))
    return tables(session, last).get(PARTICIPATION) if last is not None else None


def kept(session: Session) -> Sequence[Release]:
    """All but dropped ones, the first built first."""
    return session.scalars(select(Release).where(Release.state != State.DROPPED).order_by(Release.id)).all()


def cells(session: Session, release_id: int) -> Sequence[PublishedCell]:
    """The cells of a release in their order."""
    of_one = select(PublishedCell).where(PublishedCell.release_id == release_id)
    return session.scalars(of_one.order_by(PublishedCell.number)).all()


@dataclass(frozen=True, slots=True)
class System:
    """Every cell and sum there is, and what of them is shown."""

    cells: Mapping[Name, Cell]
    sums: Sequence[Sum]
    shown: frozenset[Name]


def system(session: Session) -> System:
    """Of all releases but dropped ones, which nobody saw."""
    kept = select(PublishedCell).join(Release, Release.id == PublishedCell.release_id)
    order = (PublishedCell.release_id, PublishedCell.number)
    rows = session.scalars(kept.where(Release.state != State.DROPPED).order_by(*order)).all()
    return System(
        cells={tuple(row.name): _cell(row) for row in rows},
        sums=[_sum(each) for row in rows for each in row.sums],
        shown=frozenset(tuple(row.name) for row in rows if row.shown),
    )


def _cell(row: PublishedCell) -> Cell:
    return Cell(row.people, row.amount, row.largest / row.amount if row.amount else 0.0)


def _sum(each: Sequence[Any]) -> Sum:
    total, people_add_up, parts = each
    return Sum(tuple(total), tuple(map(tuple, parts)), people_add_up)
