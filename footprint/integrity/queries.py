"""Reads for the rules, in batches of residents, and of flags."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from sys import intern
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, Select, cast, extract, func, literal_column, select
from sqlalchemy.orm import Session

from civic.residents.models import Resident
from footprint.actions.catalogue import Catalogue
from footprint.integrity.city import HOUR_S, LineInHour
from footprint.integrity.decisions import APPEAL_FOR, CORRECTED, EVIDENCE_FOR, OPEN_FOR
from footprint.integrity.decisions import REJECTED as REJECTED_FOR_GOOD
from footprint.integrity.deeds import Account, Deed
from footprint.integrity.models import ArrivalMark, ClippedCount, Flag, FlaggedEntry, QuantityCheck, Reference
from footprint.ledger.models import Entry, evidence_tier
from footprint.ledger.queries import logged_id, stands
from footprint.ledger.rules import SELF_REPORTED

DROPPED_AT_ONCE = 200

# For the rules


def residents_after(session: Session, resident_id: int, most: int) -> Sequence[int]:
    """The next residents by their numbers, erased ones left out."""
    found = select(Resident.id).where(Resident.id > resident_id, Resident.erased_at.is_(None))
    return session.scalars(found.order_by(Resident.id).limit(most)).all()


def accounts(session: Session, residents: Sequence[int]) -> dict[int, Account]:
    """The accounts of these residents, by their numbers; erased ones are missing."""
    marked = (ArrivalMark.device, ArrivalMark.network)
    found = (
        select(Resident.id, Resident.household_id, Resident.created_at, *marked)
        .outerjoin(ArrivalMark, ArrivalMark.resident_id == Resident.id)
        .where(Resident.id.in_(residents), Resident.erased_at.is_(None))
    )
    return {row[0]: Account(*row) for row in session.execute(found)}


_said = (
    logged_id,
    Entry.resident_id,
    Entry.household_id,
    Entry.action,
    Entry.option,
    Entry.quantity_milli,
    Entry.mid_mg,
    Entry.occurred_on,
    Entry.recorded_at,
)
_looked_at = stands & ~Entry.of_hold & (evidence_tier == SELF_REPORTED)
"""What residents reported themselves and what still stands, but what was looked at before."""


def deeds(
    session: Session, catalogue: Catalogue, residents: Sequence[int], days: tuple[date, date], teams: "Teams"
) -> Iterator[Deed]:
    """What the rules look at, of these residents and days, in no order; words are kept once, however many say them."""
    in_time = (Entry.resident_id.in_(residents), Entry.occurred_on.between(*days))
    asked = select(Entry).where(*in_time, _looked_at)
    for number, who, home, name, option, milli, mid, on, at in session.execute(asked.with_only_columns(*_said)):
        action = catalogue.actions.get(name)
        if action is not None:
            said = (action.id, option and intern(option), action.unit.id, milli)
            yield Deed(number, who, home, teams.get(who, ()), *said, mid, on, at, SELF_REPORTED)


def often_said(session: Session, days: tuple[date, date], more_than: int) -> Iterator[LineInHour]:
    """What more than so many households wrote of these days in the same hour; counted by the database."""
    hour = cast(extract("epoch", Entry.recorded_at), BigInteger) // literal_column(str(HOUR_S), Integer)
    line = (Entry.occurred_on, Entry.action, Entry.option, Entry.quantity_milli, hour)
    found = select(*line).where(Entry.occurred_on.between(*days), _looked_at).group_by(*line)
    often = found.having(func.count(Entry.household_id.distinct()) > more_than)
    return (((on, action, option, milli), at) for on, action, option, milli, at in session.execute(often))


Teams = Mapping[int, tuple[int, ...]]
"""Resident → the teams they stand in, of whatever kind."""
Sharing = Select[int, Any]
"""Who shares what with others: residents, each with a device, an address or a team."""
BY_DEVICE: Sharing = select(ArrivalMark.resident_id, ArrivalMark.device)
BY_NETWORK: Sharing = select(ArrivalMark.resident_id, ArrivalMark.network)


def shared_by(session: Session, sharing: Sharing, least: int) -> Sequence[tuple[Any, int]]:
    """What at least so many residents share, each with their number, in order."""
    mark, number = sharing.selected_columns[1], func.count()
    found = sharing.with_only_columns(mark, number).group_by(mark).having(number >= least).order_by(mark)
    return [(row[0], row[1]) for row in session.execute(found)]


def sharers(session: Session, sharing: Sharing, marks: Collection[Any]) -> dict[Any, list[int]]:
    """Who shares each of these, ascending."""
    resident_id, mark = sharing.selected_columns[0], sharing.selected_columns[1]
    found: dict[Any, list[int]] = defaultdict(list)
    for number, of in session.execute(sharing.where(mark.in_(marks)).order_by(resident_id)):
        found[of].append(number)
    return found


def teams_of(session: Session, parts: Sequence[Sharing], residents: Sequence[int]) -> Teams:
    """In which teams these residents stand."""
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for part in parts:
        resident_id, team_id = part.selected_columns[0], part.selected_columns[1]
        for number, of in session.execute(part.where(resident_id.in_(residents)).order_by(team_id)):
            found[number] += (of,)
    return found


# Flags


def flag(session: Session, flag_id: int) -> Flag | None:
    return session.get(Flag, flag_id)


def locked(session: Session, flag_id: int) -> Flag | None:
    """The flag, locked against others who decide or answer it."""
    return session.get(Flag, flag_id, with_for_update={"key_share": True}, populate_existing=True)


def is_erased(session: Session, resident_id: int) -> bool:
    """Whether the account was erased, perhaps a moment ago."""
    return session.scalar(select(Resident.erased_at).where(Resident.id == resident_id)) is not None


def known_entries(session: Session, entry_ids: Collection[int]) -> set[int]:
    """Those that were flagged before."""
    return set(session.scalars(select(FlaggedEntry.entry_id).where(FlaggedEntry.entry_id.in_(entry_ids))))


def entry_ids(session: Session, flag_id: int) -> Sequence[int]:
    """The numbers of the flagged entries, as they were logged."""
    found = select(FlaggedEntry.entry_id).where(FlaggedEntry.flag_id == flag_id)
    return session.scalars(found.order_by(FlaggedEntry.entry_id)).all()


def entries(session: Session, numbers: Sequence[int]) -> Sequence[Entry]:
    """The entries of these numbers, in their order."""
    return session.scalars(select(Entry).where(Entry.id.in_(numbers)).order_by(Entry.id)).all()


def flag_of(session: Session, entry_id: int) -> Flag | None:
    """The flag of an entry, whichever of those that stand for it the number names."""
    number = select(logged_id).where(Entry.id == entry_id).scalar_subquery()
    found = select(Flag).join(FlaggedEntry, FlaggedEntry.flag_id == Flag.id).where(FlaggedEntry.entry_id == number)
    return session.scalars(found).one_or_none()


def overdue(session: Session, now: datetime) -> Sequence[int]:
    """The flags that nobody has decided in time, the oldest first."""
    found = select(Flag.id).where(Flag.decided_at.is_(None), Flag.found_at <= now - OPEN_FOR)
    return session.scalars(found.order_by(Flag.found_at).limit(DROPPED_AT_ONCE)).all()


def spent_evidence(session: Session, now: datetime) -> Sequence[int]:
    """The flags with a photograph that were decided so long ago that nobody needs it, but for an appeal that waits."""
    found = select(Flag.id).where(Flag.picture_id.is_not(None), Flag.decided_at <= now - EVIDENCE_FOR)
    return session.scalars(found.order_by(Flag.decided_at)).all()


def reference(session: Session, reference_id: int) -> Reference | None:
    return session.get(Reference, reference_id)


def references(session: Session, flag_id: int) -> Sequence[Reference]:
    """What its resident named, in that order."""
    return session.scalars(select(Reference).where(Reference.flag_id == flag_id).order_by(Reference.id)).all()


class Asked(NamedTuple):
    """A question about an entry that waits for a decision, as somebody who is asked may see it: not whose it is."""

    id: int
    action: str
    quantity_milli: int
    occurred_on: date
    answer: str | None


def asked_of(session: Session, kind: str, number: int) -> list[Asked]:
    """What is asked of one thing of a kind and not decided yet: what waits for an answer first, the oldest first, as
    much as a page holds."""
    said = (Reference.id, Entry.action, Entry.quantity_milli, Entry.occurred_on, Reference.answer)
    found = select(*said).join(Entry, Entry.id == Reference.entry_id).join(Flag, Flag.id == Reference.flag_id)
    mine = (Reference.kind == kind, Reference.number == number, Flag.decided_at.is_(None))
    in_order = found.where(*mine).order_by(Reference.answer.is_not(None), Reference.id).limit(_ASKED_SHOWN)
    return [Asked(*row) for row in session.execute(in_order)]


_ASKED_SHOWN = 100


def waiting_seasons(session: Session, now: datetime) -> set[str]:
    """The seasons in which something counts, or not, by a flag that waits, or by a correction that may be appealed
    against in time."""
    of_open = select(Entry.season).join(FlaggedEntry, FlaggedEntry.entry_id == Entry.id)
    flagged = of_open.join(Flag, Flag.id == FlaggedEntry.flag_id).where(Flag.decided_at.is_(None))
    corrected = _of_checks.where(QuantityCheck.verdict == CORRECTED, QuantityCheck.at > now - APPEAL_FOR)
    return {*session.scalars(flagged.distinct()), *session.scalars(corrected.distinct())}


_of_checks = select(Entry.season).join(QuantityCheck, QuantityCheck.entry_id == Entry.id)


def seasons_of_checks(session: Session, numbers: Collection[int]) -> set[str]:
    """The seasons of the entries that some checks are about."""
    return set(session.scalars(_of_checks.where(QuantityCheck.id.in_(numbers)).distinct()))


# Checked quantities


def check(session: Session, check_id: int) -> QuantityCheck | None:
    return session.get(QuantityCheck, check_id)


def checks_of(session: Session, entry_id: int) -> Sequence[QuantityCheck]:
    """What became of a reported quantity, oldest first, whichever of the entries that stand for it is named."""
    number = select(logged_id).where(Entry.id == entry_id).scalar_subquery()
    found = select(QuantityCheck).where(QuantityCheck.entry_id == number)
    return session.scalars(found.order_by(QuantityCheck.id)).all()


def correction_of(session: Session, entry_id: int) -> QuantityCheck | None:
    """The correction that stands for what was reported; None where there is none, or an appeal ended it."""
    last = checks_of(session, entry_id)[-1:]
    return last[0] if last and last[0].verdict == CORRECTED else None


def corrected_before(session: Session, resident_id: int, source: str) -> int | None:
    """To how much the resident's last quantity from that source was corrected, in thousandths, taken back or not; None
    where it was not."""
    own = (QuantityCheck.resident_id == resident_id, Entry.source == source)
    found = select(QuantityCheck).join(Entry, Entry.id == QuantityCheck.entry_id).where(*own)
    last = session.scalars(found.order_by(QuantityCheck.id.desc()).limit(1)).first()
    return last.after_milli if last is not None and last.verdict == CORRECTED else None


def last_checks(session: Session, entry_ids: Collection[int]) -> dict[int, QuantityCheck]:
    """The last check of each entry that has one, by the number under which it was logged."""
    found = select(QuantityCheck).where(QuantityCheck.entry_id.in_(entry_ids)).order_by(QuantityCheck.id)
    return {one.entry_id: one for one in session.scalars(found)}


# Counts


class Flagged(NamedTuple):
    """A flag's rule, what became of it, and whose it is: to be counted at night, never to be shown."""

    rule: str
    decision: str | None
    resident_id: int


