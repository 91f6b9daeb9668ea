"""Appeals: of a moderators' decision, and of an entry of which a limit cut off a part.

A limit holds for everybody, so an appeal cannot lift it, and an entry is never changed. What it can do: count the part
that was cut off once more, by the limits as they are now (the city may have raised one, or something was undone), as an
entry of its own. Often that adds nothing, and then the answer says so.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.moderation import queries, rules
from campaigns.moderation.models import Case
from campaigns.moderation.services import decider_of, open_case
from civic.errors import Conflict, Invalid, NotFound, msgid
from civic.feature import Registry
from civic.residents.identity import ResidentActor
from footprint.ledger.queries import entry as find_entry
from footprint.ledger.queries import reversal_of
from footprint.ledger.services import Claim, Ledger, record


def number_of(subject: str, kind: str) -> int | None:
    """The number in 'case:12' or 'entry:77', if it is of that kind."""
    found, _, number = subject.partition(":")
    return int(number) if found == kind and number.isdigit() else None


def is_appealable(session: Session, registry: Registry, case: Case, now: datetime) -> bool:
    """Whether a decision may be appealed: a recent refusal about a thing that is still there."""
    return rules.is_appealable(case.state, case.kind, case.decided_at, now) and _is_there(session, registry, case)


def _is_there(session: Session, registry: Registry, case: Case) -> bool:
    """Whether the thing that was judged is still its author's, as far as somebody knows such things."""
    found = decider_of(registry, case.subject)
    if found is None:
        return True
    author_id = found[0].author(session, found[1])
    return author_id is not None and (case.kind == "report" or author_id == case.by_id)


def appeal_decision(
    session: Session, registry: Registry, actor: ResidentActor, case: Case, text: str, now: datetime
) -> Case:
    """Asks that somebody else looks at a refusal; sent twice, it is one appeal.

    Raises:
        Conflict: the decision cannot be appealed (any more).
    """
    known = queries.appeal_of(session, f"case:{case.id}", actor.resident_id)
    if known is not None:
        return known
    if not is_appealable(session, registry, case, now):
        raise Conflict("This cannot be appealed (any more).")
    return open_case(
        session,
        kind="appeal",
        subject=f"case:{case.id}",
        subject_path=f"/moderation/cases/{case.id}",
        by_id=actor.resident_id,
        text=text,
        now=now,
    )


def check_entry(session: Session, actor: ResidentActor, entry_id: int) -> None:
    """Whether a limit cut off a part of the actor's own entry, which still stands.

    Raises:
        NotFound: no such entry of the actor.
        Conflict: all of it was counted, or it was taken back.
    """
    entry = find_entry(session, entry_id)
    if entry is None or entry.resident_id != actor.resident_id:
        raise NotFound()
    if entry.reverses_id is not None or entry.credited_milli >= entry.quantity_milli or reversal_of(session, entry_id):
        raise Conflict("There is nothing to appeal: all of this entry was counted, or it was taken back.")


def appeal_entry(session: Session, actor: ResidentActor, entry_id: int, text: str, now: datetime) -> Case:
    """Asks that somebody looks at what a limit cut off; sent twice, it is one appeal.

    Raises:
        NotFound, Conflict: see `check_entry`.
    """
    check_entry(session, actor, entry_id)
    subject = f"entry:{entry_id}"
    known = queries.appeal_of(session, subject, actor.resident_id)
    return known or open_case(
        session,
        kind="appeal",
        subject=subject,
        subject_path=f"/entries/{entry_id}",
        by_id=actor.resident_id,
        text=text,
        now=now,
    )


def decided_before_by(session: Session, case: Case) -> int | None:
    """Who made the decision that an appeal is about."""
    number = number_of(case.subject, "case") if case.kind == "appeal" else None
    first = queries.case(session, number) if number else None
    return first.decided_by_account_id if first else None


def carry_out(session: Session, ledger: Ledger, case: Case, now: datetime) -> str:
    """What an appeal that was right changes. For an entry: how much more was counted, "" for nothing."""
    if case.state != rules.ALLOWED:
        return ""
    number = number_of(case.subject, "case")
    first = queries.case(session, number) if number else None
    found = decider_of(ledger.registry, first.subject) if first else None
    if first and found and _is_there(session, ledger.registry, first):
        found[0].allow(session, found[1], now)
    entry_id = number_of(case.subject, "entry")
    return _count_anew(session, ledger, case, entry_id, now) if entry_id else ""


def _count_anew(session: Session, ledger: Ledger, case: Case, entry_id: int, now: datetime) -> str:
    entry = find_entry(session, entry_id)
    if entry is None or reversal_of(session, entry_id):
        return ""
    claim = Claim(
        resident_id=entry.resident_id,
        key=f"appeal:{entry.id}",
        action=entry.action,
        option=entry.option,
        quantity_milli=entry.quantity_milli - entry.credited_milli,
        occurred_on=entry.occurred_on,
        tier=entry.tier,
        source=f"appeal:{case.id}",
    )
    trial = session.begin_nested()
    try:
        counted = find_entry(session, record(session, ledger, claim, now).entry_id)
    except (Invalid, NotFound):  # the day lies too far back by now, or the action left the catalogue
        trial.rollback()
        return ""
    if counted is None or not counted.credited_milli:
        trial.rollback()
        return ""
    trial.commit()
    return f"{counted.credited_milli / 1000:g}"


def words_of(case: Case, added: str) -> str:
    """What somebody is told whose appeal was right."""
    if not case.subject.startswith("entry:"):
        return msgid("Somebody else looked at it and lets it through. We are sorry for the trouble.")
    if added:
        return msgid("The rest was counted once more by the limits as they are now: %(amount)s were added.")
    return msgid(
        "The moderators believe what you logged. The limit holds for everybody, so nothing could be added; your case "
        "is counted among those that show the city where a limit is too tight."
    )
