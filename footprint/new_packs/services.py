"""Sending a pack in, and deciding about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.errors import Conflict, Forbidden, Invalid
from footprint.new_packs import queries
from footprint.new_packs.models import PackDecision, PackProposal


@dataclass(frozen=True, slots=True)
class SoundPack:
    """A pack that was read and found sound: what `reading.read_pack` answered."""

    version: str
    effect: dict[str, Any]
    content: bytes


def propose(
    session: Session, actor: Actor, pack: SoundPack, before: str, reason: str, holds_from: date, today: date,
    now: datetime,
) -> int:  # fmt: skip
    """Keeps a pack, which waits for a second person; its number.

    Args:
        before: the version in force.

    Raises:
        Invalid: it is the pack in force, or its day has passed.
    """
    if pack.version == before:
        raise Invalid("Nothing in it differs from the pack in force.", field="file")
    if holds_from < today:
        raise Invalid("This day has passed.", field="holds_from")
    kept = PackProposal(
        version=pack.version,
        before=before,
        content=pack.content,
        effect=pack.effect,
        reason=reason,
        holds_from=holds_from,
        sent_by_account_id=actor.account_id,
        sent_at=now,
    )
    session.add(kept)
    session.flush()
    audit.record(session, audit.by(actor), "send pack", f"pack:{kept.id}", f"{pack.version} {reason}", now)
    return kept.id


def decide(
    session: Session, actor: Actor, number: int, in_force: str, *, approve: bool, note: str, now: datetime
) -> None:
    """What a second person says of a pack.

    Args:
        in_force: the version in force now.

    Raises:
        NotFound: there is no such pack.
        Forbidden: the actor has sent it.
        Conflict: it was decided already, also at this very moment; or another pack came into force since it was
            sent, so that its effect is not the one that is shown.
        Invalid: declined without a reason.
    """
    found = queries.one(session, number)
    if found.proposal.sent_by_account_id == actor.account_id:
        raise Forbidden("You have sent this pack. Somebody else has to approve it.")
    if found.decision:
        raise Conflict("Somebody has decided about this already.")
    if approve and found.proposal.before != in_force:
        raise Conflict(
            "Another pack has come into force since. Send this one again, so that its effect is worked out afresh."
        )
    if not approve and not note:
        raise Invalid("Please say why.", field="note")
    session.add(
        PackDecision(
            proposal_id=number, approved=approve, note=note, decided_by_account_id=actor.account_id, decided_at=now
        )
    )
    try:
        session.flush()
    except IntegrityError as error:  # two people at the same moment
        raise Conflict("Somebody has decided about this already.") from error
    act = "approve pack" if approve else "decline pack"
    audit.record(session, audit.by(actor), act, f"pack:{number}", note, now)
