"""Residents and staff straight into the database, for tests that need neither password nor form."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from civic.accounts import queries as accounts
from civic.accounts import services
from civic.accounts.identity import Actor
from civic.accounts.models import Account
from civic.accounts.rules import new_session_key, username_key
from civic.database.engine import Database
from civic.residents.identity import ResidentActor
from civic.residents.models import Household, Resident
from civic.residents.queries import living

Somebody = TypeVar("Somebody", bound=Actor)


def settle(
    session: Session,
    joined: datetime,
    nickname: str = "",
    *,
    district: str = "jingkou",
    household_id: int | None = None,
) -> ResidentActor:
    """A new resident, alone or in somebody's household."""
    account = Account(sessions=f"{new_session_key()} ", is_demo=False, created_at=joined)
    session.add(account)
    session.flush()
    account.username = account.username_key = nickname or f"p{account.id}"
    if household_id is None:
        home = Household(created_at=joined)
        session.add(home)
        session.flush()
        household_id = home.id
    resident = Resident(account_id=account.id, household_id=household_id, district_id=district, created_at=joined)
    session.add(resident)
    session.flush()
    return in_session(session, living(session, Resident.id == resident.id)[0])


def named(session: Session, nickname: str) -> ResidentActor:
    """The resident with that nickname."""
    (found,) = living(session, Account.username == nickname)
    return found


def in_session(session: Session, actor: Somebody) -> Somebody:
    """The same, in the newest session that is open."""
    key = session.get_one(Account, actor.account_id).sessions.split()[0]
    return replace(actor, session_key=key)


def signed_in_again(database: Database, actor: Somebody, *, strong: bool = False) -> Somebody:
    """The same, in a new session, with or without a second factor."""
    with database.write() as session:
        found = accounts.credentials(session, username_key(actor.nickname) or "", demo=True)
        assert found is not None
        opened = services.open_session(session, found)
    return replace(actor, session_key=opened.session_key, strong=strong)
