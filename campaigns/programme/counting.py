"""Counting how far campaigns have come: what of whom counts, and when the figures that everybody sees may move.

Entries are read as they come in; whose they are is noted for each campaign that they count for. Once ten people are
noted whose share really differs from what is shown of them, the campaign is counted anew from all shares.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from campaigns.programme import rules
from campaigns.programme.models import Campaign, CampaignCount, CampaignShare, Participant
from civic.city.text import Text
from civic.database.base import Base
from civic.database.driver import CompiledQuery, DriverTransaction
from civic.database.typed_rows import RowQuery, as_text
from civic.disclosure import services as changes
from civic.disclosure.live import may_be_shown, may_move, moved_parts, told_together
from footprint.groups.queries import (
    GroupSum,
    Members,
    Share,
    counts_elsewhere,
    new_lines,
    newest_entry,
    own_sum,
    shares,
)
from footprint.groups.rules import Line, Scope, Since, counts

KIND, EVIDENCE = "campaign", "campaign evidence"


def source_of(campaign_id: int) -> str:
    """What the source of every entry begins with that the campaign recorded itself."""
    return f"campaign:{campaign_id}:"


def source_in_sql(campaign_id: SQLColumnExpression[int]) -> ColumnElement[str]:
    """The same of a campaign that a statement has at hand."""
    return literal(f"{KIND}:") + cast(campaign_id, String) + literal(":")


def scope_of(campaign: Campaign) -> Scope:
    """What counts for a campaign."""
    return Scope(tuple(campaign.actions), source_of(campaign.id), campaign.starts_on, campaign.ends_on)


def subject_of(campaign_id: int) -> str:
    """What the figures of a campaign are called where changes are noted."""
    return f"{KIND}:{campaign_id}"


def members(campaign_id: int | ColumnElement[int]) -> Members:
    """Who takes part now, and since when."""
    return select(Participant.resident_id, Participant.joined_on, Participant.after_entry_id).where(
        Participant.campaign_id == campaign_id, Participant.left_at.is_(None)
    )


@dataclass(frozen=True, slots=True)
class Part(Share):
    """What of a participant's counts; `came` is 1 for who was checked in, whether the ledger took an entry of it or
    not."""

    came: int = 0

    @property
    def is_there(self) -> bool:
        """Whether they took part: acted, or came."""
        return self.actions > 0 or self.came > 0


_NOTHING = Part(0, 0, 0, 0, 0, 0, 0, 0, 0)


# Noting


def count_all(session: Session, now: datetime) -> list[int]:
    """Reads on in the ledger and counts the campaigns that enough people have changed; the numbers of those that moved.

    All statements must see the same state: `Database.write(one_snapshot=True)`.
    """
    _note_entries(session, after=changes.read_on(session, KIND, newest_entry(session)))
    ripe = [session.get_one(Campaign, number) for number in changes.ripe_numbers(session, KIND)]
    return [campaign.id for campaign in ripe if count(session, campaign, now)]


def _note_entries(session: Session, after: int) -> None:
    """Notes whose entries after that one count for which campaigns."""
    found: dict[int, set[int]] = defaultdict(set)
    scopes: dict[int, Scope] = {}
    for line in new_lines(session, after, _everybody):
        scope = scopes.get(line.group_id) or scope_of(session.get_one(Campaign, line.group_id))
        scopes[line.group_id] = scope
        if counts(line, scope, Since(line.since_day, line.since_entry_id)):
            found[line.group_id].add(line.resident_id)
    for number, resident_ids in found.items():
        changes.note_all(session, subject_of(number), resident_ids)


_everybody = select(
    Participant.campaign_id, Participant.resident_id, Participant.joined_on, Participant.after_entry_id
).where(Participant.left_at.is_(None))


def note_participant(session: Session, campaign_id: int, resident_id: int) -> None:
    """What counts of a resident's is something else now: they joined anew, or left."""
    changes.note_all(session, subject_of(campaign_id), [resident_id])


def note_arrivals(session: Session, campaign_id: int, resident_ids: Collection[int], step: int = 1) -> None:
    """These participants were checked in at a date, or were not after all (`step` -1)."""
    came = update(Participant).where(Participant.campaign_id == campaign_id, Participant.resident_id.in_(resident_ids))
    session.execute(came.values(times_came=Participant.times_came + step))
    changes.note_all(session, subject_of(campaign_id), resident_ids)


def note_everybody(session: Session, campaign_id: int) -> None:
    """What counts is something else now, for all who take part."""
    who = select(Participant.resident_id).where(Participant.campaign_id == campaign_id, Participant.left_at.is_(None))
    changes.note(session, who.with_only_columns(literal(subject_of(campaign_id)), Participant.resident_id))


# Counting


