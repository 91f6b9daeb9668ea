"""Living somewhere else. What was logged stays with the place of its day: the ledger asks where somebody lived then."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from civic.accounts.queries import plain
from civic.calendar import CityCalendar
from civic.city.pack import City
from civic.errors import Conflict, Unauthenticated
from civic.residents.identity import ResidentActor
from civic.residents.models import FormerPlace, Resident
from civic.residents.rules import Past, Place, is_naming, may_move_on
from civic.residents.services import check_place


def move(session: Session, city: City, calendar: CityCalendar, actor: ResidentActor, new: Place, now: datetime) -> None:
    """The actor lives there from now on; where they live already changes nothing.

    Raises:
        Invalid: no such place.
        Conflict: the last move was too lately.
        Unauthenticated: the account has just been erased.
    """
    check_place(city, *new)
    living = (Resident.id == actor.resident_id, Resident.erased_at.is_(None))
    resident = session.scalar(select(Resident).where(*living).with_for_update(key_share=True))
    if resident is None:
        raise Unauthenticated("Please sign in first.")
    old = Place(resident.district_id or "", resident.subdistrict_id)
    if new == old:
        return
    today, again = calendar.today(now), may_move_on(past(session, actor.resident_id), old)
    if again and today < again and not is_naming(old, new):
        raise Conflict("You moved recently.")
    relocate(session, resident, new, now, today)


def relocate(session: Session, resident: Resident, new: Place, now: datetime, today: date) -> None:
    """Notes where a locked resident lived, and where they live now."""
    assert resident.district_id is not None
    session.add(
        FormerPlace(
            resident_id=resident.id,
            district_id=resident.district_id,
            subdistrict_id=resident.subdistrict_id,
            moved_at=now,
            moved_on=today,
        )
    )
    resident.district_id, resident.subdistrict_id = new
    session.flush()


def past(session: Session, resident_id: int) -> Sequence[Past]:
    """Where a resident lived before, in the order of the moves. Few rows: one may move a few times a year."""
    columns = (FormerPlace.district_id, FormerPlace.subdistrict_id, FormerPlace.moved_on)
    found = select(*columns).where(FormerPlace.resident_id == resident_id).order_by(FormerPlace.id)
    return [Past(Place(district, part), day) for district, part, day in session.execute(found)]


def district_at(resident_id: Any, instant: Any) -> ColumnElement[str | None]:
    """In which district a resident lived at an instant, as a part of a statement about `Resident`."""
    then = (
        select(FormerPlace.district_id)
        .where(FormerPlace.resident_id == resident_id, FormerPlace.moved_at > instant)
        .order_by(FormerPlace.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(then, Resident.district_id)


def forget(session: Session, resident_id: int) -> None:
    """On erasure: nobody learns where somebody lived."""
    session.execute(delete(FormerPlace).where(FormerPlace.resident_id == resident_id))


def export(session: Session, resident_id: int) -> Mapping[str, Sequence[Mapping[str, object]]]:
    """Where the resident lived before, for the download."""
    table = FormerPlace.__table__
    found = session.execute(
        select(table.c.district_id, table.c.subdistrict_id, table.c.moved_at)
        .where(table.c.resident_id == resident_id)
        .order_by(table.c.id)
    )
    return {"former_places": [plain(row._asdict()) for row in found]}
