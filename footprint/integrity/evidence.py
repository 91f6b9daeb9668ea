"""Where else something is known about an entry that a rule asked about: a track of its resident, an organizer who is
asked. What is found stands in the case; it decides nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.errors import Conflict, Forbidden, Invalid, NotFound
from civic.feature import ExtensionPoint, Registry
from footprint.integrity import queries
from footprint.integrity.decisions import ANSWERS, REFERENCES_MAX
from footprint.integrity.models import Reference
from footprint.integrity.services import check_open


@dataclass(frozen=True, slots=True)
class Named:
    """What a resident named: its number among all that were, and that of the thing."""

    id: int
    number: int


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """Things of a feature that may know something. All labels are in the reader's language."""

    kind: str
    offers: Callable[[Session, int, date], Sequence[int]]
    """The numbers of those that a resident may name for an entry of a day."""
    label: Callable[[Session, int], str]
    """What such a thing is called."""
    value: Callable[[Session, int], str] | None = None
    """What it says by itself; None where somebody is asked."""
    asked: Callable[[Session, Named, datetime], None] = lambda _session, _named, _now: None
    """It was named now."""


EVIDENCE: ExtensionPoint[EvidenceKind] = ExtensionPoint("evidence", key=lambda one: one.kind)


def offered(session: Session, registry: Registry, resident_id: int, day: date) -> list[tuple[EvidenceKind, int]]:
    """What a resident may name for an entry of a day, each by kind and number."""
    return [(one, number) for one in registry.all(EVIDENCE) for number in one.offers(session, resident_id, day)]


def name(
    session: Session, registry: Registry, resident_id: int, flag_id: int, entry_id: int, key: str, now: datetime
) -> None:
    """The resident names something, as 'track:12'; named again, nothing changes.

    Raises:
        NotFound: no such flag of this resident.
        Conflict: it is decided already, or enough was named.
        Invalid: on field `reference`, nothing that may be named.
    """
    flag = check_open(queries.locked(session, flag_id))
    entry = next(iter(queries.entries(session, [entry_id])), None)
    if flag.resident_id != resident_id or entry is None or entry.resident_id != resident_id:
        raise NotFound()
    known = {f"{kind.kind}:{number}": (kind, number) for kind, number in
             offered(session, registry, resident_id, entry.occurred_on)}  # fmt: skip
    if key not in known:
        raise Invalid("Please choose one of the list.", field="reference")
    kind, number = known[key]
    named = queries.references(session, flag_id)
    if any((one.kind, one.number) == (kind.kind, number) for one in named):
        return
    if len(named) >= REFERENCES_MAX:
        raise Conflict("You have named %(most)s already; that is enough for whoever decides.", most=REFERENCES_MAX)
    made = Reference(flag_id=flag_id, entry_id=entry.first_id or entry.id, kind=kind.kind, number=number, given_at=now)
    session.add(made)
    session.flush()
    kind.asked(session, Named(made.id, number), now)


def reply(
    session: Session, reference_id: int, of: tuple[str, int], account_id: int, resident_id: int, answer: str,
    now: datetime,
) -> None:  # fmt: skip
    """An organizer who was asked answers; answered again, the last word stands while it is not decided.

    Args:
        of: kind and number of the thing that the organizer speaks for.
        resident_id: who the organizer is.

    Raises:
        NotFound: no such question to it.
        Forbidden: it is the organizer's own entry.
        Conflict: it is decided already.
        Invalid: no answer that there is.
    """
    seen = queries.reference(session, reference_id)
    if seen is None or (seen.kind, seen.number) != of:
        raise NotFound()
    flag = check_open(queries.locked(session, seen.flag_id))
    if flag.resident_id == resident_id:
        raise Forbidden("This is your own. Somebody else of the organization must look at it.")
    if answer not in ANSWERS:
        raise Invalid("Please choose one of the list.", field="answer")
    seen.answer, seen.answered_at, seen.answered_by_id = answer, now, account_id
    details = f"flag:{seen.flag_id} {answer}"
    audit.record(
        session, audit.account_subject(account_id), "answer about entry", f"entry:{seen.entry_id}", details, now
    )
