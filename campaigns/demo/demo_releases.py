"""The demonstration's releases: every past month, let out by two invented clerks on the day from which it may be."""

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.publishing import rules, services
from campaigns.publishing.building import build
from campaigns.publishing.queries import MONTH
from civic.accounts.audit import account_subject
from civic.accounts.models import Account, RoleGrant
from civic.calendar import Period, address_of
from civic.services import Services
from footprint.ledger.months import first_day
from footprint.resources import LEDGER

_CLERK, _OTHER = "city", "clerk"
_AT = time(10)


def add_releases(app_services: Services, _seed: int, now: datetime) -> None:
    """Builds and publishes each month that is over for long enough."""
    app_services.get(LEDGER)
    with app_services.database.write() as session:
        clerk, other = account_subject(_account(session, _CLERK)), account_subject(_second(session, now))
    for month in _months(app_services, now):
        at = app_services.calendar.instant(rules.may_be_built_from(month.end), _AT)
        with app_services.database.read(one_snapshot=True) as session:
            built = build(app_services, session, MONTH, address_of(month.key), at)
        with app_services.database.write() as session:
            number = services.keep(session, built, services.SCHEDULER).id
            services.review(session, number, clerk, at)
            services.approve(session, number, other, at)
            services.publish(session, number, clerk, at)


def _account(session: Session, username: str) -> int:
    return session.scalars(select(Account.id).where(Account.username == username)).one()


def _second(session: Session, now: datetime) -> int:
    """Somebody nobody can sign in as."""
    made = Account(username=_OTHER, username_key=_OTHER, is_demo=True, created_at=now)
    session.add(made)
    session.flush()
    session.add(RoleGrant(account_id=made.id, role="city", granted_at=now))
    return made.id


def _months(app_services: Services, now: datetime) -> Iterator[Period]:
    """The first one first."""
    calendar, today = app_services.calendar, app_services.calendar.today(now)
    with app_services.database.read() as session:
        first = first_day(session)
    month = calendar.month(first) if first else None
    while month and rules.may_be_built_from(month.end) <= today:
        yield month
        month = calendar.after(month)