def flagged(session: Session) -> list[Flagged]:
    """All flags in the order in which they were found."""
    return [
        Flagged(*row) for row in session.execute(select(Flag.rule, Flag.decision, Flag.resident_id).order_by(Flag.id))
    ]


def checked(session: Session) -> list[tuple[str, int]]:
    """What became of each quantity that was checked, and whose it is, in that order: to be counted at night."""
    found = select(QuantityCheck.verdict, QuantityCheck.resident_id).order_by(QuantityCheck.id)
    return [(row[0], row[1]) for row in session.execute(found)]


def clipped_people(session: Session, residents: Sequence[int], days: tuple[date, date]) -> int:
    """Of how many of these residents a limit cut something off on some days."""
    in_time = (Entry.resident_id.in_(residents), Entry.occurred_on.between(*days))
    cut = (Entry.credited_milli < Entry.quantity_milli, Entry.reverses_id.is_(None))
    return session.scalar(select(func.count(Entry.resident_id.distinct())).where(*in_time, *cut)) or 0


def clipped_shown(session: Session) -> int:
    """Of how many people whom a limit cut something off is told; 0 for too few."""
    return session.scalar(select(ClippedCount.shown).order_by(ClippedCount.counted_on.desc()).limit(1)) or 0


# What became of the entries of some days, as of an instant

