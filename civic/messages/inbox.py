"""What a resident does with the inbox and with mail: reading, deleting, giving an address, wanting less."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from civic.calendar import SKEW
from civic.database.missing_rows import make_missing
from civic.errors import NotFound, TooMany
from civic.messages import rules
from civic.messages.links import is_given_at
from civic.messages.models import Mail, MailAddress, Message, MessageText, QuietMode
from civic.residents.models import Resident

_DAY_S = 24 * 3600


def mark_read(session: Session, resident_id: int, number: int | None, now: datetime) -> None:
    """One message of the resident is read; all of them without a number."""
    unread = update(Message).where(Message.resident_id == resident_id, Message.read_at.is_(None))
    if number is not None:
        unread = unread.where(Message.id == number)
    session.execute(unread.values(read_at=now))


def delete_message(session: Session, resident_id: int, number: int) -> None:
    """The message goes, and with it the mail that has not left yet.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    mine = select(Message.id).where(Message.id == number, Message.resident_id == resident_id)
    if session.scalar(mine) is None:
        raise NotFound()
    session.execute(delete(Mail).where(Mail.message_id == number))
    session.execute(delete(Message).where(Message.id == number))


def give_address(session: Session, resident_id: int, address: str, language: str, now: datetime) -> None:
    """Where the resident wants mail. It must be confirmed from there; until then nothing else is sent to it.

    An address that others have asked often today is not asked again, without a word: nobody learns who gave it.

    Raises:
        Invalid: not an address (field `address`).
        TooMany: the resident has had many asked today.
    """
    read = rules.read_address(address)
    session.execute(select(Resident.id).where(Resident.id == resident_id).with_for_update(key_share=True))
    found = session.get(MailAddress, resident_id, with_for_update=True)
    if found is not None and found.address == read and found.confirmed_at is not None and receives(found):
        found.language = language
        return
    _drop_waiting(session, resident_id)
    if found is None:
        found = MailAddress(resident_id=resident_id, muted=list(rules.MUTED_AT_FIRST))
        session.add(found)
    found.address, found.language, found.given_at, found.confirmed_at = read, language, now, None
    found.refusals = 0
    _ask(session, found, now)


def receives(given: MailAddress) -> bool:
    """Whether mails to the address arrive, as far as is known. Where it was not confirmed, the question has to."""
    return given.refusals < (rules.REFUSALS_MOST if given.confirmed_at else 1)


def _ask(session: Session, given: MailAddress, now: datetime) -> None:
    lately = Mail.created_at.between(now - rules.DAY, now + SKEW)
    asked = select(func.count()).where(Mail.message_id.is_(None), Mail.is_reset.is_(False), lately)
    if (session.scalar(asked.where(Mail.resident_id == given.resident_id)) or 0) >= rules.QUESTIONS_A_DAY:
        raise TooMany("You have entered many addresses today. Please try again tomorrow.", retry_after_s=_DAY_S)
    mailbox = rules.mailbox_key(given.address)
    if (session.scalar(asked.where(Mail.mailbox == mailbox)) or 0) >= rules.QUESTIONS_PER_ADDRESS:
        return
    session.add(
        Mail(
            resident_id=given.resident_id,
            address=given.address,
            mailbox=mailbox,
            language=given.language,
            created_at=now,
            due_at=now - rules.FIRST_IN_LINE,
            tries=0,
        )
    )
    session.flush()


def remove_address(session: Session, resident_id: int) -> None:
    """Forgets the address; mails that wait are not sent."""
    _drop_waiting(session, resident_id)
    session.execute(delete(MailAddress).where(MailAddress.resident_id == resident_id))


def confirm(session: Session, resident_id: int, given_at_micros: int, now: datetime) -> bool:
    """The question that went to an address was answered there; whether it is the address that is wanted now."""
    found = session.get(MailAddress, resident_id, with_for_update=True)
    if found is None or not is_given_at(found.given_at.timestamp(), given_at_micros):
        return False
    found.confirmed_at = found.confirmed_at or now
    return True


def choose(session: Session, resident_id: int, wanted: frozenset[str], language: str) -> None:
    """Which topics come by mail, and in which language.

    Raises:
        NotFound: the resident has given no address.
    """
    found = session.get(MailAddress, resident_id, with_for_update=True)
    if found is None:
        raise NotFound()
    found.muted, found.language = [topic for topic in rules.TOPICS if topic not in wanted], language
    for topic in found.muted:
        _drop_waiting(session, resident_id, topic)


def mute(session: Session, resident_id: int, topic: str) -> None:
    """No mails of that topic any more; those that wait are not sent."""
    found = session.get(MailAddress, resident_id, with_for_update=True)
    if found is not None and topic not in found.muted:
        found.muted = [*found.muted, topic]
    _drop_waiting(session, resident_id, topic)


def _drop_waiting(session: Session, resident_id: int, topic: str | None = None) -> None:
    """Takes the resident's mails out of the queue, those of one topic or all; what is on its way goes on."""
    waiting = [Mail.resident_id == resident_id, Mail.due_at.is_not(None), Mail.sending_at.is_(None)]
    if topic is not None:
        of_topic = select(Message.id).where(Message.resident_id == resident_id, Message.topic == topic)
        waiting.append(Mail.message_id.in_(of_topic))
    session.execute(delete(Mail).where(*waiting))


def be_quiet(session: Session, resident_id: int, now: datetime, *, quiet: bool) -> None:
    """Keeps reminders, reviews and cheers out of the inbox from now on, or lets them in again."""
    if quiet:
        make_missing(session, QuietMode, [{"resident_id": resident_id, "since": now}])
    else:
        session.execute(delete(QuietMode).where(QuietMode.resident_id == resident_id))


def forget(session: Session, resident_id: int) -> None:
    """Erasure: the address, what waits, every message, and that it was to be quiet."""
    session.execute(delete(QuietMode).where(QuietMode.resident_id == resident_id))
    session.execute(delete(Mail).where(Mail.resident_id == resident_id))
    session.execute(delete(MailAddress).where(MailAddress.resident_id == resident_id))
    session.execute(delete(Message).where(Message.resident_id == resident_id))


def purge(session: Session, now: datetime) -> None:
    """Forgets old mails and messages, and letters that nobody has any more."""
    done = (Mail.due_at.is_(None), Mail.created_at < now - rules.MAILS_KEPT)
    session.execute(delete(Mail).where(*done))
    old = Message.created_at < now - rules.KEPT
    session.execute(delete(Mail).where(Mail.message_id.in_(select(Message.id).where(old))))
    session.execute(delete(Message).where(old))
    kept = select(Message.id).where(Message.text_id == MessageText.id).exists()
    session.execute(delete(MessageText).where(~kept))
