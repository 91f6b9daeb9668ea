"""Reads of published releases for pages: what there is, and one table through time."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.publishing.models import Release, ReleaseNotice, ReleaseTable
from campaigns.publishing.queries import ReleaseHead
from campaigns.publishing.rules import State
from campaigns.publishing.tidy import TableText, read_schema
from civic.calendar import CityCalendar, Period
from civic.database.engine import Database
from footprint.boards.goal_figures import goals
from footprint.goals.rules import GoalStanding

Goals = tuple[GoalStanding, ...]


class Known(NamedTuple):
    """What all public pages rest on: nothing that was published changes, so how much there is names it all."""

    releases: int
    notices: int


def known(database: Database) -> Known:
    """How much is published, in one statement."""
    public = Release.state == State.PUBLISHED
    told = select(func.count(ReleaseNotice.id)).scalar_subquery()
    with database.read() as session:
        releases, notices = session.execute(select(func.count(Release.id), told).where(public)).one()
    return Known(releases, notices)


def goals_of(database: Database, calendar: CityCalendar, today: date) -> list[tuple[Period, Goals]]:
    """The goals of districts for the season and the month that run, and for two of each before them."""
    spans = list[Period]()
    for span in (calendar.season(today), calendar.month(today)):
        spans += [span, calendar.before(span), calendar.before(calendar.before(span))]
    return [(span, goals(database, span.key)) for span in spans]


def latest_of_each(heads: Sequence[ReleaseHead]) -> Sequence[ReleaseHead]:
    """The latest revision of each period, in the order of the given ones, of which later revisions come first."""
    found: dict[str, ReleaseHead] = {}
    for one in heads:
        found.setdefault(one.period, one)
    return list(found.values())


def through_time(session: Session, key: str, heads: Sequence[ReleaseHead]) -> list[tuple[ReleaseHead, TableText]]:
    """A table of several releases, in the order of the releases; of those that have it."""
    wanted = (ReleaseTable.release_id.in_([one.id for one in heads]), ReleaseTable.key == key)
    found = {one.release_id: one for one in session.scalars(select(ReleaseTable).where(*wanted))}
    return [(head, _text(found[head.id])) for head in heads if head.id in found]


def _text(one: ReleaseTable) -> TableText:
    return TableText(read_schema(one.table_schema), one.csv, one.sha256)