def count(session: Session, campaign: Campaign, now: datetime) -> bool:
    """Counts a campaign anew if enough people have changed its figures; whether they moved.

    Only the shares of those who are noted are looked at: the others are in the figures as they are.
    """
    candidates = changes.changed_by(subject_of(campaign.id))
    before, after = _shown(session, campaign.id, candidates), _live(session, campaign, candidates)
    differing = _differing(before, after)
    if not may_move(len(differing)):
        return False
    shown = session.get(CampaignCount, campaign.id)
    moved = _moved(shown, before, after)
    weighed = [who for who in differing if _mass(before.get(who)) != _mass(after.get(who))]
    if not rules.may_weigh_anew(shown.savers if shown else 0, moved.savers, len(weighed)):
        return False
    if may_be_shown(moved.people):
        _keep(session, campaign.id, before, after)
        evidence = _told_evidence(session, campaign.id, shown.evidence if shown else None, before, after)
        session.merge(CampaignCount(campaign_id=campaign.id, counted_at=now, evidence=evidence, **asdict(moved)))
        changes.settle(session, subject_of(campaign.id))
    else:
        _take_away(session, campaign.id)
    return True


def _differing(before: Mapping[int, Part], after: Mapping[int, Part]) -> list[int]:
    """Whose share is another one, whether it counts elsewhere as well or not."""

    def alone(share: Part | None) -> Part | None:
        return replace(share, shared=0) if share else None

    return [who for who in sorted({*before, *after}) if alone(before.get(who)) != alone(after.get(who))]


@dataclass(frozen=True, slots=True)
class _Counted(Part):
    """What all shares add up to, of how many people, and of how many who have kilograms."""

    people: int = 0
    savers: int = 0


def _moved(shown: CampaignCount | None, before: Mapping[int, Part], after: Mapping[int, Part]) -> _Counted:
    """The figures with the shares as they are now in place of those that were in them."""

    def added(name: str, of: Callable[[Part], int]) -> int:
        more = sum(map(of, after.values())) - sum(map(of, before.values()))
        return (getattr(shown, name) if shown else 0) + more

    figures = {name: added(name, attrgetter(name)) for name in _FIGURES}
    return _Counted(
        **figures,
        people=added("people", lambda share: share.is_there),
        savers=added("savers", lambda share: any(_mass(share))),
    )


_TIERS = ("self_reported_mg", "paper_mg", "organizer_mg", "instrument_mg")


def _told_evidence(
    session: Session, campaign_id: int, told: list[int] | None, before: Mapping[int, Part], after: Mapping[int, Part]
) -> list[int]:
    """The kilograms by kind of evidence: of enough people each, or put together; as they were told while fewer than
    ten have changed one of them."""
    subjects = [f"{EVIDENCE}:{campaign_id}:{tier}" for tier in _TIERS]
    for subject, tier in zip(subjects, _TIERS, strict=True):
        changes.note_all(session, subject, _who_differs(tier, before, after))
    amounts, people = _by_tier(session, campaign_id)
    changed_by = [changes.number_of_changers(session, one) for one in subjects]
    moved = moved_parts(amounts, told_together(people), changed_by, are_told=told is not None)
    if moved is None:
        return told or []
    for subject in subjects:
        changes.settle(session, subject)
    return moved


def _who_differs(figure: str, before: Mapping[int, Part], after: Mapping[int, Part]) -> list[int]:
    def of(parts: Mapping[int, Part], who: int) -> int:
        return int(getattr(parts.get(who, _NOTHING), figure))

    return [who for who in {*before, *after} if of(before, who) != of(after, who)]


def _by_tier(session: Session, campaign_id: int) -> tuple[list[int], list[int]]:
    """What the shares add up to by kind of evidence, and how many people have some of each."""
    columns = [getattr(CampaignShare, tier) for tier in _TIERS]
    sums = (cast(func.coalesce(func.sum(column), 0), BigInteger) for column in columns)
    people = (func.count(case((column != 0, 1))) for column in columns)
    row = session.execute(select(*sums, *people).where(CampaignShare.campaign_id == campaign_id)).one()
    return list(row[:4]), list(row[4:])


def _take_away(session: Session, campaign_id: int) -> None:
    """Too few are left: the figures go, and all who were in them are noted, to be counted with others some day."""
    of_campaign = CampaignShare.campaign_id == campaign_id
    changes.note(session, select(literal(subject_of(campaign_id)), CampaignShare.resident_id).where(of_campaign))
    session.execute(delete(CampaignShare).where(of_campaign))
    session.execute(delete(CampaignCount).where(CampaignCount.campaign_id == campaign_id))
    for tier in _TIERS:
        changes.settle(session, f"{EVIDENCE}:{campaign_id}:{tier}")


def _keep(session: Session, campaign_id: int, before: Mapping[int, Part], after: Mapping[int, Part]) -> None:
    """Remembers what of whom is shown."""
    changed = [who for who in sorted({*before, *after}) if before.get(who) != after.get(who)]
    gone = [{"campaign": campaign_id, "resident": who} for who in changed if who in before]
    if gone:
        session.connection().execute(_no_longer, gone)
    rows = [{"campaign_id": campaign_id, "resident_id": who, **asdict(after[who])} for who in changed if who in after]
    if rows:
        session.execute(insert(CampaignShare), rows)


