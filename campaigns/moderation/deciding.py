"""What moderators do: decide cases, write to people, block accounts. Each act is noted in the audit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from campaigns.moderation import appeals, permissions, queries, rules
from campaigns.moderation.models import Case, CaseMessage, PostingBlock
from campaigns.moderation.services import decider_of
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.calendar import CityCalendar, is_lately
from civic.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, msgid
from civic.feature import Registry
from civic.messages.services import tell
from civic.residents.audit import resident_subject
from civic.residents.identity import resident_id_of
from civic.residents.models import Resident
from footprint.ledger.services import Ledger


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator decides: whether the thing may stand (or the appeal is right), why, and what to say."""

    allow: bool
    reason: str
    message: str


def author_of(session: Session, registry: Registry, case: Case) -> int | None:
    """Whose thing a case is about, where its feature knows."""
    found = decider_of(registry, case.subject)
    return found[0].author(session, found[1]) if found else None


def locked(session: Session, case_id: int) -> Case:
    """The case, locked against others who judge it.

    Raises:
        NotFound: there is none.
    """
    case = session.get(Case, case_id, with_for_update={"key_share": True}, populate_existing=True)
    if case is None:
        raise NotFound()
    return case


def decide(session: Session, ledger: Ledger, actor: Actor, case_id: int, decision: Decision, now: datetime) -> None:
    """Ends a case: the thing is let through or taken down, everybody concerned is told, the audit notes it.

    Raises:
        NotFound: no such case.
        Forbidden: the actor's own matter, or an appeal against the actor's own decision.
        Conflict: it is decided already.
        Invalid: a refusal without a reason.
    """
    case = locked(session, case_id)
    before = appeals.decided_before_by(session, case)
    if not permissions.may_decide(actor, case, author_of(session, ledger.registry, case), before):
        raise Forbidden("Somebody else must decide this: it concerns you, or you decided it before.")
    if case.state != rules.OPEN:
        raise Conflict("This case is decided already.")
    if not decision.allow and decision.reason not in rules.FAULTS:
        raise Invalid("Please choose a reason.", field="reason")
    case.state = rules.ALLOWED if decision.allow else rules.REFUSED
    case.reason = "fits" if decision.allow else decision.reason
    case.decided_at, case.decided_by_account_id = now, actor.account_id
    if decision.message:
        session.add(
            CaseMessage(
                case_id=case.id, by_account_id=actor.account_id, is_moderator=True, text=decision.message, at=now
            )
        )
    extra = _carry_out(session, ledger, case, now)
    details = f"{case.kind} {case.subject} {case.reason}"
    record(session, by(actor), f"{case.state} case", f"case:{case.id}", details, now)
    _tell(session, ledger.registry, case, extra, now)


def decide_many(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    kind: str,
    case_ids: Iterable[int],
    decision: Decision,
    now: datetime,
) -> dict[int, DomainError]:
    """Ends several cases of a kind with one decision, each checked, told and noted as if it were alone; those that
    could not be decided stay as they are, and come back with the reason.

    Raises:
        Invalid: none, too many, or a refusal without a reason.
    """
    numbers = sorted(set(case_ids))
    if not 0 < len(numbers) <= rules.AT_ONCE:
        raise Invalid("Please tick between 1 and %(most)s cases.", most=rules.AT_ONCE)
    if not decision.allow and decision.reason not in rules.FAULTS:
        raise Invalid("Please choose a reason.", field="reason")
    failed: dict[int, DomainError] = {}
    for number in numbers:
        try:
            with session.begin_nested():
                _check_kind(session, number, kind)
                decide(session, ledger, actor, number, decision, now)
        except (NotFound, Forbidden, Conflict, Invalid) as problem:
            failed[number] = problem
    return failed


def _check_kind(session: Session, case_id: int, kind: str) -> None:
    if locked(session, case_id).kind != kind:
        raise Conflict("Only cases of one kind are decided together.")


def _carry_out(session: Session, ledger: Ledger, case: Case, now: datetime) -> str:
    """Does what the decision means for the thing; for an appeal about the ledger, how much more was counted."""
    if case.kind == "appeal":
        return appeals.carry_out(session, ledger, case, now)
    found = decider_of(ledger.registry, case.subject)
    if found is None:
        return ""
    decider, number = found
    if case.state == rules.REFUSED:
        decider.refuse(session, number, case.reason, now)
    elif case.kind != "report":  # a thing that was reported stands already, and stays
        decider.allow(session, number, now)
    return ""


_TITLES = {
    ("report", rules.ALLOWED): msgid("Your report: it stays"),
    ("report", rules.REFUSED): msgid("Your report: it was taken down"),
    ("held", rules.ALLOWED): msgid("Looked at: it counts again"),
    ("held", rules.REFUSED): msgid("Looked at: it does not count"),
    ("appeal", rules.ALLOWED): msgid("Your appeal was right"),
    ("appeal", rules.REFUSED): msgid("Your appeal changes nothing"),
}
_BODIES = {
    ("report", rules.ALLOWED): msgid("Thank you. The moderators looked at it and found that it keeps the rules."),
    ("report", rules.REFUSED): msgid("Thank you. The moderators looked at it and took it down."),
    ("held", rules.ALLOWED): msgid("Somebody looked at it. It counts exactly as before; thank you for your patience."),
    ("held", rules.REFUSED): msgid(
        "Somebody looked at it and found that it cannot count. The reason stands in the case; nothing was deleted, and "
        "you can answer and appeal."
    ),
    ("appeal", rules.REFUSED): msgid(
        "Somebody who had not decided before looked at it. The reason stands in the case."
    ),
}


