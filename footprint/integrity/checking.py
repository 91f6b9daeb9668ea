"""Quantities that somebody else saw: organizers confirm or correct what was reported where they were, and why.

A correction is appended to the ledger, see `footprint.ledger.correcting`; its resident is told and can appeal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.calendar import CityCalendar
from civic.city.text import Text
from civic.database.driver import DriverTransaction
from civic.errors import Conflict, Forbidden, Invalid
from civic.feature import ExtensionPoint
from civic.messages.services import tell
from civic.residents.audit import resident_subject
from footprint.actions.action import Action
from footprint.integrity import queries
from footprint.integrity.decisions import CONFIRMED, CORRECTED, RESTORED, WORDS_MAX
from footprint.integrity.models import QuantityCheck
from footprint.integrity.words import CORRECTED_BODY, CORRECTED_TITLE, OTHER
from footprint.ledger import queries as ledger_queries
from footprint.ledger import rules, services
from footprint.ledger.correcting import Found, standing
from footprint.ledger.models import Entry
from footprint.ledger.seasons import may_be_logged
from footprint.ledger.services import Ledger

__all__ = ["AFTER_CORRECTION", "OTHER", "WORDS_MAX", "Seen", "Witness", "confirm", "correct", "restore"]
AFTER_CORRECTION: ExtensionPoint[Callable[[Session, int, int, datetime], None]] = ExtensionPoint("after a correction")
"""Each is told, in the same transaction, of an entry, by the number under which it was logged, and of the quantity in
thousandths that stands for it now."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who saw it: an organizer's account and resident, and the organization that they speak for."""

    account_id: int
    resident_id: int
    name: Text


@dataclass(frozen=True, slots=True)
class Seen:
    """What a witness says instead: the quantity in thousandths, a reason by its code, and words. `of` is the number of
    the entry that stood when they looked."""

    quantity_milli: int
    reason: str
    words: str
    of: int


def confirm(session: Session, entry_id: int, by: Witness, now: datetime) -> bool:
    """It was like this; whether that is new.

    Raises:
        Forbidden: it is the witness's own.
        NotFound, Conflict: see `footprint.ledger.services.correct`.
    """
    entry = _others(standing(session, entry_id), by)
    if queries.checks_of(session, entry.id):
        return False
    said = entry.quantity_milli
    _keep(session, entry, CONFIRMED, (said, said), ("", ""), by.name, by.account_id, now)
    return True


def confirm_all(session: Session, entry_ids: Sequence[int], by: Witness, now: datetime) -> int:
    """It was like this, for several; how many are new. Their homes are locked at once, as two who confirm the same in
    different order would wait for each other.

    Raises:
        Forbidden, NotFound, Conflict: see `confirm`.
    """
    transaction = DriverTransaction.of(session)
    residents = [one.resident_id for one in queries.entries(session, entry_ids)]
    ledger_queries.lock_people(transaction, ledger_queries.members_of_homes(transaction, residents))
    return sum(confirm(session, one, by, now) for one in entry_ids)


def correct(session: Session, ledger: Ledger, entry_id: int, by: Witness, seen: Seen, now: datetime) -> bool:
    """It was another quantity; whether that is new: sent twice, it is one correction.

    Raises:
        Forbidden: it is the witness's own.
        Conflict: somebody else changed it meanwhile, an appeal was decided, or its season waits for appeals only.
        Invalid: it says that already, or a quantity that cannot be.
        NotFound, Conflict: see `footprint.ledger.services.correct`.
    """
    entry = _others(standing(session, entry_id), by)
    last = queries.last_checks(session, [entry.first_id or entry.id]).get(entry.first_id or entry.id)
    if _is_sent_again(entry, last, seen):
        return False
    _check_in_time(entry, ledger.calendar, now)
    _check_open(entry, last, seen)
    made = _change(session, ledger, entry, CORRECTED, seen, (by.name, by.account_id), now)
    key, path = f"quantity:{made.id}", f"/entries/{made.entry_id}"
    title, body, values = CORRECTED_TITLE, CORRECTED_BODY, {"who": by.name}
    tell(session, [entry.resident_id], key=key, topic="moderation", title=title, body=body, values=values, path=path,
         now=now)  # fmt: skip
    return True


