"""Reads of what a campaign brought: its links, participants, paper, certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event
from campaigns.organizations.models import Team
from campaigns.outreach.models import Certificate, CrowdCount, PaperLine, PaperSheet, ResidentCard
from campaigns.outreach.rules import CERTIFICATES_MAX
from campaigns.programme.counting import members, scope_of
from campaigns.programme.models import Answer, Campaign, CampaignCount, Participant, TrackedLink
from civic.accounts.models import Account
from civic.residents.models import Resident
from footprint.groups.queries import acted
from footprint.ledger.queries import standings


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A tracked link: opened so often, brought so many participants, of whom so many have acted since."""

    id: int
    code: str
    label: str
    views: int
    joins: int
    first_actions: int


def links(session: Session, campaign: Campaign) -> list[LinkLine]:
    """The tracked links of a campaign with what they brought, oldest first."""
    known = session.scalars(
        select(TrackedLink).where(TrackedLink.campaign_id == campaign.id).order_by(TrackedLink.id)
    ).all()
    joined = session.execute(
        select(Participant.link_id, Participant.resident_id).where(
            Participant.campaign_id == campaign.id, Participant.link_id.is_not(None)
        )
    ).all()
    brought = members(campaign.id).where(Participant.link_id.is_not(None))
    active = acted(session, brought, scope_of(campaign))
    return [
        LinkLine(
            link.id,
            link.code,
            link.label,
            link.views,
            sum(row[0] == link.id for row in joined),
            sum(row[0] == link.id and row[1] in active for row in joined),
        )
        for link in known
    ]


@dataclass(frozen=True, slots=True)
class ListedParticipant:
    """A participant as organizers see one."""

    participant_id: int
    nickname: str | None
    joined_at: datetime
    left_at: datetime | None
    team: str | None
    link: str | None
    attended: int


def participants(session: Session, campaign_id: int) -> list[ListedParticipant]:
    """All participants in the order in which they joined; those who erased themselves have no nickname."""
    attended = (
        select(Attendance.resident_id, func.count().label("times"))
        .join(Event, Event.id == Attendance.event_id)
        .where(Event.campaign_id == campaign_id, Attendance.taken_back_at.is_(None))
        .group_by(Attendance.resident_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Participant.id,
            Account.username,
            Participant.joined_at,
            Participant.left_at,
            Team.name,
            TrackedLink.label,
            func.coalesce(attended.c.times, 0),
        )
        .join(Resident, Resident.id == Participant.resident_id)
        .join(Account, Account.id == Resident.account_id)
        .outerjoin(Team, Team.id == Participant.team_id)
        .outerjoin(TrackedLink, TrackedLink.id == Participant.link_id)
        .outerjoin(attended, attended.c.resident_id == Participant.resident_id)
        .where(Participant.campaign_id == campaign_id)
        .order_by(Participant.id)
    )
    return [ListedParticipant(*row) for row in rows]


