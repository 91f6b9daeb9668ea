"""Entering numbers of residents, and deciding about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.denominators import queries, rules
from civic.denominators.models import DenominatorDecision, DenominatorFigure, DenominatorVersion
from civic.errors import Conflict, Forbidden, Invalid


@dataclass(frozen=True, slots=True)
class NewFigures:
    """What somebody enters: persons by place, and where they were read; `percent` is how far off they may be."""

    scope: Text
    counted_on: date
    source: str
    url: str
    status: str
    holds_from: date
    percent: int
    residents: Mapping[str, int]


def enter(session: Session, actor: Actor, figures: NewFigures, today: date, now: datetime) -> int:
    """A new version, which waits for a second person; its number.

    Raises:
        Invalid: no figure at all, or a day that is too near.
    """
    if not figures.residents:
        raise Invalid("Please enter the residents of at least one place.")
    _check_notice(figures.holds_from, today)
    version = DenominatorVersion(
        scope=figures.scope,
        counted_on=figures.counted_on,
        source=figures.source,
        url=figures.url,
        status=figures.status,
        holds_from=figures.holds_from,
        entered_by_account_id=actor.account_id,
        entered_at=now,
    )
    session.add(version)
    session.flush()
    session.add_all(_figure(version.id, place, people, figures.percent) for place, people in figures.residents.items())
    audit.record(session, audit.by(actor), "enter denominators", _subject(version.id), figures.source, now)
    return version.id


def _figure(version_id: int, place: str, people: int, percent: int) -> DenominatorFigure:
    low, high = rules.spread(people, percent)
    return DenominatorFigure(version_id=version_id, place=place, residents=people, low=low, high=high)


def decide(
    session: Session, actor: Actor, number: int, *, approve: bool, note: str, today: date, now: datetime
) -> None:
    """What a second person says of a version.

    Raises:
        NotFound: there is no such version.
        Forbidden: the actor has entered it.
        Conflict: it was decided already, also at this very moment.
        Invalid: it would hold too soon, so it has to be entered anew; or it is declined without a reason.
    """
    found = queries.version(session, number)
    if found.entered.entered_by_account_id == actor.account_id:
        raise Forbidden("You have entered these figures. Somebody else has to approve them.")
    if approve:
        _check_notice(found.entered.holds_from, today)
    elif not note:
        raise Invalid("Please say why.", field="note")
    _keep_decision(session, found.decision, DenominatorDecision(
        version_id=number, approved=approve, note=note, decided_by_account_id=actor.account_id, decided_at=now
    ))  # fmt: skip
    act = "approve denominators" if approve else "decline denominators"
    audit.record(session, audit.by(actor), act, _subject(number), note, now)


def _keep_decision(session: Session, before: DenominatorDecision | None, decision: DenominatorDecision) -> None:
    decided = Conflict("Somebody has decided about this already.")
    if before:
        raise decided
    session.add(decision)
    try:
        session.flush()
    except IntegrityError as error:  # two people at the same moment
        raise decided from error


def _check_notice(holds_from: date, today: date) -> None:
    earliest = today + rules.NOTICE
    if holds_from < earliest:
        raise Invalid("They can come into force on %(day)s at the earliest.", field="holds_from", day=earliest)


def _subject(number: int) -> str:
    return f"denominators:{number}"