def restore(session: Session, ledger: Ledger, check_id: int, account_id: int, now: datetime) -> bool:
    """An appeal was right: what the resident reported counts again. False where that cannot be any more."""
    check = queries.check(session, check_id)
    logged = ledger_queries.entry(session, check.entry_id) if check else None
    if check is None or logged is None:
        return False
    try:
        entry = standing(session, logged.id)
    except Conflict:  # taken back, erased, or its season is closed
        return False
    if entry.quantity_milli == logged.quantity_milli:
        return True
    reported = Seen(logged.quantity_milli, "", "", entry.id)
    _change(session, ledger, entry, RESTORED, reported, (Text({}), account_id), now, tier=logged.tier)
    return True


def _others(entry: Entry, by: Witness) -> Entry:
    if entry.resident_id == by.resident_id:
        raise Forbidden("This is your own. Somebody else of the organization must look at it.")
    return entry


def _is_sent_again(entry: Entry, last: QuantityCheck | None, seen: Seen) -> bool:
    said = (CORRECTED, seen.quantity_milli, seen.reason)
    is_same = last is not None and (last.verdict, last.after_milli, last.reason) == said
    return is_same and entry.id != seen.of


def _check_in_time(entry: Entry, calendar: CityCalendar, now: datetime) -> None:
    if entry.season not in may_be_logged(calendar, calendar.today(now)):
        raise Conflict("The season of this day is closed; its figures do not change any more.")


def _check_open(entry: Entry, last: QuantityCheck | None, seen: Seen) -> None:
    if last is not None and last.verdict == RESTORED:
        raise Conflict("This was decided on appeal, so it stays.")
    if entry.id != seen.of:
        raise Conflict("This quantity was changed meanwhile. Please look at it again.")
    if entry.quantity_milli == seen.quantity_milli:
        raise Invalid("This is the quantity already recorded. You can confirm it instead.", field="quantity")


def _change(
    session: Session, ledger: Ledger, entry: Entry, verdict: str, seen: Seen, by: tuple[Text, int], now: datetime,
    *, tier: int | None = None,
) -> QuantityCheck:  # fmt: skip
    amounts = (entry.quantity_milli, seen.quantity_milli)
    made = _keep(session, entry, verdict, amounts, (seen.reason, seen.words), *by, now)
    action = ledger.catalogue_of(session, entry.pack_version_id).action(entry.action)
    found = Found(seen.quantity_milli, tier or _tier(action, entry), made.id)
    services.correct(session, ledger, entry.id, found, now)
    for follow in ledger.registry.all(AFTER_CORRECTION):
        follow(session, made.entry_id, seen.quantity_milli, now)
    return made


def _tier(action: Action, entry: Entry) -> int:
    """An organizer's word, as far as the action takes it."""
    wanted = (rules.ORGANIZER_CONFIRMED, rules.SELF_REPORTED)
    return next((tier for tier in wanted if rules.may_be_of(tier, action.evidence)), entry.tier)


def _keep(
    session: Session, entry: Entry, verdict: str, amounts: tuple[int, int], why: tuple[str, str], name: Text,
    account_id: int, now: datetime,
) -> QuantityCheck:  # fmt: skip
    """Writes it down, in the book of deeds too."""
    made = QuantityCheck(
        entry_id=entry.first_id or entry.id,
        resident_id=entry.resident_id,
        verdict=verdict,
        before_milli=amounts[0],
        after_milli=amounts[1],
        reason=why[0],
        words=why[1][:WORDS_MAX],
        by_name=name,
        by_account_id=account_id,
        at=now,
    )
    session.add(made)
    session.flush()
    subject, details = resident_subject(entry.resident_id), f"entry:{made.entry_id} {amounts[0]} {amounts[1]} {why[0]}"
    audit.record(session, audit.account_subject(account_id), f"quantity {verdict}", subject, details, now)
    return made
