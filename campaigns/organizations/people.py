"""Who acts for an organization: invitations, ends of roles, handing over. No organization loses its last owner."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.organizations import rules
from campaigns.organizations.models import Invitation, Membership, Organization
from campaigns.organizations.services import locked, new_invitation, subject_of
from civic.accounts.audit import account_subject, by, record
from civic.calendar import CityCalendar
from civic.errors import Conflict, Invalid, NotFound, msgid
from civic.messages.services import tell
from civic.residents.audit import resident_subject
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident


def invite(session: Session, actor: ResidentActor, organization_id: int, now: datetime) -> str:
    """The secret of a link that makes its first user a co-organizer.

    Raises:
        NotFound: the actor does not own the organization.
        Conflict: too many unused invitations are about.
    """
    locked(session, organization_id)
    _owned(session, actor, organization_id, now)
    return new_invitation(session, organization_id, actor, rules.ORGANIZER, now)


def take_back(session: Session, actor: ResidentActor, organization_id: int, invitation_id: int, now: datetime) -> None:
    """Makes an unused invitation useless.

    Raises:
        NotFound: the actor does not own the organization, or it has no such invitation.
    """
    locked(session, organization_id)
    _owned(session, actor, organization_id, now)
    invitation = session.get(Invitation, invitation_id, with_for_update={"key_share": True})
    if invitation is None or invitation.organization_id != organization_id:
        raise NotFound()
    invitation.expires_at = min(invitation.expires_at, now)


def accept(session: Session, actor: ResidentActor, secret: str, now: datetime) -> Organization:
    """Makes the actor what the invitation says; opened again by the same person, it says so once more.

    Raises:
        NotFound: no such invitation, or its organization is closed.
        Conflict: it was used or has expired, whoever made it acts for the organization no more, the actor's role ended
            after it was made, or the actor has that role already.
    """
    found = session.execute(
        select(Invitation.id, Invitation.organization_id).where(Invitation.secret_hash == rules.hashed(secret))
    ).first()
    if found is None:
        raise NotFound("There is no such invitation. Please ask for a new link.")
    organization = locked(session, found.organization_id)
    invitation = session.get(Invitation, found.id, with_for_update={"key_share": True}, populate_existing=True)
    if invitation is None or organization.state != rules.APPROVED:
        raise NotFound("There is no such invitation. Please ask for a new link.")
    if invitation.used_by_id == actor.resident_id:
        return organization
    if not _still_counts(session, invitation, actor, now):
        raise Conflict("This invitation was used or is too old. Please ask for a new link.")
    known = _living(session, organization.id, now).get(actor.resident_id)
    if known and (known.role == invitation.role or known.role == rules.OWNER):
        raise Conflict("You already act for this organization. Please pass the link on to somebody else.")
    _become(session, organization.id, actor.resident_id, invitation.role, now)
    invitation.used_by_id, invitation.used_at = actor.resident_id, now
    record(
        session,
        by(actor),
        "join organization",
        subject_of(organization.id),
        f"{invitation.role}, invited by {account_subject(invitation.invited_by_account_id)}",
        now,
    )
    return organization


def _still_counts(session: Session, invitation: Invitation, actor: ResidentActor, now: datetime) -> bool:
    """Whoever was dismissed does not come back by an older link, their own or a friend's."""
    if invitation.used_at is not None or invitation.expires_at <= now:
        return False
    made_by = session.scalar(
        select(Membership)
        .join(Resident, Resident.id == Membership.resident_id)
        .where(
            Membership.organization_id == invitation.organization_id,
            Resident.account_id == invitation.invited_by_account_id,
        )
    )
    before = session.get(Membership, (invitation.organization_id, actor.resident_id))
    is_older = before is not None and _ended(before, now) and invitation.created_at < (before.ends_at or now)
    return not is_older and not (made_by is not None and _ended(made_by, now))


def _ended(role: Membership, now: datetime) -> bool:
    return role.ends_at is not None and role.ends_at <= now


