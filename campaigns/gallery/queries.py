"""Reads of painting shows. None of them reads a vote of anybody but the reader: before the end there are no counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from campaigns.gallery import rules
from campaigns.gallery.models import Painting, PaintingWall, Show, Vote
from campaigns.gallery.rules import Terms
from campaigns.moderation.models import HiddenAuthor
from campaigns.programme.models import Campaign
from campaigns.programme.rules import ARCHIVED, CLOSED, PUBLIC, PUBLISHED
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from civic.pictures.models import Picture

KIND = "painting"
HIDDEN_AS = "painting"
"""Who hides a painting sees no painting of that guardian; stories of the same resident stay, or they would tell who
that is."""
SOME = 6
"""How many paintings stand on the page of a campaign."""


@dataclass(frozen=True, slots=True)
class ShownPainting:
    """A painting as pages show it. `token` is "" when its picture is gone, `wall_number` None while it does not hang,
    `votes` and `place` None until they are counted."""

    id: int
    guardian_id: int
    title: str
    first_name: str
    age_group: str
    description: str
    language: str
    state: str
    reason: str
    submitted_at: datetime
    wall_number: int | None
    votes: int | None
    place: int | None
    shares_place: bool | None
    token: str


_COLUMNS = (
    Painting.id,
    Painting.guardian_id,
    Painting.title,
    Painting.first_name,
    Painting.age_group,
    Painting.description,
    Painting.language,
    Painting.state,
    Painting.reason,
    Painting.submitted_at,
    Painting.wall_number,
    Painting.votes,
    Painting.place,
    Painting.shares_place,
    func.coalesce(Picture.token, "").label("token"),
)


def _paintings() -> Select[Any]:
    columns: tuple[Any, ...] = _COLUMNS
    return select(*columns).outerjoin(Picture, Picture.id == Painting.picture_id)


def terms(session: Session, campaign: Campaign) -> Terms:
    """How the show of a campaign is run."""
    return _terms(session.get(Show, campaign.id), campaign)


def _terms(show: Show | None, campaign: Campaign) -> Terms:
    return Terms(
        groups=tuple(show.groups) if show else rules.GROUPS,
        per_guardian=show.per_guardian if show else rules.PER_GUARDIAN,
        starts_on=campaign.starts_on,
        submit_until=min(show.submit_until, campaign.ends_on) if show and show.submit_until else campaign.ends_on,
        ends_on=campaign.ends_on,
        is_open=campaign.state == PUBLISHED,
        is_counted=bool(show and show.counted_at),
    )


@dataclass(frozen=True, slots=True)
class GroupWall:
    """How many paintings hang in an age group, and how many share its first place (None until they are counted)."""

    age_group: str
    size: int
    winners: int | None


@dataclass(frozen=True, slots=True)
class _Revision:
    """How often the wall of an age group has changed."""

    age_group: str
    revision: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a resident votes for in an age group."""

    age_group: str
    painting_id: int


_reader = bindparam("resident", type_=BigInteger)
_hidden = select(HiddenAuthor.author_id).where(
    HiddenAuthor.resident_id == _reader,
    HiddenAuthor.author_id == Painting.guardian_id,
    HiddenAuthor.scope == HIDDEN_AS,
)
_is_seen = ~_hidden.correlate(Painting).exists()
"""That the reader has not hidden whoever sent the painting in."""

_wall_rows = JsonRows(
    GroupWall,
    select(PaintingWall.age_group, PaintingWall.size, PaintingWall.winners).where(
        PaintingWall.campaign_id == Campaign.id
    ),
    of=Campaign.__table__,
)
_chosen_rows = JsonRows(
    Chosen,
    select(Vote.age_group, Vote.painting_id).where(Vote.campaign_id == Campaign.id, Vote.resident_id == _reader),
    of=Campaign.__table__,
)
_room = (
    select(Campaign, Show, _wall_rows.column.label("walls"), _chosen_rows.column.label("chosen"))
    .outerjoin(Show, Show.campaign_id == Campaign.id)
    .where(Campaign.slug == bindparam("slug"), Campaign.kind == KIND, Campaign.state.in_(PUBLIC))
)


