"""What today's catalogue makes of the entries that earlier ones computed, beside what was recorded.

Quantities stay as they were credited, and each entry keeps its day, so its factors are those valid on that day. The
sums are public and are looked at again and again: `civic/disclosure/live.py` says when they may be shown, and move.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from civic.database.engine import Database
from civic.disclosure.live import MINIMUM, may_be_shown, may_move
from civic.errors import DomainError
from footprint.actions.calculator import Reduction
from footprint.actions.catalogue import catalogue_from_snapshot
from footprint.ledger.maintenance import maintenance_connection, snapshot
from footprint.ledger.models import Entry, PackVersion, Restatement
from footprint.ledger.recompute import Recomputation
from footprint.ledger.services import Ledger

_BATCH_ENTRIES = 5_000
_opposite: Any = aliased(Entry)


def is_due(database: Database, ledger: Ledger) -> bool:
    """Whether the catalogue has ever changed, and the stored sums lack entries or are not today's catalogue's."""
    with database.read() as session:
        versions = session.scalar(select(func.count()).select_from(PackVersion)) or 0
        stored = session.scalars(select(Restatement)).all()
        is_old = any(row.pack_version_id != ledger.pack_version_id for row in stored)
        upto = max((row.upto_entry_id for row in stored), default=0)
        return versions > 1 and (is_old or _newest(session) > upto)


def restate(database: Database, ledger: Ledger, now: datetime) -> None:
    """Computes every living entry with the ledger's catalogue, and keeps the sums of the groups that may be shown.

    Entries are read in batches from one snapshot while residents go on logging.

    Raises:
        TryAgain: the database is locked or away; nothing was written.
    """
    with maintenance_connection(database) as own, snapshot(own) as session:
        rows = list(_restated(session, ledger, now))
    with database.write() as session:
        session.execute(delete(Restatement))
        session.add_all(rows)


def _restated(session: Session, ledger: Ledger, now: datetime) -> Iterator[Restatement]:
    """The sums of all groups, in one pass over the ledger."""
    recomputation = Recomputation({ledger.pack_version_id: ledger.catalogue}, ledger.calendar)
    groups = _groups(session, ledger, now)
    group_of = {action: group for group in groups for action in group.actions}
    for entry in session.execute(_entries, execution_options={"yield_per": _BATCH_ENTRIES}):
        group = group_of.get(entry.action)
        if group is not None and group.has(entry):
            group.sums.add(entry, _given(recomputation, entry, ledger.pack_version_id))
    for group in groups:
        if group.sums.may_be_shown:
            yield group.sums.row(group.id, ledger.pack_version_id, group.counted_at, group.upto)


def _groups(session: Session, ledger: Ledger, now: datetime) -> "list[_Group]":
    stored = {row.action_group: row for row in session.scalars(select(Restatement))}
    newest, found = _newest(session), []
    for id_, actions in _actions_by_group(session, ledger).items():
        upto, counted_at = _upto(session, actions, stored.get(id_)) or (newest, now)
        found.append(_Group(id_, actions, upto, counted_at))
    return found


def _actions_by_group(session: Session, ledger: Ledger) -> dict[str, set[str]]:
    """Every action that an entry can be about, in the group where the newest catalogue that knows it has it."""
    earlier = session.scalars(select(PackVersion.catalogue).order_by(PackVersion.id)).all()
    catalogues = [*map(catalogue_from_snapshot, earlier), ledger.catalogue]
    group_of = {action.id: action.group for catalogue in catalogues for action in catalogue.actions.values()}
    return {group: {action for action in group_of if group_of[action] == group} for group in group_of.values()}


def _upto(session: Session, actions: Collection[str], row: Restatement | None) -> tuple[int, datetime] | None:
    """Up to which entry a group's sums stay counted, and since when; None where they may move on to the newest."""
    if row is None:
        return None
    later = select(func.count(Entry.resident_id.distinct())).where(
        Entry.id > row.upto_entry_id, Entry.action.in_(actions)
    )
    return None if may_move(session.scalar(later) or 0) else (row.upto_entry_id, row.computed_at)


_entries = (
    select(
        *(column for column in Entry.__table__.c if column.name not in ("key", "source")),
        _opposite.id.label("taken_back_by"),
    )
    .outerjoin(_opposite, _opposite.reverses_id == Entry.id)
    .where(Entry.reverses_id.is_(None))
    .order_by(Entry.id)
)


def _given(recomputation: Recomputation, entry: Any, version: int) -> Reduction | None:
    """The entry's figures by that version; None where it cannot compute them."""
    try:
        return recomputation.reduction(entry, version)
    except DomainError:
        return None


@dataclass(slots=True)
class _Sums:
    """Of a group's entries. Of the residents behind them no more are remembered than decide what may be shown."""

    entries: int = 0
    kept: int = 0
    recorded: tuple[int, int, int] = (0, 0, 0)
    restated: tuple[int, int, int] = (0, 0, 0)
    residents: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    """Residents of whose entries one at least differs."""

    def add(self, entry: Any, given: Reduction | None) -> None:
        """Counts an entry with its figures by today's catalogue, if it has any there."""
        recorded = (entry.low_mg, entry.mid_mg, entry.high_mg)
        restated = (given.low_mg, given.mid_mg, given.high_mg) if given else recorded
        self.entries += 1
        self.kept += given is None
        self.recorded = _added(self.recorded, recorded)
        self.restated = _added(self.restated, restated)
        _remember(self.residents, entry.resident_id)
        if restated != recorded:
            _remember(self.changed, entry.resident_id)

    @property
    def may_be_shown(self) -> bool:
        """Enough residents behind the sums; and behind their difference enough or nobody."""
        return may_be_shown(len(self.residents)) and (not self.changed or may_be_shown(len(self.changed)))

    def row(self, group: str, version: int, counted_at: datetime, upto: int) -> Restatement:
        """What is kept of them."""
        names = [f"{kind}_{end}_mg" for kind in ("recorded", "restated") for end in ("low", "mid", "high")]
        return Restatement(
            action_group=group,
            pack_version_id=version,
            computed_at=counted_at,
            upto_entry_id=upto,
            entries=self.entries,
            kept_entries=self.kept,
            **dict(zip(names, (*self.recorded, *self.restated), strict=True)),
        )


@dataclass(slots=True)
class _Group:
    """A group of actions, up to which entry it is counted and since when, and what it adds up to."""

    id: str
    actions: Collection[str]
    upto: int
    counted_at: datetime
    sums: _Sums = field(default_factory=_Sums)

    def has(self, entry: Any) -> bool:
        """Whether the entry stands when the group is counted: no entry up to there takes it back."""
        is_taken_back = entry.taken_back_by is not None and entry.taken_back_by <= self.upto
        return entry.id <= self.upto and not is_taken_back


def _added(sums: tuple[int, int, int], more: tuple[int, int, int]) -> tuple[int, int, int]:
    return (sums[0] + more[0], sums[1] + more[1], sums[2] + more[2])


def _remember(residents: set[int], one: int) -> None:
    if len(residents) < MINIMUM:
        residents.add(one)


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(Entry.id))) or 0