def _end_invitations(session: Session, organization_id: int, resident_id: int, now: datetime) -> None:
    """Unused links that somebody made end with their role."""
    theirs = select(Resident.account_id).where(Resident.id == resident_id).scalar_subquery()
    unused = (
        Invitation.organization_id == organization_id,
        Invitation.invited_by_account_id == theirs,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    session.execute(update(Invitation).where(*unused).values(expires_at=now))


def _become(session: Session, organization_id: int, resident_id: int, role: str, now: datetime) -> None:
    kept = session.get(Membership, (organization_id, resident_id))
    if kept is None:
        kept = Membership(organization_id=organization_id, resident_id=resident_id)
        session.add(kept)
    kept.role, kept.since, kept.ends_at = role, now, None


def end_role(session: Session, actor: ResidentActor, organization_id: int, resident_id: int, now: datetime) -> None:
    """Ends somebody's role at once: an owner may end everybody's, everybody their own.

    Raises:
        NotFound: the actor may not, or there is no such role.
        Conflict: it is the last owner's.
    """
    membership = _endable(session, actor, organization_id, resident_id, now)
    membership.ends_at = now
    _end_invitations(session, organization_id, resident_id, now)
    _note(session, actor, "end role", organization_id, resident_id, membership.role, now)
    if resident_id != actor.resident_id:
        _tell_ended(session, organization_id, resident_id, now)


def end_on(
    session: Session,
    calendar: CityCalendar,
    actor: ResidentActor,
    organization_id: int,
    resident_id: int,
    last_day: date | None,
    now: datetime,
) -> None:
    """Lets somebody's role end after a day of the city's calendar, or (None) with no end in sight.

    Raises:
        NotFound: the actor may not, or there is no such role.
        Conflict: it is the last owner's.
        Invalid: a day that is over, or absurdly far.
    """
    membership = _endable(session, actor, organization_id, resident_id, now)
    today = calendar.today(now)
    if last_day is not None and not today <= last_day <= today + timedelta(days=rules.LONGEST_ROLE_DAYS):
        raise Invalid("Please choose a day between today and five years from now.", field="last_day")
    membership.ends_at = calendar.end_of(last_day) if last_day is not None else None
    details = last_day.isoformat() if last_day else "no end"
    _note(session, actor, "set end of role", organization_id, resident_id, details, now)


def _endable(
    session: Session, actor: ResidentActor, organization_id: int, resident_id: int, now: datetime
) -> Membership:
    locked(session, organization_id)
    living = _living(session, organization_id, now)
    if actor.resident_id != resident_id:
        _owned(session, actor, organization_id, now)
    if resident_id not in living:
        raise NotFound()
    owners = [one.resident_id for one in living.values() if one.role == rules.OWNER and one.ends_at is None]
    if not rules.may_lose(resident_id, owners):
        raise Conflict("Somebody must own the organization. Hand it over first, or close it.")
    return living[resident_id]


def hand_over(session: Session, actor: ResidentActor, organization_id: int, resident_id: int, now: datetime) -> None:
    """Makes a co-organizer the owner; the owner stays as an organizer.

    Raises:
        NotFound: the actor does not own the organization, or the other one has no role there.
    """
    locked(session, organization_id)
    owner = _owned(session, actor, organization_id, now)
    heir = _living(session, organization_id, now).get(resident_id)
    if heir is None or resident_id == actor.resident_id:
        raise NotFound()
    heir.role, heir.ends_at = rules.OWNER, None
    owner.role = rules.ORGANIZER
    _note(session, actor, "hand over organization", organization_id, resident_id, "", now)
    _tell_owner(session, organization_id, resident_id, now)


def depart(session: Session, organization_id: int, resident_id: int, now: datetime) -> bool:
    """Ends the role of somebody whose account is erased; the longest-serving other one inherits what nobody owns.

    Returns False when nobody is left to run the organization.
    """
    living = _living(session, organization_id, now)
    gone = living.pop(resident_id, None)
    if gone is not None:
        gone.ends_at = now
    heirs = sorted(living.values(), key=lambda one: (one.role != rules.OWNER, one.since, one.resident_id))
    if heirs and gone is not None and heirs[0].role != rules.OWNER:
        heirs[0].role, heirs[0].ends_at = rules.OWNER, None
        record(
            session,
            resident_subject(resident_id),
            "leave organization",
            subject_of(organization_id),
            resident_subject(heirs[0].resident_id),
            now,
        )
        _tell_owner(session, organization_id, heirs[0].resident_id, now)
    return bool(heirs) or gone is None


def _living(session: Session, organization_id: int, now: datetime) -> dict[int, Membership]:
    """Roles of the organization that count right now, by resident."""
    found = session.scalars(
        select(Membership)
        .where(Membership.organization_id == organization_id)
        .order_by(Membership.resident_id)
        .execution_options(populate_existing=True)
    )
    return {one.resident_id: one for one in found if not _ended(one, now)}


def _owned(session: Session, actor: ResidentActor, organization_id: int, now: datetime) -> Membership:
    mine = _living(session, organization_id, now).get(actor.resident_id)
    if mine is None or mine.role != rules.OWNER:
        raise NotFound()
    return mine


def _note(
    session: Session,
    actor: ResidentActor,
    act: str,
    organization_id: int,
    resident_id: int,
    details: str,
    now: datetime,
) -> None:
    words = f"{resident_subject(resident_id)} {details}".strip()
    record(session, by(actor), act, subject_of(organization_id), words, now)


def _tell_ended(session: Session, organization_id: int, resident_id: int, now: datetime) -> None:
    name = session.scalars(select(Organization.name).where(Organization.id == organization_id)).one()
    tell(
        session,
        [resident_id],
        key=f"organization:{organization_id}:ended:{now:%Y%m%d%H%M%S}",
        topic="account",
        title=msgid("Your role in %(name)s has ended"),
        body=msgid("An owner of the organization ended it. What you did there stays."),
        values={"name": name},
        path="/organize",
        now=now,
    )


def _tell_owner(session: Session, organization_id: int, resident_id: int, now: datetime) -> None:
    name = session.scalars(select(Organization.name).where(Organization.id == organization_id)).one()
    tell(
        session,
        [resident_id],
        key=f"organization:{organization_id}:owner:{now:%Y%m%d%H%M%S}",
        topic="account",
        title=msgid("%(name)s is in your hands now"),
        body=msgid("You own the organization: you can invite people, end their roles and hand it over."),
        values={"name": name},
        path="/organize",
        now=now,
    )
