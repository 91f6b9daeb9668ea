"""Reads of painting shows. None of them reads a vote of anybody but the reader: before the end there are no counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from campaigns.gallery import rules
from campaigns.gallery.models import Painting, Show, Vote
from campaigns.gallery.rules import Terms
from campaigns.moderation.models import HiddenAuthor
from campaigns.programme.models import Campaign
from campaigns.programme.rules import ARCHIVED, CLOSED, PUBLISHED
from civic.database.driver import CompiledQuery, DriverTransaction
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
    """A painting as pages show it. `token` is "" when its picture is gone; `votes` None until they are counted."""

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
    votes: int | None
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
    Painting.votes,
    func.coalesce(Picture.token, "").label("token"),
)


def _paintings() -> Select[Any]:
    columns: tuple[Any, ...] = _COLUMNS
    return select(*columns).outerjoin(Picture, Picture.id == Painting.picture_id)


def terms(session: Session, campaign: Campaign) -> Terms:
    """How the show of a campaign is run."""
    show = session.get(Show, campaign.id)
    return Terms(
        groups=tuple(show.groups) if show else rules.GROUPS,
        per_guardian=show.per_guardian if show else rules.PER_GUARDIAN,
        starts_on=campaign.starts_on,
        submit_until=min(show.submit_until, campaign.ends_on) if show and show.submit_until else campaign.ends_on,
        ends_on=campaign.ends_on,
        is_open=campaign.state == PUBLISHED,
        is_counted=bool(show and show.counted_at),
    )


_of_campaign = Painting.campaign_id == bindparam("campaign")
_shown_ones = select(Painting.age_group, Painting.id, func.coalesce(Painting.votes, 0)).where(
    _of_campaign, Painting.state == rules.SHOWN
)
_on_show = CompiledQuery(_shown_ones)
_on_show_in_group = CompiledQuery(_shown_ones.where(Painting.age_group == bindparam("group")))


def on_show(session: Session, campaign_id: int, group: str) -> dict[int, int]:
    """The numbers of a group's paintings with their votes, 0 before they are counted."""
    found = DriverTransaction.of(session).all(_on_show_in_group, {"campaign": campaign_id, "group": group})
    return {number: votes for _, number, votes in found}


def first_on_show(session: Session, campaign_id: int, groups: Sequence[str]) -> tuple[str, dict[int, int]]:
    """Where a gallery opens, with what hangs there (see `on_show`): the first group with a painting, so that nobody
    finds an empty room first; one statement, as each page may ask little."""
    hung: dict[str, dict[int, int]] = {}
    for group, number, votes in DriverTransaction.of(session).all(_on_show, {"campaign": campaign_id}):
        hung.setdefault(group, {})[number] = votes
    first = next((group for group in groups if group in hung), groups[0])
    return first, hung.get(first, {})


_of_hidden = (
    select(Painting.id)
    .join(HiddenAuthor, HiddenAuthor.author_id == Painting.guardian_id)
    .where(_of_campaign, HiddenAuthor.resident_id == bindparam("resident"), HiddenAuthor.scope == HIDDEN_AS)
)


def hidden_from(session: Session, campaign_id: int, resident_id: int) -> frozenset[int]:
    """The paintings of a campaign by people whom the reader has hidden."""
    return frozenset(session.scalars(_of_hidden, {"campaign": campaign_id, "resident": resident_id}))


_by_numbers = _paintings().where(Painting.id.in_(bindparam("numbers", expanding=True)))


def paintings(session: Session, numbers: Sequence[int]) -> list[ShownPainting]:
    """Those paintings, in that order; which are gone meanwhile are left out."""
    if not numbers:
        return []
    found = {row[0]: ShownPainting(*row) for row in session.execute(_by_numbers, {"numbers": numbers})}
    return [found[number] for number in numbers if number in found]


def painting(session: Session, campaign_id: int, number: int) -> ShownPainting | None:
    """One painting of a campaign, whatever its state."""
    row = session.execute(_paintings().where(Painting.id == number, Painting.campaign_id == campaign_id)).first()
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


_hidden = select(HiddenAuthor.author_id).where(
    HiddenAuthor.resident_id == bindparam("resident", type_=BigInteger),
    HiddenAuthor.author_id == Painting.guardian_id,
    HiddenAuthor.scope == HIDDEN_AS,
)


def _next(condition: ColumnElement[bool], turn: int) -> Select[Any]:
    seen = select(Painting.id).where(_hung, condition, ~_hidden.correlate(Painting).exists())
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


_votes_of = select(Vote.age_group, Vote.painting_id).where(
    Vote.campaign_id == bindparam("campaign"), Vote.resident_id == bindparam("resident")
)


def votes_of(session: Session, campaign_id: int, resident_id: int) -> Mapping[str, int]:
    """What a resident votes for, by group."""
    return dict(session.execute(_votes_of, {"campaign": campaign_id, "resident": resident_id}).all())


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


def left_behind(session: Session, *, drafts_before: datetime, refused_before: datetime) -> Sequence[Painting]:
    """Drafts that nobody sent in, and refused paintings that nobody appeals for any more, whose pictures are kept."""
    old_draft = (Painting.state == rules.DRAFT) & (Painting.submitted_at < drafts_before)
    refused = (Painting.state == rules.REFUSED) & (Painting.decided_at < refused_before)
    found = select(Painting).where(Painting.picture_id.is_not(None), old_draft | refused)
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