def answers(session: Session, campaign_id: int) -> dict[tuple[int, int], str]:
    """(participant, question) → answer, for the whole campaign."""
    rows = session.execute(
        select(Answer.participant_id, Answer.question_id, Answer.answer)
        .join(Participant, Participant.id == Answer.participant_id)
        .where(Participant.campaign_id == campaign_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


@dataclass(frozen=True, slots=True)
class Turnout:
    """What the events of a campaign brought: dates that took place or will, people registered, residents who came."""

    events: int
    registered: int
    attended: int
    distinct_attendees: int


@dataclass(frozen=True, slots=True)
class Result:
    """A campaign's numbers for its organizers: what everybody sees (None where too few acted), how many joined, people
    without an account whom they counted, and what came of its events."""

    counted: CampaignCount | None
    joined: int
    crowd: int
    turnout: Turnout


def result(session: Session, campaign_id: int) -> Result:
    """One statement; events that were called off are left out."""
    held = and_(Event.campaign_id == campaign_id, Event.cancelled_at.is_(None))
    living = and_(Participant.campaign_id == campaign_id, Participant.left_at.is_(None))
    there = (
        select(func.count(Attendance.resident_id.distinct()))
        .join(Event, Event.id == Attendance.event_id)
        .where(held, Attendance.taken_back_at.is_(None))
    )
    figures = (
        select(func.count()).select_from(Participant).where(living),
        _crowd(campaign_id),
        select(func.count()).select_from(Event).where(held),
        select(func.coalesce(func.sum(Event.registered), 0)).where(held),
        select(func.coalesce(func.sum(Event.attended), 0)).where(held),
        there,
    )
    row = session.execute(
        select(CampaignCount, *(one.scalar_subquery() for one in figures))
        .select_from(Campaign)
        .outerjoin(CampaignCount, CampaignCount.campaign_id == Campaign.id)
        .where(Campaign.id == campaign_id)
    ).one()
    return Result(row[0], row[1], row[2], Turnout(*map(int, row[3:])))


def crowds(session: Session, campaign_id: int) -> Sequence[CrowdCount]:
    """Crowd counts, newest first; voided ones too."""
    found = select(CrowdCount).where(CrowdCount.campaign_id == campaign_id)
    return session.scalars(found.order_by(CrowdCount.id.desc())).all()


def crowd_total(session: Session, campaign_id: int) -> int:
    """People counted without an account, voided counts left out."""
    return session.scalar(_crowd(campaign_id)) or 0


def _crowd(campaign_id: int) -> Select[int]:
    living = and_(CrowdCount.campaign_id == campaign_id, CrowdCount.voided_at.is_(None))
    return select(func.coalesce(func.sum(CrowdCount.people), 0)).where(living)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line of a sheet with what came of it, in thousandths of the action's unit."""

    number: int
    resident_id: int
    entry_id: int
    quantity_milli: int
    credited_milli: int
    is_taken_back: bool


def lines(session: Session, sheet_id: int) -> list[KeptLine]:
    """The lines of a sheet in their order."""
    found = select(PaperLine).where(PaperLine.sheet_id == sheet_id).order_by(PaperLine.number)
    kept = session.scalars(found).all()
    stand = standings(session, [line.entry_id for line in kept])
    return [
        KeptLine(line.number, line.resident_id, line.entry_id, line.quantity_milli, *stand[line.entry_id])
        for line in kept
    ]


def on_paper(session: Session, sheet: PaperSheet) -> frozenset[int]:
    """The residents who stand on a sheet of the same campaign, action and day already, lines taken back left out."""
    found = select(PaperLine.resident_id, PaperLine.entry_id).join(PaperSheet, PaperSheet.id == PaperLine.sheet_id)
    same = and_(
        PaperSheet.campaign_id == sheet.campaign_id,
        PaperSheet.action == sheet.action,
        PaperSheet.occurred_on == sheet.occurred_on,
    )
    entries = {row.entry_id: row.resident_id for row in session.execute(found.where(same))}
    stand = standings(session, entries)
    return frozenset(who for number, who in entries.items() if not stand[number].is_taken_back)


def sheet(session: Session, campaign_id: int, number: int) -> PaperSheet | None:
    """One sheet of a campaign."""
    found = session.get(PaperSheet, number)
    return found if found and found.campaign_id == campaign_id else None


def sheets(session: Session, campaign_id: int) -> list[tuple[PaperSheet, int]]:
    """Paper lists, newest first, with how many residents stand on each."""
    rows = session.execute(
        select(PaperSheet, func.count(PaperLine.resident_id))
        .outerjoin(PaperLine, PaperLine.sheet_id == PaperSheet.id)
        .where(PaperSheet.campaign_id == campaign_id)
        .group_by(PaperSheet.id)
        .order_by(PaperSheet.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def sheet_by_key(session: Session, campaign_id: int, key: str) -> PaperSheet | None:
    return session.scalar(select(PaperSheet).where(PaperSheet.campaign_id == campaign_id, PaperSheet.key == key))


def residents_of_cards(session: Session, codes: Sequence[str]) -> dict[str, int]:
    """Code of a card → its resident; cards of accounts that were erased are nobody's."""
    rows = session.execute(
        select(ResidentCard.code, ResidentCard.resident_id)
        .join(Resident, Resident.id == ResidentCard.resident_id)
        .where(ResidentCard.code.in_(codes), Resident.erased_at.is_(None))
    )
    return {row[0]: row[1] for row in rows}


def holder_of_card(session: Session, code: str) -> int | None:
    """Whose card it is, for the door of an event."""
    return residents_of_cards(session, [code]).get(code)


def card(session: Session, resident_id: int) -> ResidentCard | None:
    return session.get(ResidentCard, resident_id)


def teams_in(session: Session, campaign_id: int) -> list[tuple[int, str, int]]:
    """Teams with which people take part in a campaign, and how many."""
    found = select(Team.id, Team.name, func.count()).join(Participant, Participant.team_id == Team.id)
    found = found.where(Participant.campaign_id == campaign_id, Participant.left_at.is_(None))
    rows = session.execute(found.group_by(Team.id, Team.name).order_by(Team.name, Team.id).limit(_TEAMS_MAX))
    return [(row[0], row[1], row[2]) for row in rows]


_TEAMS_MAX = 200


def members_who_came(session: Session, campaign_id: int, team_id: int) -> list[str]:
    """Nicknames of those who take part with a team; where the campaign has dates, of those who came to one."""
    dates = exists().where(Event.campaign_id == campaign_id, Event.cancelled_at.is_(None))
    came = exists().where(
        Attendance.event_id == Event.id,
        Event.campaign_id == campaign_id,
        Attendance.resident_id == Participant.resident_id,
        Attendance.taken_back_at.is_(None),
    )
    found = (
        select(Account.username)
        .join(Resident, Resident.account_id == Account.id)
        .join(Participant, Participant.resident_id == Resident.id)
        .where(Participant.campaign_id == campaign_id, Participant.team_id == team_id)
        .where(Participant.left_at.is_(None), Resident.erased_at.is_(None), or_(~dates, came))
        .order_by(Account.username_key)
        .limit(CERTIFICATES_MAX)
    )
    return [name for name in session.scalars(found) if name]


def certificate(session: Session, campaign_id: int, resident_id: int) -> Certificate | None:
    """The participant's certificate, if one was made."""
    return session.scalar(
        select(Certificate).where(Certificate.campaign_id == campaign_id, Certificate.resident_id == resident_id)
    )


def certificate_by_code(session: Session, code: str) -> tuple[Certificate, Campaign] | None:
    """What a certificate with that code says, and of which campaign."""
    row = session.execute(
        select(Certificate, Campaign)
        .join(Campaign, Campaign.id == Certificate.campaign_id)
        .where(Certificate.code == code)
    ).first()
    return (row[0], row[1]) if row else None
