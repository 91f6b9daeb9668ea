"""Proposing versions of the city's standard, and deciding about them: the second person is another one."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns.standard import queries, rules
from campaigns.standard.models import StandardComposite, StandardFigure, StandardIndicator
from campaigns.standard.rules import APPROVED, PROPOSED, REFUSED
from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.errors import Conflict, Forbidden, Invalid

APPROVE, REFUSE = "approve", "refuse"
ANSWERS = {APPROVE: APPROVED, REFUSE: REFUSED}


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """What the city enters of an indicator; `metric` "" for figures by hand."""

    code: str
    name: Text
    words: str
    source: str
    source_on: date
    source_link: str
    unit: str
    target: str
    metric: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A figure that the city enters by hand, in thousandths of the indicator's unit."""

    code: str
    period: str
    value_milli: int
    source: str
    source_on: date


@dataclass(frozen=True, slots=True)
class CompositeDraft:
    """A composite with the weights that the city gives, in thousandths by code."""

    code: str
    name: Text
    source: str
    source_on: date
    weights: Mapping[str, int]


def propose_indicator(session: Session, clerk: Actor, draft: IndicatorDraft, today: date, now: datetime) -> int:
    """Another version of an indicator; its number.

    Raises:
        Conflict: one of the same code waits for a decision.
        Invalid: on a field, what cannot be.
    """
    rules.check_source_day(draft.source_on, today)
    if not draft.metric and not draft.unit:
        raise Invalid("Please fill this in.", field="unit")
    _wait_for_others(session, StandardIndicator.__tablename__)
    known = queries.versions(session, StandardIndicator, draft.code)
    _check_none_waits(known)
    made = StandardIndicator(
        **{name: getattr(draft, name) for name in IndicatorDraft.__slots__}, version=_next(known), **_by(clerk, now)
    )
    return _added(session, clerk, made, "propose an indicator", "indicators", now)


def propose_figure(session: Session, clerk: Actor, draft: FigureDraft, today: date, now: datetime) -> int:
    """A figure by hand; its number.

    Raises:
        Conflict: the indicator has no version that holds, or comes from a metric.
        Invalid: on `source_on`, a day to come.
    """
    rules.check_source_day(draft.source_on, today)
    held = {one.code: one for one in queries.in_force(session, StandardIndicator)}
    if draft.code not in held or held[draft.code].metric:
        raise Conflict("Only an approved indicator whose figures are entered by hand takes one.")
    made = StandardFigure(**asdict(draft), **_by(clerk, now))
    return _added(session, clerk, made, "propose a figure", "figures", now)


def propose_composite(session: Session, clerk: Actor, draft: CompositeDraft, today: date, now: datetime) -> int:
    """Another version of a composite; its number.

    Raises:
        Conflict: one of the same code waits for a decision.
        Invalid: on a field: weights that are not 1 together, a part that does not hold, parts of different units.
    """
    rules.check_source_day(draft.source_on, today)
    rules.check_weights(draft.weights)
    _check_parts(draft.weights, {one.code: one.unit for one in queries.in_force(session, StandardIndicator)})
    _wait_for_others(session, StandardComposite.__tablename__)
    known = queries.versions(session, StandardComposite, draft.code)
    _check_none_waits(known)
    made = StandardComposite(
        code=draft.code,
        version=_next(known),
        name=draft.name,
        source=draft.source,
        source_on=draft.source_on,
        weights=dict(draft.weights),
        **_by(clerk, now),
    )
    return _added(session, clerk, made, "propose a composite", "composites", now)


def decide(session: Session, clerk: Actor, kind: str, number: int, answer: str, now: datetime) -> None:
    """Approves or refuses what somebody else has proposed.

    Raises:
        NotFound: there is no such row.
        Conflict: it is decided already.
        Forbidden: by whoever has proposed it.
        Invalid: none of the answers.
    """
    one = queries.found(session, kind, number)
    if answer not in ANSWERS:
        raise Invalid("Please choose one of these.")
    if one.state != PROPOSED:
        raise Conflict("This is decided already.")
    if one.proposed_by == audit.by(clerk):
        raise Forbidden("A second person decides about what you have proposed.")
    one.state, one.decided_by, one.decided_at = ANSWERS[answer], audit.by(clerk), now
    audit.record(session, audit.by(clerk), f"{answer} {kind.removesuffix('s')}", f"{kind}:{number}", one.code, now)


def _check_parts(weights: Collection[str], units: Mapping[str, str]) -> None:
    strange = [code for code in weights if code not in units]
    if strange:
        raise Invalid("%(codes)s: no approved indicator.", field="weights", codes=", ".join(strange))
    if len({units[code] for code in weights}) > 1:
        raise Invalid("These parts have different units, so they cannot be added up.", field="weights")


def _wait_for_others(session: Session, table: str) -> None:
    """Of two who propose at the same moment, the second sees the first one's version."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))


def _check_none_waits(known: Collection[StandardIndicator] | Collection[StandardComposite]) -> None:
    if any(one.state == PROPOSED for one in known):
        raise Conflict("A version of it is waiting for a second person already.")


def _next(known: Collection[StandardIndicator] | Collection[StandardComposite]) -> int:
    return max((one.version for one in known), default=0) + 1


def _by(clerk: Actor, now: datetime) -> dict[str, object]:
    return {"state": PROPOSED, "proposed_by": audit.by(clerk), "proposed_at": now}


def _added(
    session: Session,
    clerk: Actor,
    made: StandardIndicator | StandardFigure | StandardComposite,
    act: str,
    kind: str,
    now: datetime,
) -> int:
    session.add(made)
    session.flush()
    audit.record(session, audit.by(clerk), act, f"{kind}:{made.id}", made.code, now)
    return made.id
