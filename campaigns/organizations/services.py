"""What changes about organizations: applying, the city's decision, trust, closing and opening again.

The organization's row is locked first in every change of its people, so that two at once see each other.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.moderation.services import may_post
from campaigns.organizations import rules
from campaigns.organizations.models import Invitation, Membership, Organization, Team
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.city.pack import City
from civic.city.text import Text
from civic.codes import new_code
from civic.errors import Conflict, Invalid, NotFound, msgid
from civic.messages.services import tell
from civic.residents.audit import resident_subject
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.services import check_place


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organization says about itself."""

    kind: str
    name: Text
    about: Text
    district_id: str
    subdistrict_id: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who speaks for an organization that applies: their office there, how they are reached, what proves it."""

    office: str
    reach: str
    proof: str


def subject_of(organization_id: int) -> str:
    """How an organization is named in the audit and before the moderators."""
    return f"organization:{organization_id}"


def apply(
    session: Session, city: City, actor: ResidentActor, profile: Profile, contact: Contact, now: datetime
) -> Organization:
    """An application for the city to decide on; sent twice, it is the same one.

    Raises:
        Invalid: a place that cannot be, or a link from an account that is new.
        Conflict: too many applications wait already.
        Forbidden, TooMany: the account may not post now.
    """
    check_place(city, profile.district_id, profile.subdistrict_id)
    session.scalars(select(Resident.id).where(Resident.id == actor.resident_id).with_for_update(key_share=True)).one()
    waiting = session.scalars(
        select(Organization).where(Organization.applied_by_id == actor.resident_id, Organization.state == rules.APPLIED)
    ).all()
    for known in waiting:
        if known.name == profile.name and known.kind == profile.kind:
            return known
    if len(waiting) >= rules.APPLICATIONS_AT_ONCE:
        raise Conflict("%(count)s of your applications wait for an answer already.", count=len(waiting))
    may_post(session, actor, "organization", now, text=_words_of(profile))
    made = Organization(
        slug=_free_slug(session, profile), state=rules.APPLIED, applied_by_id=actor.resident_id, applied_at=now
    )
    made.is_trusted, made.decision_note = False, ""
    made.contact_office, made.contact_reach, made.proof = contact.office, contact.reach, contact.proof
    _describe(made, profile)
    session.add(made)
    session.flush()
    return made


def describe(
    session: Session, city: City, actor: ResidentActor, organization_id: int, profile: Profile, now: datetime
) -> None:
    """Other words about the organization, or another place; the address stays.

    Raises:
        Invalid: a place that cannot be, or a link from an account that is new.
        Forbidden, TooMany: the account may not post now.
    """
    check_place(city, profile.district_id, profile.subdistrict_id)
    organization = locked(session, organization_id)
    may_post(session, actor, "organization", now, text=_words_of(profile))
    _describe(organization, profile)
    _audit(session, actor, "describe", organization, "", now)


def _words_of(profile: Profile) -> str:
    return " ".join([*profile.name.by_language.values(), *profile.about.by_language.values()])


def _describe(organization: Organization, profile: Profile) -> None:
    organization.kind, organization.name, organization.about = profile.kind, profile.name, profile.about
    organization.district_id, organization.subdistrict_id = profile.district_id, profile.subdistrict_id


def _free_slug(session: Session, profile: Profile) -> str:
    """An address that nobody has: the name in Latin letters, else its kind and a few random letters."""
    wished = rules.slug_of(profile.name.by_language.values())
    if wished and session.scalar(select(Organization.id).where(Organization.slug == wished)) is None:
        return wished
    return f"{wished or profile.kind}-{new_code(6).lower()}"


def locked(session: Session, organization_id: int) -> Organization:
    """The organization, locked against other changes.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Organization, organization_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


# The city's side


def decide(session: Session, clerk: Actor, organization_id: int, *, approve: bool, note: str, now: datetime) -> None:
    """Approves an application, which makes its applicant the owner, or refuses it with a note; both are told.

    Raises:
        Conflict: it is decided already.
        Invalid: a refusal that says nothing.
    """
    organization = locked(session, organization_id)
    if organization.state != rules.APPLIED:
        raise Conflict("This application is decided already.")
    if not approve and not note:
        raise Invalid("Please tell the applicant why.", field="note")
    organization.state = rules.APPROVED if approve else rules.REFUSED
    organization.decided_at, organization.decision_note = now, note
    applicant_id = organization.applied_by_id
    if approve:
        session.add(Membership(organization_id=organization.id, resident_id=applicant_id, role=rules.OWNER, since=now))
    _audit(session, clerk, "approve" if approve else "refuse", organization, note, now)
    tell(
        session,
        [applicant_id],
        key=f"organization:{organization.id}:decided",
        topic="account",
        title=msgid("%(name)s is approved") if approve else msgid("%(name)s is not approved"),
        body=(
            msgid("You can invite people to organize with you and start a campaign. %(note)s")
            if approve
            else msgid("The city writes: %(note)s")
        ),
        values={"name": organization.name, "note": note},
        path="/organize",
        now=now,
    )


