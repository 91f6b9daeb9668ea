"""What changes about cases. Features open them and register how their things are let through or taken down."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.moderation import queries, rules
from campaigns.moderation.models import Case, DecisionCount, HiddenAuthor, Posting, Report
from civic.calendar import SKEW
from civic.errors import Forbidden, Invalid, NotFound, TooMany
from civic.feature import ExtensionPoint, Registry
from civic.residents.models import Resident
from footprint.integrity.queries import checked, clipped_shown, flagged


class Somebody(Protocol):
    """Which resident acts."""

    @property
    def resident_id(self) -> int: ...


Preview = Mapping[str, object]
"""What moderators see of a thing: `title`, `text`, `picture` (a picture's token), `facts` (pairs of label and value);
each may be missing. Empty when the thing is gone."""


@dataclass(frozen=True, slots=True)
class SubjectJudge:
    """How a feature's things are judged; each gets the session and the thing's number. `kind` is the prefix of their
    subjects: 'story' judges 'story:5'.

    `allow` makes it public, `refuse` keeps it from the public or takes it down, for a reason of `rules.REASONS`; both
    may be called again and for a thing that is gone. `author` tells whose it is; `public_path` where it stands, or
    None when the public cannot see it: only what has one can be reported or hidden. `scope` tells among which things
    its author is hidden with it: those that show anyhow that they are of one person, and no others, or what vanishes
    together would tell whose it is. None where authors cannot be hidden.
    """

    kind: str
    allow: Callable[[Session, int, datetime], None]
    refuse: Callable[[Session, int, str, datetime], None]
    preview: Callable[[Session, int], Preview]
    author: Callable[[Session, int], int | None] = lambda _session, _number: None
    public_path: Callable[[Session, int], str | None] = lambda _session, _number: None
    scope: Callable[[Session, int], str] | None = None
    pictures: Callable[[Session, Collection[int]], Mapping[int, str]] | None = None
    """Tokens of the things' pictures, by number, in one statement: for the queue. None where there are none."""


DECIDERS: ExtensionPoint[SubjectJudge] = ExtensionPoint("deciders", key=lambda decider: decider.kind)


def decider_of(registry: Registry, subject: str) -> tuple[SubjectJudge, int] | None:
    """Who judges the thing, and its number; None for a thing that nobody knows (any more)."""
    kind, _, number = subject.partition(":")
    decider = registry.by_key(DECIDERS).get(kind)
    return (decider, int(number)) if decider and number.isascii() and number.isdigit() else None


def pictures_of(session: Session, registry: Registry, subjects: Iterable[str]) -> dict[str, str]:
    """Tokens of the pictures of things, by subject; one statement for each kind of thing that has pictures."""
    found: dict[str, str] = {}
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        judged = decider_of(registry, subject)
        if judged and judged[0].pictures:
            by_kind.setdefault(judged[0].kind, []).append(judged[1])
    for kind, numbers in by_kind.items():
        pictures = registry.by_key(DECIDERS)[kind].pictures
        assert pictures is not None
        found |= {f"{kind}:{number}": token for number, token in pictures(session, numbers).items()}
    return found


def open_case(
    session: Session, *, kind: str, subject: str, subject_path: str, by_id: int, text: str, now: datetime
) -> Case:
    """A new case for the moderators; the one that waits already, if there is one of that kind about the thing.

    Args:
        kind: one of `rules.KINDS`.
        text: what the submitter wrote, for the moderators to read; cut when it is too long.
    """
    waiting = queries.open_case_of(session, kind, subject)
    if waiting is not None:
        waiting.text = text[: rules.TEXT_MAX]
        return waiting
    case = Case(
        kind=kind,
        subject=subject,
        subject_path=subject_path,
        by_id=by_id,
        text=text[: rules.TEXT_MAX],
        state=rules.OPEN,
        reason="",
        opened_at=now,
    )
    try:
        with session.begin_nested():
            session.add(case)
    except IntegrityError:  # somebody else reported the same thing at the same moment
        found = queries.open_case_of(session, kind, subject)
        assert found is not None
        return found
    return case


def withdraw(session: Session, subject: str, now: datetime) -> None:
    """The thing is gone, or another one by now: nothing is left to judge, reports and appeals about it included."""
    numbers = session.scalars(select(Case.id).where(Case.subject == subject))
    subjects = [subject, *(f"case:{number}" for number in numbers)]
    for case in session.scalars(select(Case).where(Case.subject.in_(subjects), Case.state == rules.OPEN)):
        case.state, case.decided_at = rules.WITHDRAWN, now


def may_post(session: Session, actor: Somebody, what: str, now: datetime, *, text: str = "", field: str = "") -> None:
    """Counts one post of the resident, unless it must not be: call it in the transaction that stores the post.

    Args:
        what: a short name of the kind of post, 'story' for example.
        text: all that the resident wrote, looked through for links.
        field: the form's field that holds the text.

    Raises:
        Forbidden: moderators keep the account from posting.
        TooMany: as much as the account may post within a day.
        Invalid: a link, from an account that is new.
    """
    joined_at = session.scalars(
        select(Resident.created_at).where(Resident.id == actor.resident_id).with_for_update(key_share=True)
    ).one()
    check_not_blocked(session, actor, now)
    poster = rules.Poster(joined_at, queries.posted_at(session, actor.resident_id, now - rules.DAY))
    wait = poster.wait(now)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise TooMany(
            "You can post %(most)s things a day. Please come back in %(hours)s h.",
            retry_after_s=seconds,
            most=poster.most_a_day(now),
            hours=math.ceil(seconds / 3600),
        )
    if poster.is_new(now) and rules.has_link(text):
        raise Invalid("Accounts that are new cannot post links. Please write it without one.", field=field)
    session.add(Posting(resident_id=actor.resident_id, what=what, at=now))


def check_not_blocked(session: Session, actor: Somebody, now: datetime) -> None:
    """Nothing, where the account may turn to others.

    Raises:
        Forbidden: moderators keep it from that.
    """
    block = queries.block_of(session, actor.resident_id, now)
    if block is not None:
        raise Forbidden(
            "You cannot post until after %(day)s. The moderators write: %(reason)s",
            day=block.last_day.isoformat(),
            reason=block.reason,
        )


def count_decisions(session: Session) -> None:
    """Counts what is told of the decisions, so that their page reads as many rows as it shows."""
    cases = queries.decided(session)
    ends = rules.told(((one.kind, one.state), one.by_id) for one in cases)
    reasons = rules.told((one.reason, one.by_id) for one in cases if one.state == rules.REFUSED)
    flags = flagged(session)
    asked = rules.told((one.rule, one.resident_id) for one in flags)
    ended = rules.told((one.decision, one.resident_id) for one in flags if one.decision)
    seen = rules.told(checked(session))
    session.execute(delete(DecisionCount))
    session.add_all(DecisionCount(what="kind", name=kind, state=state, cases=n) for (kind, state), n in ends.items())
    session.add_all(DecisionCount(what="reason", name=one, state=rules.REFUSED, cases=n) for one, n in reasons.items())
    session.add_all(DecisionCount(what="rule", name=rule, state="asked", cases=n) for rule, n in asked.items())
    clipped = DecisionCount(what="clipped", name="people", state="shown", cases=clipped_shown(session))
    session.add_all([clipped] if clipped.cases else [])
    session.add_all(DecisionCount(what="flag", name=how, state=how, cases=n) for how, n in ended.items())
    session.add_all(DecisionCount(what="quantity", name=how, state=how, cases=n) for how, n in seen.items())


def forget_postings(session: Session, now: datetime) -> None:
    """Forgets who posted when, once it is too old to count."""
    session.execute(delete(Posting).where(Posting.at <= now - rules.DAY))


def report(
    session: Session, registry: Registry, actor: Somebody, subject: str, reason: str, text: str, now: datetime
) -> None:
    """A resident reports a thing that the public can see; the second time changes nothing.

    Raises:
        NotFound: nobody can see such a thing.
        TooMany: a great many reports in a day.
    """
    path = public_path_of(session, registry, subject)
    if path is None:
        raise NotFound()
    session.scalars(select(Resident.id).where(Resident.id == actor.resident_id).with_for_update(key_share=True)).one()
    if queries.has_reported(session, actor.resident_id, subject):
        return
    today = Report.at.between(now - rules.DAY, now + SKEW)
    lately = select(func.count()).where(Report.resident_id == actor.resident_id, today)
    if (session.scalar(lately) or 0) >= rules.REPORTS_A_DAY:
        raise TooMany(
            "You have reported %(count)s things today. Please come back tomorrow.",
            retry_after_s=3600,
            count=rules.REPORTS_A_DAY,
        )
    case = open_case(
        session, kind="report", subject=subject, subject_path=path, by_id=actor.resident_id, text="", now=now
    )
    session.add(
        Report(subject=subject, resident_id=actor.resident_id, case_id=case.id, reason=reason, text=text, at=now)
    )


def public_path_of(session: Session, registry: Registry, subject: str) -> str | None:
    """Where the public sees a thing; None where it does not."""
    found = decider_of(registry, subject)
    return found[0].public_path(session, found[1]) if found else None


def can_hide(registry: Registry, subject: str) -> bool:
    """Whether the author of such a thing can be hidden."""
    found = decider_of(registry, subject)
    return found is not None and found[0].scope is not None


def hide_author(session: Session, registry: Registry, actor: Somebody, subject: str, now: datetime) -> None:
    """The actor does not want to see what the author of a thing posts among things of its scope; the author never
    learns of it.

    Raises:
        NotFound: the public sees no such thing, its author cannot be hidden, or is the actor.
    """
    found = decider_of(registry, subject)
    if found is None or found[0].scope is None or found[0].public_path(session, found[1]) is None:
        raise NotFound()
    author_id, scope = found[0].author(session, found[1]), found[0].scope(session, found[1])
    if author_id is None or author_id == actor.resident_id:
        raise NotFound()
    hide(session, actor, author_id, scope, now)


def hide(session: Session, actor: Somebody, author_id: int, scope: str, now: datetime) -> None:
    """The actor hides somebody among things of that scope; once more changes nothing."""
    session.scalars(select(Resident.id).where(Resident.id == actor.resident_id).with_for_update(key_share=True)).one()
    if not queries.is_hidden(session, actor.resident_id, author_id, scope):
        session.add(HiddenAuthor(resident_id=actor.resident_id, author_id=author_id, scope=scope, at=now))


def show_again(session: Session, actor: Somebody, hidden_id: int) -> None:
    """The actor sees again what was hidden under that number."""
    own = HiddenAuthor.id == hidden_id, HiddenAuthor.resident_id == actor.resident_id
    session.execute(delete(HiddenAuthor).where(*own))