@dataclass(frozen=True, slots=True)
class Room:
    """A show as its reader enters it: the walls, and what the reader votes for, by age group."""

    campaign: Campaign
    terms: Terms
    walls: Mapping[str, GroupWall]
    votes: Mapping[str, int]

    def wall(self, group: str) -> GroupWall:
        return self.walls.get(group) or GroupWall(group, 0, 0 if self.terms.is_counted else None)

    def first_group(self) -> str:
        """Where a gallery opens: the first group with a painting, so that nobody finds an empty room first."""
        return next((group for group in self.terms.groups if self.wall(group).size), self.terms.groups[0])


def room(session: Session, slug: str, resident_id: int) -> Room | None:
    """A public painting show, in one statement; None if it is none. A visitor's number is 0."""
    row = session.execute(_room, {"slug": slug, "resident": resident_id}).first()
    if row is None:
        return None
    campaign, show, walls, chosen = row
    return Room(
        campaign,
        _terms(show, campaign),
        {one.age_group: one for one in _wall_rows.read(walls)},
        {one.age_group: one.painting_id for one in _chosen_rows.read(chosen)},
    )


_facts = CompiledQuery(
    select(
        Campaign.title,
        Campaign.state,
        Campaign.starts_on,
        Campaign.ends_on,
        Show.groups,
        Show.per_guardian,
        Show.submit_until,
        Show.counted_at,
        JsonRows(
            _Revision,
            select(PaintingWall.age_group, PaintingWall.revision).where(PaintingWall.campaign_id == Campaign.id),
            of=Campaign.__table__,
        ).column,
    )
    .outerjoin(Show, Show.campaign_id == Campaign.id)
    .where(Campaign.slug == bindparam("slug"))
)


def facts(database: Database, slug: str) -> tuple[object, ...]:
    """What a visitor's page of a show is made from, however many paintings hang there: one statement."""
    return tuple(database.rows(_facts, {"slug": slug}))


_on_wall = and_(
    Painting.campaign_id == bindparam("campaign"),
    Painting.age_group == bindparam("group"),
    Painting.wall_number.in_(bindparam("numbers", expanding=True)),
    _is_seen,
)
_hung_paintings = _paintings().where(_on_wall)
_hung_ids = select(Painting.wall_number, Painting.id).where(_on_wall)


def hung(
    session: Session, campaign_id: int, group: str, numbers: Sequence[int], resident_id: int
) -> list[ShownPainting]:
    """The paintings with those numbers on a group's wall, in that order, without those of people whom the reader has
    hidden."""
    values = {"campaign": campaign_id, "group": group, "numbers": numbers, "resident": resident_id}
    found = [ShownPainting(*row) for row in session.execute(_hung_paintings, values)]
    return sorted(found, key=lambda one: numbers.index(one.wall_number))


def hung_ids(
    session: Session, campaign_id: int, group: str, numbers: Sequence[int], resident_id: int
) -> Mapping[int, int]:
    """Whose numbers on the wall those are (see `hung`), as painting by number."""
    values = {"campaign": campaign_id, "group": group, "numbers": numbers, "resident": resident_id}
    return {number: id for number, id in session.execute(_hung_ids, values) if number is not None}


_one = _paintings().where(Painting.id == bindparam("number"), Painting.campaign_id == bindparam("campaign"), _is_seen)


def painting(session: Session, campaign_id: int, number: int, resident_id: int = 0) -> ShownPainting | None:
    """One painting of a campaign, whatever its state; None if the reader has hidden whoever sent it in."""
    row = session.execute(_one, {"campaign": campaign_id, "number": number, "resident": resident_id}).first()
    return ShownPainting(*row) if row else None


def by_number(session: Session, number: int) -> ShownPainting | None:
    """One painting of whatever campaign, for moderators."""
    row = session.execute(_paintings().where(Painting.id == number)).first()
    return ShownPainting(*row) if row else None


def where(session: Session, number: int) -> tuple[str, ShownPainting] | None:
    """The slug of a painting's campaign, and the painting."""
    row = session.execute(
        select(Campaign.slug).join(Painting, Painting.campaign_id == Campaign.id).where(Painting.id == number)
    ).first()
    found = by_number(session, number)
    return (row.slug, found) if row and found else None


