"""Residents and staff straight into the database, for tests that need neither password nor form."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic.accounts.models import Account
from civic.residents.identity import ResidentActor
from civic.residents.models import Household, Resident
from civic.residents.queries import living


def settle(
    session: Session,
    joined: datetime,
    nickname: str = "",
    *,
    district: str = "jingkou",
    household_id: int | None = None,
) -> ResidentActor:
    """A new resident, alone or in somebody's household."""
    account = Account(epoch=0, is_demo=False, created_at=joined)
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
    return living(session, Resident.id == resident.id)[0]


def named(session: Session, nickname: str) -> ResidentActor:
    """The resident with that nickname."""
    (found,) = living(session, Account.username == nickname)
    return found
