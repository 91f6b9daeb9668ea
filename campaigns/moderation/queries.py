"""Reads about cases, reports, blocks and posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from campaigns.moderation import rules
from campaigns.moderation.models import Case, CaseMessage, DecisionCount, HiddenAuthor, Posting, PostingBlock, Report
from civic.accounts.models import Account
from civic.staff import queries as desk
from civic.staff.desk import Waiting
from footprint.integrity.queries import seasons_of_checks

_CHECK = "check:"


def case(session: Session, case_id: int) -> Case | None:
    return session.get(Case, case_id)


def open_case_of(session: Session, kind: str, subject: str) -> Case | None:
    """The case of that kind about the thing that still waits, locked against other writers."""
    found = select(Case).where(Case.subject == subject, Case.kind == kind, Case.state == rules.OPEN)
    return session.scalars(found.order_by(Case.id).limit(1).with_for_update(key_share=True)).first()


def is_waiting(session: Session, subject: str) -> bool:
    """Whether a case about the thing waits, or an appeal against one."""
    numbers = session.scalars(select(Case.id).where(Case.subject == subject))
    subjects = [subject, *(f"case:{number}" for number in numbers)]
    waiting = select(Case.id).where(Case.subject.in_(subjects), Case.state == rules.OPEN)
    return session.scalar(waiting.limit(1)) is not None


def queue(session: Session, kind: str | None, state: str, *, limit: int, offset: int) -> Sequence[Case]:
    """Cases of a state, of one kind or of all: those that wait oldest first, those decided newest first."""
    found = select(Case).where(Case.state == state)
    if kind:
        found = found.where(Case.kind == kind)
    order = Case.id if state == rules.OPEN else Case.id.desc()
    return session.scalars(found.order_by(order).limit(limit).offset(offset)).all()


def open_counts(session: Session) -> dict[str, int]:
    """How many cases of each kind wait."""
    counted = select(Case.kind, func.count()).where(Case.state == rules.OPEN).group_by(Case.kind)
    return {row[0]: row[1] for row in session.execute(counted)}


def waiting(session: Session) -> Waiting:
    """What waits for moderators, of all kinds."""
    queue = select(Case.opened_at, Case.id).where(Case.state == rules.OPEN).order_by(Case.id)
    return desk.waiting(session, queue)


def next_waiting(session: Session, after_id: int, kind: str | None, resident_id: int | None) -> int | None:
    """The number of the next case that waits, of one kind or of all, from the first one again after the last; the
    reader's own are left out."""
    found = select(Case.id).where(Case.state == rules.OPEN, Case.id != after_id, Case.by_id != (resident_id or 0))
    if kind:
        found = found.where(Case.kind == kind)
    first = found.order_by(Case.id).limit(1)
    after = first.where(Case.id > after_id)
    following = func.coalesce(after.scalar_subquery(), first.scalar_subquery())
    return session.execute(select(type_coerce(following, Case.id.type))).scalar()