def trust(session: Session, clerk: Actor, organization_id: int, *, trusted: bool, now: datetime) -> None:
    """Lets an approved organization publish its campaigns itself, or no longer.

    Raises:
        Conflict: it is not approved.
    """
    organization = locked(session, organization_id)
    if organization.state != rules.APPROVED:
        raise Conflict("Only an approved organization can be trusted.")
    if organization.is_trusted != trusted:
        organization.is_trusted = trusted
        _audit(session, clerk, "trust" if trusted else "distrust", organization, "", now)


def close(session: Session, actor: Actor, organization_id: int, note: str, now: datetime) -> None:
    """Ends the organization: every role ends, open invitations and teams close; its people are told.

    Raises:
        Conflict: it is not approved (any more).
    """
    organization = locked(session, organization_id)
    if organization.state != rules.APPROVED:
        raise Conflict("This organization is closed already.")
    people = end_everything(session, organization, now)
    _audit(session, actor, "close", organization, note, now)
    tell(
        session,
        people,
        key=f"organization:{organization.id}:closed:{now:%Y%m%d%H%M%S}",
        topic="account",
        title=msgid("%(name)s is closed"),
        body=msgid("Your role there has ended. %(note)s"),
        values={"name": organization.name, "note": note},
        path="/organize",
        now=now,
    )


def close_deserted(session: Session, organization: Organization, resident_id: int, now: datetime) -> None:
    """Ends an organization whose last person is going; the city can open it again for somebody else."""
    end_everything(session, organization, now)
    record(session, resident_subject(resident_id), "leave last", subject_of(organization.id), "", now)


def end_everything(session: Session, organization: Organization, now: datetime) -> list[int]:
    """Closes the organization: roles, unused invitations and teams end. Whose roles ended."""
    organization.state, organization.is_trusted = rules.CLOSED, False
    mine = Membership.organization_id == organization.id
    living = mine & (Membership.ends_at.is_(None) | (Membership.ends_at > now))
    people = list(session.scalars(select(Membership.resident_id).where(living).order_by(Membership.resident_id)))
    session.execute(update(Membership).where(living).values(ends_at=now))
    unused = (Invitation.organization_id == organization.id) & (Invitation.expires_at > now)
    session.execute(update(Invitation).where(unused).values(expires_at=now))
    still_open = (Team.organization_id == organization.id) & Team.closed_at.is_(None)
    session.execute(update(Team).where(still_open).values(closed_at=now))
    return people


def reopen(session: Session, clerk: Actor, organization_id: int, now: datetime) -> str:
    """Opens a closed organization again; the secret of a link that makes somebody its owner.

    Raises:
        Conflict: it is not closed.
    """
    organization = locked(session, organization_id)
    if organization.state != rules.CLOSED:
        raise Conflict("This organization is not closed.")
    organization.state = rules.APPROVED
    _audit(session, clerk, "reopen", organization, "", now)
    return new_invitation(session, organization.id, clerk, rules.OWNER, now)


def new_invitation(session: Session, organization_id: int, actor: Actor, role: str, now: datetime) -> str:
    """A link's secret, shown once: only its hash is kept.

    Raises:
        Conflict: too many unused ones are about.
    """
    unused = (Invitation.organization_id == organization_id) & Invitation.used_at.is_(None)
    count = session.scalar(select(func.count()).where(unused & (Invitation.expires_at > now))) or 0
    if count >= rules.INVITATIONS_AT_ONCE:
        raise Conflict("There are %(count)s unused invitations already. Please take some back.", count=count)
    secret = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            organization_id=organization_id,
            secret_hash=rules.hashed(secret),
            role=role,
            invited_by_account_id=actor.account_id,
            created_at=now,
            expires_at=now + rules.INVITATION_LASTS,
        )
    )
    return secret


def _audit(session: Session, actor: Actor, act: str, organization: Organization, details: str, now: datetime) -> None:
    record(session, by(actor), f"{act} organization", subject_of(organization.id), details, now)