CLIPPED, FLAGGED, OPEN, REJECTED, RELEASED_AGAIN = "clipped", "flagged", "open", "rejected", "released"


class LookedAt(NamedTuple):
    """So many entries of so many people; the one with the most has `largest`."""

    entries: int
    people: int
    largest: int


def looked_at(session: Session, first: date, last: date, at: datetime) -> dict[str, LookedAt]:
    """Entries of these days that a limit cut, that a rule flagged, and what has become of those until that instant."""
    days = Entry.occurred_on.between(first, last)
    cut = (Entry.credited_milli < Entry.quantity_milli, Entry.reverses_id.is_(None), Entry.recorded_at <= at)
    of_flag = select(Entry.resident_id).join(FlaggedEntry, FlaggedEntry.entry_id == Entry.id).where(days)
    found = of_flag.join(Flag, Flag.id == FlaggedEntry.flag_id).where(Flag.found_at <= at)
    decided = (Flag.decided_at.is_not(None), Flag.decided_at <= at)
    return {
        CLIPPED: _together(session, select(Entry.resident_id).where(days, *cut, Entry.replaces_id.is_(None))),
        FLAGGED: _together(session, found),
        OPEN: _together(session, found.where(Flag.decided_at.is_(None) | (Flag.decided_at > at))),
        REJECTED: _together(session, found.where(*decided, Flag.decision == REJECTED_FOR_GOOD)),
        RELEASED_AGAIN: _together(session, found.where(*decided, Flag.decision != REJECTED_FOR_GOOD)),
    }


def _together(session: Session, rows: Select[int]) -> LookedAt:
    resident_id = rows.selected_columns[0]
    by = rows.with_only_columns(func.count().label("entries")).group_by(resident_id).subquery()
    found = select(func.coalesce(func.sum(by.c.entries), 0), func.count(), func.coalesce(func.max(by.c.entries), 0))
    entries, people, largest = session.execute(found.select_from(by)).one()
    return LookedAt(int(entries), people, largest)