def cases_of(session: Session, resident_id: int, *, limit: int) -> Sequence[Case]:
    """What a resident has before the moderators, newest first."""
    return session.scalars(select(Case).where(Case.by_id == resident_id).order_by(Case.id.desc()).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case about somebody's things, and who decided it; None before, or where that account is gone."""

    case: Case
    decided_by: str | None


def history_of(session: Session, resident_id: int, *, limit: int) -> list[PastCase]:
    """Cases about what a resident sent in or appealed, and reports of things that went through an earlier one; newest
    first. What the resident reported of others is left out."""
    own = (Case.by_id == resident_id) & (Case.kind != "report")
    subjects = select(Case.subject).where(own)
    reported = Case.subject.in_(subjects) & (Case.kind == "report")
    numbers = select(Case.id).where(own).union(select(Case.id).where(reported))
    found = (
        select(Case, Account.username)
        .outerjoin(Account, Account.id == Case.decided_by_account_id)
        .where(Case.id.in_(numbers))
        .order_by(Case.id.desc())
        .limit(limit)
    )
    return [PastCase(row[0], row[1]) for row in session.execute(found)]


def messages(session: Session, case_id: int) -> Sequence[CaseMessage]:
    """The conversation of a case, oldest first."""
    return session.scalars(select(CaseMessage).where(CaseMessage.case_id == case_id).order_by(CaseMessage.id)).all()


def reports(session: Session, case_id: int) -> Sequence[Report]:
    """Who reported the thing of a case, for what; oldest first."""
    found = select(Report).where(Report.case_id == case_id)
    return session.scalars(found.order_by(Report.at, Report.resident_id)).all()


def has_reported(session: Session, resident_id: int, subject: str) -> bool:
    return session.get(Report, (subject, resident_id)) is not None


def appeal_of(session: Session, subject: str, resident_id: int) -> Case | None:
    """The resident's appeal about 'case:12' or 'entry:77', if there was one."""
    found = select(Case).where(Case.subject == subject, Case.kind == "appeal", Case.by_id == resident_id)
    return session.scalars(found.limit(1)).first()


def appealed_seasons(session: Session, now: datetime) -> set[str]:
    """The seasons for which an appeal against a correction waits that was sent not long ago."""
    appeals = (Case.state == rules.OPEN, Case.kind == "appeal", Case.subject.startswith(_CHECK))
    waiting = session.scalars(select(Case.subject).where(*appeals, Case.opened_at > now - rules.DECIDED_WITHIN))
    return seasons_of_checks(session, [int(subject.removeprefix(_CHECK)) for subject in waiting])


def block_of(session: Session, resident_id: int, now: datetime) -> PostingBlock | None:
    """The block that keeps a resident from posting right now."""
    found = session.get(PostingBlock, resident_id)
    return found if found and found.until > now else None


def is_hidden(session: Session, resident_id: int, author_id: int, scope: str) -> bool:
    """Whether the resident does not want to see what the author posts among things of that scope."""
    own = HiddenAuthor.resident_id == resident_id
    found = select(HiddenAuthor.id).where(own, HiddenAuthor.author_id == author_id, HiddenAuthor.scope == scope)
    return session.scalar(found) is not None


def keeps_away(session: Session, resident_id: int, other_id: int) -> bool:
    """Whether the resident wants nothing of the other one as a person."""
    found = select(HiddenAuthor.id).where(HiddenAuthor.resident_id == resident_id, HiddenAuthor.author_id == other_id)
    return session.scalar(found.where(HiddenAuthor.scope.in_(rules.AS_PERSON)).limit(1)) is not None


def hidden_since(session: Session, resident_id: int) -> Sequence[tuple[int, datetime]]:
    """What the resident has hidden, by numbers that name no author, and since when."""
    found = select(HiddenAuthor.id, HiddenAuthor.at).where(HiddenAuthor.resident_id == resident_id)
    return [(row[0], row[1]) for row in session.execute(found.order_by(HiddenAuthor.id))]


def posted_at(session: Session, resident_id: int, since: datetime) -> tuple[datetime, ...]:
    """When the resident posted something after that instant, oldest first."""
    found = select(Posting.at).where(Posting.resident_id == resident_id, Posting.at > since)
    return tuple(session.scalars(found.order_by(Posting.at)))


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """How a case of a kind ended, for what reason, and whose it was."""

    kind: str
    state: str
    reason: str
    by_id: int


def decided(session: Session) -> list[DecidedCase]:
    """All cases that were decided, in that order: to be counted at night, never to be shown."""
    found = select(Case.kind, Case.state, Case.reason, Case.by_id).where(Case.state.in_((rules.ALLOWED, rules.REFUSED)))
    return [DecidedCase(*row) for row in session.execute(found.order_by(Case.decided_at, Case.id))]


def decision_counts(session: Session) -> Sequence[DecisionCount]:
    """What is told of them, as it was counted last."""
    return session.scalars(select(DecisionCount)).all()
