"""Appeals: of a moderators' decision, of an entry of which a limit cut off a part, and of one that was corrected.

A limit holds for everybody, so an appeal cannot lift it, and an entry is never changed. What it can do: count the part
that was cut off once more, by the limits as they are now (the city may have raised one, or something was undone), as an
entry of its own. Often that adds nothing, and then the answer says so.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from campaigns.moderation import queries, rules
from campaigns.moderation.models import Case
from campaigns.moderation.services import decider_of, open_case
from civic.errors import Conflict, Invalid, NotFound, msgid
from civic.feature import Registry
from civic.residents.identity import ResidentActor
from footprint.integrity.checking import restore
from footprint.integrity.queries import check, correction_of
from footprint.ledger.queries import entry as find_entry
from footprint.ledger.queries import reversal_of
from footprint.ledger.rules import CORRECTION, OWN
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


class Matter(NamedTuple):
    """What an appeal is about, and whether all of the entry was counted, or it takes back itself."""

    subject: str
    is_whole: bool


def matter_of(session: Session, actor: ResidentActor, entry_id: int) -> Matter:
    """What an appeal about the actor's own entry is about: that it was corrected, as 'check:9', or that a limit cut off
    a part of it, as 'entry:77'.

    Raises:
        NotFound: no such entry of the actor.
    """
    entry = find_entry(session, entry_id)
    if entry is None or entry.resident_id != actor.resident_id:
        raise NotFound()
    may_be = entry.source != OWN and (CORRECTION in entry.source or reversal_of(session, entry_id) is not None)
    corrected = correction_of(session, entry_id) if may_be else None
    is_whole = entry.reverses_id is not None or entry.credited_milli >= entry.quantity_milli
    return Matter(f"check:{corrected.id}" if corrected is not None else f"entry:{entry_id}", is_whole)


def check_appealable(session: Session, matter: Matter) -> None:
    """Nothing, where there is something to appeal: a correction, or an entry that stands and of which a part was cut
    off.

    Raises:
        Conflict: all of it was counted, or it was taken back.
    """
    entry_id = number_of(matter.subject, "entry")
    if entry_id and (matter.is_whole or reversal_of(session, entry_id) is not None):
        raise Conflict("There is nothing to appeal: all of this entry was counted, or it was taken back.")


def appeal_entry(session: Session, actor: ResidentActor, entry_id: int, text: str, now: datetime) -> Case:
    """Asks that somebody looks at what a limit cut off, or at a correction; sent twice, it is one appeal.

    Raises:
        NotFound, Conflict: see `matter_of`, `check_appealable`.
    """
    matter = matter_of(session, actor, entry_id)
    known = queries.appeal_of(session, matter.subject, actor.resident_id)
    if known is not None:
        return known
    check_appealable(session, matter)
    return open_case(
        session,
        kind="appeal",
        subject=matter.subject,
        subject_path=f"/entries/{entry_id}",
        by_id=actor.resident_id,
        text=text,
        now=now,
    )


def decided_before_by(session: Session, case: Case) -> int | None:
    """Who made the decision, or the correction, that an appeal is about."""
    check_id = number_of(case.subject, "check")
    if check_id:
        made = check(session, check_id)
        return made.by_account_id if made else None
    number = number_of(case.subject, "case") if case.kind == "appeal" else None
    first = queries.case(session, number) if number else None
    return first.decided_by_account_id if first else None


def carry_out(session: Session, ledger: Ledger, case: Case, now: datetime) -> str:
    """What an appeal that was right changes. For an entry: how much more was counted, "" for nothing; for a correction:
    the quantity that counts again."""
    if case.state != rules.ALLOWED:
        return ""
    check_id = number_of(case.subject, "check")
    if check_id:
        return _restore(session, ledger, case, check_id, now)
    number = number_of(case.subject, "case")
    first = queries.case(session, number) if number else None
    found = decider_of(ledger.registry, first.subject) if first else None
    if first and found and _is_there(session, ledger.registry, first):
        found[0].allow(session, found[1], now)
    entry_id = number_of(case.subject, "entry")
    return _count_anew(session, ledger, case, entry_id, now) if entry_id else ""


def _restore(session: Session, ledger: Ledger, case: Case, check_id: int, now: datetime) -> str:
    made = check(session, check_id)
    if made is None or not restore(session, ledger, check_id, case.decided_by_account_id or 0, now):
        return ""
    return f"{made.before_milli / 1000:g}"


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
    if case.subject.startswith("check:"):
        return _words_of_correction(added)
    if not case.subject.startswith("entry:"):
        return msgid("Somebody else looked at it and lets it through. We are sorry for the trouble.")
    if added:
        return msgid("The rest was counted once more by the limits as they are now: %(amount)s were added.")
    return msgid(
        "The moderators believe what you logged. The limit holds for everybody, so nothing could be added; your case "
        "is counted among those that show the city where a limit is too tight."
    )


def _words_of_correction(restored: str) -> str:
    if restored:
        return msgid("Somebody who was not involved looked at it: what you reported counts again, %(amount)s.")
    return msgid(
        "The moderators believe what you reported. It cannot count again, as the record was taken back or the season "
        "of its day is closed."
    )
