"""Paper lists: looked at line by line before they are entered, entered once, and taken back by opposite entries."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from campaigns.events.queries import person
from campaigns.outreach import queries, rules
from campaigns.outreach.models import PaperLine, PaperSheet
from campaigns.outreach.rules import WrittenLine
from campaigns.programme.counting import source_of
from campaigns.programme.models import Campaign
from campaigns.programme.participation import joined_or_join
from civic.accounts.audit import by, record
from civic.errors import Conflict, DomainError, Invalid, NotFound
from civic.residents.identity import ResidentActor
from footprint.actions.catalogue import Action
from footprint.ledger.queries import entry as entry_of
from footprint.ledger.rules import ON_PAPER
from footprint.ledger.services import Claim, Ledger, Outcome, record_many, undo


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be entered: lines of one action on one day. `key` names the form, so that it is entered once."""

    action: Action
    day: date
    key: str
    lines: Sequence[WrittenLine]


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line as it is read: what of it counts, in thousandths, or what is wrong with it."""

    written: WrittenLine
    credited_milli: int = 0
    problem: DomainError | None = None

    @property
    def clipped_milli(self) -> int:
        """What a limit cuts off."""
        return 0 if self.problem else self.written.quantity_milli - self.credited_milli


def check(
    session: Session, ledger: Ledger, actor: ResidentActor, campaign: Campaign, sheet: Sheet, now: datetime
) -> list[CheckedLine]:
    """Every line as it would be entered now; nothing is kept.

    Raises:
        Invalid: on field `occurred_on`, a day that cannot be.
    """
    trial = session.begin_nested()
    try:
        return _entered(session, ledger, actor, campaign, sheet, now)[1]
    finally:
        trial.rollback()


def enter(
    session: Session, ledger: Ledger, actor: ResidentActor, campaign: Campaign, sheet: Sheet, now: datetime
) -> tuple[int | None, list[CheckedLine]]:
    """Enters a list of which every line is right; whoever stands on it takes part. Sent twice, it is entered once.

    Returns:
        The number of the sheet, None when a line has a problem and nothing was entered; and the lines.

    Raises:
        Invalid: on field `occurred_on`, a day that cannot be.
    """
    known = queries.sheet_by_key(session, campaign.id, sheet.key)
    if known is not None:
        return known.id, []
    trial = session.begin_nested()
    number, lines = _entered(session, ledger, actor, campaign, sheet, now)
    if any(line.problem for line in lines):
        trial.rollback()
        return None, lines
    trial.commit()
    details = f"sheet:{number} {len(lines)} {sheet.action.id}"
    record(session, by(actor), "enter paper", f"campaign:{campaign.id}", details, now)
    return number, lines


def _entered(
    session: Session, ledger: Ledger, actor: ResidentActor, campaign: Campaign, sheet: Sheet, now: datetime
) -> tuple[int, list[CheckedLine]]:
    rules.check_day(sheet.day, campaign.starts_on, campaign.ends_on, ledger.calendar.today(now))
    rules.check_late(sheet.day, ledger.calendar.today(now))
    kept = PaperSheet(
        campaign_id=campaign.id,
        key=sheet.key,
        action=sheet.action.id,
        option=sheet.action.default_option,
        occurred_on=sheet.day,
        entered_by_id=actor.resident_id,
        entered_at=now,
    )
    session.add(kept)
    session.flush()
    residents = queries.residents_of_cards(session, [line.code for line in sheet.lines])
    before = queries.on_paper(session, kept)
    taking_part = partial(_take_part, session, campaign, before=before, today=ledger.calendar.today(now), now=now)
    lines = [_judged(line, partial(taking_part, residents.get(line.code))) for line in sheet.lines]
    good = [line for line in lines if line.problem is None]
    claims = [_claim(kept, sheet.action, residents[line.code], line.quantity_milli) for line in good]
    recorded = zip(good, claims, record_many(session, ledger, claims, now), strict=True)
    counted = {line.number: _counted(session, kept, line, claim, outcome) for line, claim, outcome in recorded}
    session.flush()
    return kept.id, [counted.get(line.number) or CheckedLine(line, problem=line.problem) for line in lines]


def _judged(line: WrittenLine, take_part: Callable[[], None]) -> WrittenLine:
    """The line with what is wrong about whose card it is; who stands on a right one takes part."""
    if line.problem is not None:
        return line
    try:
        take_part()
    except DomainError as problem:
        return replace(line, problem=problem)
    return line


def _take_part(
    session: Session,
    campaign: Campaign,
    resident_id: int | None,
    *,
    before: Collection[int],
    today: date,
    now: datetime,
) -> None:
    resident = person(session, resident_id) if resident_id is not None else None
    if resident is None:
        raise Invalid("Nobody has this card (any more).")
    if resident_id in before:
        raise Conflict("This card was entered for this action and this day already.")
    joined_or_join(session, campaign, resident, today, now, is_after_closing=True)


def _claim(sheet: PaperSheet, action: Action, resident_id: int, quantity_milli: int) -> Claim:
    return Claim(
        resident_id,
        f"sheet:{sheet.id}",
        action.id,
        sheet.option,
        quantity_milli,
        sheet.occurred_on,
        ON_PAPER,
        f"{source_of(sheet.campaign_id)}sheet:{sheet.id}",
    )


def _counted(session: Session, sheet: PaperSheet, line: WrittenLine, claim: Claim, outcome: Outcome) -> CheckedLine:
    if isinstance(outcome, DomainError):
        return CheckedLine(line, problem=outcome)
    session.add(
        PaperLine(
            sheet_id=sheet.id,
            resident_id=claim.resident_id,
            number=line.number,
            quantity_milli=line.quantity_milli,
            entry_id=outcome.entry_id,
        )
    )
    entry = entry_of(session, outcome.entry_id)
    return CheckedLine(line, entry.credited_milli if entry else 0)


def take_back(
    session: Session,
    ledger: Ledger,
    actor: ResidentActor,
    campaign_id: int,
    sheet_id: int,
    number: int | None,
    now: datetime,
) -> None:
    """Takes a line back, or all of them, by opposite entries; what is taken back already stays so.

    Raises:
        NotFound: no such sheet of this campaign, or no such line.
        Forbidden: it is too long ago for the ledger.
    """
    known = queries.sheet(session, campaign_id, sheet_id)
    lines = [line for line in queries.lines(session, sheet_id) if number in (None, line.number)]
    if known is None or not lines:
        raise NotFound()
    standing = [line for line in lines if not line.is_taken_back]
    for line in sorted(standing, key=lambda line: line.resident_id):  # as everybody locks residents
        undo(session, ledger, line.resident_id, line.entry_id, now)
    which = f"sheet:{sheet_id}" + (f" line {number}" if number else "")
    record(session, by(actor), "take paper back", f"campaign:{campaign_id}", f"{which}, {len(standing)} entries", now)
