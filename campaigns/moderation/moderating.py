"""How moderators judge entries that a rule asked about: they count again, or they do not."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.moderation import queries as queries_of_cases
from campaigns.moderation.services import SubjectJudge, open_case, withdraw
from footprint import current
from footprint.integrity import queries, services, views
from footprint.integrity.services import Desk


def _allow(session: Session, number: int, now: datetime) -> None:
    services.release(session, current.ledger().calendar, number, now)


def _refuse(session: Session, number: int, reason: str, now: datetime) -> None:
    services.reject(session, current.ledger().calendar, number, reason, now)


def _preview(session: Session, number: int) -> dict[str, object]:
    flag = queries.flag(session, number)
    return views.for_clerks(session, flag) if flag else {}


def _author(session: Session, number: int) -> int | None:
    flag = queries.flag(session, number)
    return flag.resident_id if flag else None


decider = SubjectJudge("flag", _allow, _refuse, _preview, _author)


def _opened(session: Session, flag_id: int, resident_id: int, text: str, now: datetime) -> None:
    path = f"/entries/{queries.entry_ids(session, flag_id)[0]}"
    subject = f"flag:{flag_id}"
    open_case(session, kind="held", subject=subject, subject_path=path, by_id=resident_id, text=text, now=now)


def _closed(session: Session, flag_id: int, now: datetime) -> None:
    withdraw(session, f"flag:{flag_id}", now)


def _is_waiting(session: Session, flag_id: int) -> bool:
    return queries_of_cases.is_waiting(session, f"flag:{flag_id}")


desk = Desk(_opened, _closed, _is_waiting)