_campaign, _resident = bindparam("campaign", type_=BigInteger), bindparam("resident", type_=BigInteger)
_no_longer = delete(Base.metadata.tables[CampaignShare.__tablename__]).where(
    CampaignShare.campaign_id == _campaign, CampaignShare.resident_id == _resident
)
_FIGURES = tuple(field.name for field in fields(Part))


def _mass(share: Part | None) -> tuple[int, ...]:
    """Whatever of a share is in kilograms."""
    return tuple(getattr(share, name) if share else 0 for name in _FIGURES if name.endswith("_mg"))


def _shown(session: Session, campaign_id: int, only: Select[int]) -> dict[int, Part]:
    """What of some is in the figures."""
    found = select(CampaignShare).where(CampaignShare.campaign_id == campaign_id)
    rows = session.scalars(found.where(CampaignShare.resident_id.in_(only)))
    return {row.resident_id: Part(*(getattr(row, name) for name in _FIGURES)) for row in rows}


def _live(session: Session, campaign: Campaign, only: Select[int]) -> dict[int, Part]:
    """What of some would be in them now; nothing is left out."""
    who = members(campaign.id).where(Participant.resident_id.in_(only))
    done = shares(session, who, scope_of(campaign), _elsewhere(session, campaign))
    found = {resident_id: Part(*astuple(share)) for resident_id, share in done.items()}
    for resident_id in session.scalars(who.with_only_columns(Participant.resident_id).where(_came)):
        found[resident_id] = replace(found.get(resident_id, _NOTHING), came=1)
    return {resident_id: part for resident_id, part in found.items() if part != _NOTHING}


_came = Participant.times_came > 0


def _elsewhere(session: Session, campaign: Campaign) -> ColumnElement[bool]:
    """The condition that an entry counts for another campaign as well."""
    found = select(Campaign).where(
        Campaign.id != campaign.id,
        Campaign.state.in_(rules.PUBLIC),
        Campaign.starts_on <= campaign.ends_on,
        Campaign.ends_on >= campaign.starts_on,
    )
    return counts_elsewhere((members(other.id), scope_of(other)) for other in session.scalars(found))


# A participant's own


@dataclass(frozen=True, slots=True)
class Own:
    """What one participant did that counts for a campaign, and how much of it is in the shown figures."""

    done: GroupSum
    counted_actions: int
    counted_mg: int

    @property
    def new_actions(self) -> int:
        return self.done.actions - self.counted_actions

    @property
    def new_mg(self) -> int:
        """Milligrams that are in the next count."""
        return self.done.mid_mg - self.counted_mg


def own(session: Session, campaign_id: int, scope: Scope, resident_id: int) -> Own:
    """A participant's part, in one statement."""
    values = {"campaign": campaign_id, "resident": resident_id}
    *done, counted_actions, counted_mg = DriverTransaction.of(session).one(_own(scope), values)
    return Own(GroupSum(*done), counted_actions or 0, counted_mg or 0)


@lru_cache(maxsize=256)
def _own(scope: Scope) -> CompiledQuery:
    """The statement of a campaign's participants."""
    mine = (CampaignShare.campaign_id == _campaign, CampaignShare.resident_id == _resident)
    me = members(_campaign).where(Participant.resident_id == _resident)
    counted = (
        select(column).where(*mine).scalar_subquery() for column in (CampaignShare.actions, CampaignShare.mid_mg)
    )
    return CompiledQuery(own_sum(me, scope).add_columns(*counted))


@dataclass(frozen=True, slots=True)
class CampaignOfResident:
    """A public campaign in which somebody takes part: what it is called, what counts for it, and since when."""

    id: int
    slug: str
    title: Text
    actions: list[str]
    starts_on: date
    ends_on: date
    joined_on: date
    after_entry_id: int

    def takes(self, line: Line) -> bool:
        """Whether an entry of theirs counts for it."""
        scope = Scope(tuple(self.actions), source_of(self.id), self.starts_on, self.ends_on)
        return counts(line, scope, Since(self.joined_on, self.after_entry_id))


_day = bindparam("day", type_=Date)
_campaigns_of_day = RowQuery(
    CampaignOfResident,
    select(
        Campaign.id,
        Campaign.slug,
        as_text(Campaign.title).label("title"),
        as_text(Campaign.actions).label("actions"),
        Campaign.starts_on,
        Campaign.ends_on,
        Participant.joined_on,
        Participant.after_entry_id,
    )
    .join(Participant, Participant.campaign_id == Campaign.id)
    .where(
        Participant.resident_id == _resident,
        Participant.left_at.is_(None),
        or_(*(Campaign.state == state for state in sorted(rules.PUBLIC))),
        Campaign.starts_on <= _day,
        Campaign.ends_on >= _day,
    )
    .order_by(Campaign.id),
)


def campaigns_of_entry(session: Session, resident_id: int, line: Line) -> list[CampaignOfResident]:
    """The public campaigns that a resident's entry counts for, in the order of their numbers."""
    found = _campaigns_of_day.rows_in(session, resident=resident_id, day=line.occurred_on)
    return [one for one in found if one.takes(line)]
