"""The numbers of paintings on the wall: from 0 without gaps, so that any page of any order is found by an index."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.gallery import rules
from campaigns.gallery.models import Painting, PaintingWall
from civic.database.missing_rows import make_missing


@dataclass(frozen=True, slots=True)
class Held:
    """A painting with the wall of its group, both locked."""

    painting: Painting
    wall: PaintingWall


def held(session: Session, painting_id: int) -> Held | None:
    """Locks a painting and, before it, the wall of its group: taking one painting off moves another."""
    where = select(Painting.campaign_id, Painting.age_group).where(Painting.id == painting_id)
    found = session.execute(where).first()
    if found is None:
        return None
    wall = _locked_wall(session, *found)
    painting = session.get(Painting, painting_id, with_for_update=True, populate_existing=True)
    return Held(painting, wall) if painting else None


def _locked_wall(session: Session, campaign_id: int, age_group: str) -> PaintingWall:
    none_yet = {"campaign_id": campaign_id, "age_group": age_group, "size": 0, "revision": 1}
    make_missing(session, PaintingWall, [none_yet])
    which = (PaintingWall.campaign_id == campaign_id, PaintingWall.age_group == age_group)
    found = select(PaintingWall).where(*which).with_for_update().execution_options(populate_existing=True)
    return session.scalars(found).one()


def hang(session: Session, one: Held) -> None:
    """The painting gets the next number of its group; it does twice what it did once."""
    if one.painting.wall_number is None:
        one.painting.wall_number, one.wall.size = one.wall.size, one.wall.size + 1
        one.wall.revision += 1
        _keep_order_of_votes(session, one.wall)


def take_off(session: Session, one: Held) -> None:
    """Another painting takes the number, so that no gap is left."""
    free, one.painting.wall_number = one.painting.wall_number, None
    one.painting.place = one.painting.shares_place = None
    if free is not None:
        one.wall.size -= 1
        one.wall.revision += 1
        if free != one.wall.size:
            _numbered(session, one.wall, one.wall.size).wall_number = free
        _keep_order_of_votes(session, one.wall)


def _numbered(session: Session, wall: PaintingWall, number: int) -> Painting:
    return session.scalars(
        select(Painting).where(
            Painting.campaign_id == wall.campaign_id,
            Painting.age_group == wall.age_group,
            Painting.wall_number == number,
        )
    ).one()


def number_by_votes(session: Session, campaign_id: int) -> None:
    """Every painting of a show gets its place, and the number that follows from it."""
    walls = select(PaintingWall).where(PaintingWall.campaign_id == campaign_id).order_by(PaintingWall.age_group)
    for wall in session.scalars(walls.with_for_update()):
        _number_by_votes(session, wall)


def _keep_order_of_votes(session: Session, wall: PaintingWall) -> None:
    if wall.winners is not None:
        _number_by_votes(session, wall)


def _number_by_votes(session: Session, wall: PaintingWall) -> None:
    hangs = (Painting.campaign_id == wall.campaign_id, Painting.age_group == wall.age_group)
    found = session.scalars(select(Painting).where(*hangs, Painting.wall_number.is_not(None)))
    by_id = {painting.id: painting for painting in found}
    votes = {painting.id: painting.votes or 0 for painting in by_id.values()}
    for number, placed in enumerate(rules.placed(votes)):
        painting = by_id[placed.number]
        painting.wall_number, painting.place, painting.shares_place = number, placed.place, placed.is_tied
    wall.size, wall.winners, wall.revision = len(votes), len(rules.winners(votes)), wall.revision + 1
