"""A forgotten password set anew by whoever reads mail at the address that the account confirmed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.accounts import queries as accounts
from civic.accounts.identity import Actor
from civic.accounts.rules import username_key
from civic.calendar import SKEW
from civic.errors import msgid
from civic.messages import rules
from civic.messages.inbox import receives
from civic.messages.links import is_of_password
from civic.messages.models import Mail, MailAddress
from civic.messages.services import tell
from civic.residents.models import Resident


def ask(session: Session, username: str, now: datetime, *, demo: bool) -> None:
    """Has the link sent to the address of whoever has that nickname. Without a confirmed address, with a role of staff,
    or while a link of before still works nothing is sent, without a word: nobody learns who has what."""
    found = accounts.credentials(session, username_key(username) or "", demo=demo)
    mine = select(MailAddress).join(Resident, Resident.id == MailAddress.resident_id)
    given = session.scalar(mine.where(Resident.account_id == (found.actor.account_id if found else 0)))
    if found is None or found.actor.roles or given is None or given.confirmed_at is None or not receives(given):
        return
    lately = Mail.created_at.between(now - rules.RESET_WITHIN, now + SKEW)
    if session.scalar(select(Mail.id).where(Mail.resident_id == given.resident_id, Mail.is_reset, lately).limit(1)):
        return
    session.add(
        Mail(
            resident_id=given.resident_id,
            is_reset=True,
            address=given.address,
            language=given.language,
            created_at=now,
            due_at=now - rules.FIRST_IN_LINE,
            tries=0,
        )
    )


def meant(session: Session, account_id: int, named: str, *, demo: bool) -> accounts.Credentials | None:
    """The account that a link is for, with the password it was made for; None once either has changed."""
    found = accounts.credentials_of(session, account_id, demo=demo)
    if found is None or found.actor.roles or not is_of_password(named, found.password_hash):
        return None
    return found


def for_mail(session: Session, resident_id: int) -> accounts.Credentials | None:
    """Whose password the mail to a resident sets anew."""
    account_id = session.scalar(select(Resident.account_id).where(Resident.id == resident_id))
    found = accounts.credentials_of(session, account_id or 0, demo=True)
    return None if found is None or found.actor.roles else found


def tell_new_codes(session: Session, actor: Actor, now: datetime) -> None:
    """Into the inbox, and by mail, of whoever has new recovery codes."""
    tell(
        session,
        select(Resident.id).where(Resident.account_id == actor.account_id),
        key=f"new recovery codes:{now.timestamp()}",
        topic="account",
        title=msgid("New recovery codes were made for your account"),
        body=msgid("Those of before do not work any more. If this was not you, change your password at once."),
        path="/me/account",
        now=now,
    )


def tell_reset(session: Session, actor: Actor, now: datetime) -> None:
    """Into the inbox, and by mail, of whoever's password was set anew."""
    tell(
        session,
        select(Resident.id).where(Resident.account_id == actor.account_id),
        key=f"password set anew:{now.timestamp()}",
        topic="account",
        title=msgid("Your password was set anew"),
        body=msgid(
            "All devices were signed out. If this was not you, set it anew once more and make new recovery codes."
        ),
        path="/me/account",
        now=now,
    )