def _tell(session: Session, registry: Registry, case: Case, extra: str, now: datetime) -> None:
    known = case.kind, case.state
    title = _TITLES.get(known) or (
        msgid("What you sent in is public now")
        if case.state == rules.ALLOWED
        else msgid("What you sent in stays private")
    )
    body = _BODIES.get(known) or (
        msgid("The moderators looked at it and let it through.")
        if case.state == rules.ALLOWED
        else msgid("The moderators looked at it. Their reason stands in the case; you can answer and appeal.")
    )
    if known == ("appeal", rules.ALLOWED):
        body = appeals.words_of(case, extra)
    people = {case.by_id} if case.kind != "report" else {one.resident_id for one in queries.reports(session, case.id)}
    _to(session, people or {case.by_id}, case, "decided", title, body, now, amount=extra)
    author_id = author_of(session, registry, case)
    if case.kind == "report" and case.state == rules.REFUSED and author_id is not None:
        taken = msgid("Something of yours was taken down")
        body = msgid("Somebody reported it and the moderators agreed. Their reason stands in the case; you can appeal.")
        _to(session, {author_id}, case, "taken", taken, body, now)


def _to(
    session: Session, people: set[int], case: Case, what: str, title: str, body: str, now: datetime, **values: str
) -> None:
    tell(
        session,
        people,
        key=f"case:{case.id}:{what}",
        topic="moderation",
        title=title,
        body=body,
        values=values,
        path=f"/moderation/cases/{case.id}",
        now=now,
    )


def say(
    session: Session, registry: Registry, actor: Actor, case_id: int, text: str, *, as_moderator: bool, now: datetime
) -> None:
    """A line in the conversation of a case; the submitter is told of what moderators write.

    Raises:
        NotFound: no such case, or not the actor's to see.
        Conflict: enough for a day.
    """
    case = locked(session, case_id)
    if not permissions.may_see(actor, case, author_of(session, registry, case)):
        raise NotFound()
    said = queries.messages(session, case.id)
    mine = [one for one in said if one.by_account_id == actor.account_id and is_lately(one.at, now, rules.DAY)]
    if not as_moderator and len(mine) >= rules.MESSAGES_A_DAY:
        raise Conflict("You have written enough about this for today. The moderators will read it.")
    message = CaseMessage(case_id=case.id, by_account_id=actor.account_id, is_moderator=as_moderator, text=text, at=now)
    session.add(message)
    session.flush()
    if as_moderator:
        record(session, by(actor), "write in case", f"case:{case.id}", "", now)
        title, body = msgid("The moderators write to you"), msgid("“%(text)s” You can answer in the case.")
        people = {case.by_id}
        author_id = author_of(session, registry, case)
        if case.kind == "report" and case.state == rules.REFUSED and author_id is not None:
            people.add(author_id)
        _to(session, people, case, f"message:{message.id}", title, body, now, text=text[:300])


def block(
    session: Session,
    calendar: CityCalendar,
    actor: Actor,
    resident_id: int,
    last_day: date,
    reason: str,
    now: datetime,
) -> None:
    """Keeps an account from posting through `last_day`; the resident is told why.

    Raises:
        NotFound: no such account.
        Forbidden: the moderator's own account.
        Invalid: a day that is over or too far.
    """
    if resident_id == resident_id_of(actor):
        raise Forbidden("Somebody else must decide this: it concerns you, or you decided it before.")
    today = calendar.today(now)
    if not today <= last_day <= today + timedelta(days=rules.LONGEST_BLOCK_DAYS):
        raise Invalid("Please choose a day within a year from today.", field="last_day")
    person = session.get(Resident, resident_id, with_for_update={"key_share": True})
    if person is None or person.erased_at is not None:
        raise NotFound("This account does not exist.")
    kept = session.get(PostingBlock, resident_id) or PostingBlock(resident_id=resident_id)
    kept.until = datetime.combine(last_day + timedelta(days=1), time(), calendar.local(now).tzinfo)
    kept.last_day, kept.reason, kept.by_account_id, kept.at = last_day, reason, actor.account_id, now
    session.add(kept)
    subject = resident_subject(resident_id)
    record(session, by(actor), "block posting", subject, f"{last_day} {reason}", now)
    tell(
        session,
        [resident_id],
        key=f"block:{now:%Y%m%d%H%M%S}",
        topic="moderation",
        title=msgid("You cannot post for now"),
        body=msgid("Until %(day)s nothing that you write or send in is taken. The moderators write: %(reason)s"),
        values={"day": last_day.isoformat(), "reason": reason},
        path="/moderation/mine",
        now=now,
    )


def unblock(session: Session, actor: Actor, resident_id: int, now: datetime) -> None:
    """Lets an account post again; without a block nothing happens."""
    kept = session.get(PostingBlock, resident_id)
    if kept is not None:
        session.delete(kept)
        record(session, by(actor), "unblock posting", resident_subject(resident_id), "", now)