def by_guardian(session: Session, campaign_id: int, guardian_id: int) -> list[ShownPainting]:
    """What a guardian sent in to a campaign, newest first."""
    found = _paintings().where(Painting.campaign_id == campaign_id, Painting.guardian_id == guardian_id)
    return [ShownPainting(*row) for row in session.execute(found.order_by(Painting.id.desc()))]


_hung = and_(Painting.campaign_id == Campaign.id, Painting.state == rules.SHOWN)
_oldest, _newest = (select(end(Painting.id)).where(_hung).correlate(Campaign) for end in (func.min, func.max))
_turn = _oldest.scalar_subquery() + (bindparam("day_number", type_=BigInteger) * 7919) % (
    _newest.scalar_subquery() - _oldest.scalar_subquery() + 1
)
"""Where the day's choice begins; it goes round all paintings, so that each has its days."""


def _next(condition: ColumnElement[bool], turn: int) -> Select[Any]:
    seen = select(Painting.id).where(_hung, condition, _is_seen)
    chosen = seen.order_by(Painting.id).limit(SOME).correlate(Campaign)
    return _paintings().add_columns(literal(turn).label("turn")).where(Painting.id.in_(chosen)).correlate(Campaign)


_day_paintings = union_all(_next(Painting.id >= _turn, 0), _next(Painting.id < _turn, 1)).subquery()


@dataclass(frozen=True, slots=True)
class DayPainting(ShownPainting):
    """A painting of the day; those with the lesser `turn` come first."""

    turn: int


of_the_day = JsonRows(DayPainting, select(_day_paintings), of=Campaign.__table__)
"""The paintings of the day of a campaign, for its page, by an index and a handful of rows, none of somebody whom the
reader has hidden; see `in_turn`."""


def in_turn(found: Iterable[DayPainting]) -> list[DayPainting]:
    """The paintings from the day's turn on, then from the beginning, as many as are shown."""
    return sorted(found, key=lambda one: (one.turn, one.id))[:SOME]


def states(session: Session, campaign_id: int) -> dict[tuple[str, str], int]:
    """How many paintings a campaign has by group and state."""
    counted = (
        select(Painting.age_group, Painting.state, func.count())
        .where(Painting.campaign_id == campaign_id)
        .group_by(Painting.age_group, Painting.state)
    )
    return {(group, state): count for group, state, count in session.execute(counted)}


def to_be_counted(session: Session, today: date) -> Sequence[Campaign]:
    """Shows that are over and whose votes nobody has counted."""
    counted = select(Show.campaign_id).where(Show.counted_at.is_not(None))
    return session.scalars(
        select(Campaign).where(
            Campaign.kind == KIND,
            ((Campaign.state == PUBLISHED) & (Campaign.ends_on < today)) | Campaign.state.in_((CLOSED, ARCHIVED)),
            Campaign.id.not_in(counted),
        )
    ).all()


def left_behind(session: Session, *, drafts_before: datetime, refused_before: datetime) -> Sequence[int]:
    """Drafts that nobody sent in, and refused paintings that nobody appeals for any more, whose pictures are kept."""
    old_draft = (Painting.state == rules.DRAFT) & (Painting.submitted_at < drafts_before)
    refused = (Painting.state == rules.REFUSED) & (Painting.decided_at < refused_before)
    found = select(Painting.id).where(Painting.picture_id.is_not(None), old_draft | refused)
    return session.scalars(found.order_by(Painting.id)).all()


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """What shows keep about a resident, for the download."""
    own = session.scalars(select(Painting).where(Painting.guardian_id == resident_id).order_by(Painting.id))
    votes = session.scalars(select(Vote).where(Vote.resident_id == resident_id).order_by(Vote.painting_id))
    return {
        "paintings": [_plain(row, ("id", "campaign_id", "picture_id", "guardian_id", "key")) for row in own],
        "painting_votes": [_plain(row, ("resident_id",)) for row in votes],
    }


def _plain(row: Painting | Vote, without: Iterable[str]) -> dict[str, object]:
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in without}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def tokens(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Tokens of the pictures of these, by number; those without one are missing."""
    found = select(Painting.id, Picture.token).join(Picture, Picture.id == Painting.picture_id)
    return {row[0]: row[1] for row in session.execute(found.where(Painting.id.in_(numbers)))}
