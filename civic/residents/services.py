"""What changes about residents: signing up, and erasing oneself."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from civic.accounts import services as accounts
from civic.city.pack import City
from civic.errors import Invalid
from civic.feature import Registry
from civic.residents.identity import ResidentActor
from civic.residents.models import Household, Resident
from civic.residents.personal_data import ERASERS
from civic.residents.rules import CONSENT_VERSION


def check_place(city: City, district_id: str, subdistrict_id: str | None) -> None:
    """Whether a resident can live there.

    Raises:
        Invalid: no such district, or a sub-district of another one.
    """
    district = city.district_by_id.get(district_id)
    if district is None:
        raise Invalid("Please choose your district from the list.", field="district")
    if subdistrict_id and subdistrict_id not in {part.id for part in district.subdistricts}:
        raise Invalid("This sub-district does not belong to the chosen district.", field="subdistrict")


def sign_up(
    session: Session,
    city: City,
    *,
    username: str,
    password_hash: str,
    district_id: str,
    subdistrict_id: str | None = None,
    now: datetime,
    is_demo: bool = False,
) -> ResidentActor:
    """A new resident in a household of their own, who consented to the current words.

    Raises:
        Invalid: a nickname or place that cannot be, or a nickname that somebody has.
    """
    check_place(city, district_id, subdistrict_id)
    account = accounts.open_account(session, username=username, password_hash=password_hash, now=now, is_demo=is_demo)
    household = Household(created_at=now)
    session.add(household)
    session.flush()
    resident = Resident(
        account_id=account.account_id,
        household_id=household.id,
        district_id=district_id,
        subdistrict_id=subdistrict_id or None,
        consent_version=CONSENT_VERSION,
        created_at=now,
    )
    session.add(resident)
    session.flush()
    return ResidentActor(
        account_id=account.account_id,
        nickname=account.nickname,
        session_key=account.session_key,
        resident_id=resident.id,
        household_id=household.id,
        district_id=district_id,
        subdistrict_id=subdistrict_id or None,
    )


def erase(session: Session, registry: Registry, actor: ResidentActor, now: datetime) -> None:
    """Empties everything personal; the numbers stay, so the ledger and every board keep their figures.

    The resident is locked before the account, as the ledger does.

    Raises:
        Unauthenticated: the actor's session has been ended meanwhile.
    """
    session.execute(select(Resident.id).where(Resident.id == actor.resident_id).with_for_update(key_share=True))
    accounts.sign_out_everywhere(session, actor)
    forget(session, registry, actor.resident_id, actor.account_id, now)


def forget(session: Session, registry: Registry, resident_id: int, account_id: int, now: datetime) -> None:
    """Erases somebody who wished it, now or before a backup was restored that still knew them."""
    accounts.close(session, account_id, now)
    nothing = dict.fromkeys(("district_id", "subdistrict_id", "consent_version"))
    session.execute(update(Resident).where(Resident.id == resident_id).values(**nothing, erased_at=now))
    for forget_more in registry.all(ERASERS):
        forget_more(session, resident_id)
