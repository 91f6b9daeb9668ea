"""What changes in a painting show: paintings come, are let through or taken down, are voted for, and go at once."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaigns.gallery import queries, rules
from campaigns.gallery.hanging import Held, hang, held, number_by_votes, take_off
from campaigns.gallery.models import Painting, Show, Vote
from campaigns.gallery.rules import Terms
from campaigns.moderation.services import may_post, open_case
from campaigns.moderation.services import withdraw as nothing_to_judge
from campaigns.programme.models import Campaign
from campaigns.programme.participation import check_run, joined_or_join
from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.calendar import CityCalendar
from civic.database.driver import DriverTransaction
from civic.errors import Conflict, Forbidden, NotFound
from civic.pictures import services as pictures
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from footprint.ledger.queries import entry_under_key, reversal_of, standing_for
from footprint.ledger.rules import ANSWER_DAYS, ORGANIZER_CONFIRMED
from footprint.ledger.services import Claim, Ledger, record, undo

_COUNTS_AGAINST_LIMIT = (rules.DRAFT, rules.WAITING, rules.SHOWN)


def subject(painting_id: int) -> str:
    """How moderation names a painting."""
    return f"painting:{painting_id}"


@dataclass(frozen=True, slots=True)
class Submission:
    """What a guardian says about a painting, consent included; "" for what is missing yet."""

    key: str
    title: str
    first_name: str
    age_group: str
    description: str
    language: str


def draft(
    session: Session,
    campaign: Campaign,
    terms: Terms,
    guardian: ResidentActor,
    said: Submission,
    prepared: pictures.Prepared,
    now: datetime,
    today: date,
) -> int:
    """Keeps a painting for its guardian to look at; its number. The same form sent twice makes one.

    Raises:
        Conflict: not the time for it, or as many as a guardian may submit.
    """
    _lock(session, guardian.resident_id)
    known = session.scalar(
        select(Painting.id).where(Painting.guardian_id == guardian.resident_id, Painting.key == said.key)
    )
    if known is not None:
        return known
    check_open(session, campaign, terms, guardian.resident_id, today)
    painting = Painting(
        campaign_id=campaign.id,
        guardian_id=guardian.resident_id,
        key=said.key,
        picture_id=pictures.store(session, prepared, guardian.resident_id, now).id,
        state=rules.DRAFT,
        reason="",
        submitted_at=now,
    )
    _describe(painting, said, now)
    session.add(painting)
    session.flush()
    return painting.id


def _describe(painting: Painting, said: Submission, now: datetime) -> None:
    painting.title, painting.first_name, painting.age_group = said.title, said.first_name, said.age_group
    painting.description, painting.language = said.description, said.language
    painting.consent_version, painting.consented_at = rules.CONSENT_VERSION, now


def own(session: Session, campaign: Campaign, guardian_id: int, painting_id: int) -> Painting:
    """A painting whose words its guardian may change.

    Raises:
        NotFound: not one of theirs, or it is gone.
    """
    painting = session.get(Painting, painting_id)
    if painting is None or painting.guardian_id != guardian_id or painting.campaign_id != campaign.id:
        raise NotFound()
    if painting.state == rules.WITHDRAWN:
        raise NotFound()
    return painting


def change(
    session: Session,
    campaign: Campaign,
    terms: Terms,
    guardian: ResidentActor,
    painting_id: int,
    said: Submission,
    path: str,
    now: datetime,
) -> bool:
    """Other words for a painting; whether it is looked at anew, off the wall until then: nobody has read them yet.

    Raises:
        NotFound: not a painting of this guardian.
        Conflict: the votes are counted.
        Forbidden, TooMany, Invalid: moderation lets the guardian post nothing now.
    """
    _lock(session, guardian.resident_id)
    own(session, campaign, guardian.resident_id, painting_id)
    found = held(session, painting_id)
    if found is None or found.painting.picture_id is None:
        raise NotFound()
    painting, picture_id = found.painting, found.painting.picture_id
    if painting.state == rules.DRAFT:
        _describe(painting, said, now)
        return False
    if terms.is_counted:
        raise Conflict("The show is over. A painting can be deleted, but not changed any more.")
    may_post(session, guardian, "painting", now, text=f"{said.title} {said.description}")
    if painting.state == rules.SHOWN:
        take_off(session, found)
        pictures.withhold(session, picture_id)
    if painting.age_group != said.age_group:
        session.execute(delete(Vote).where(Vote.painting_id == painting.id))
    _describe(painting, said, now)
    nothing_to_judge(session, subject(painting.id), now)
    painting.reason = ""
    _ask(session, painting, guardian.resident_id, path, now)
    return True


def _ask(session: Session, painting: Painting, guardian_id: int, path: str, now: datetime) -> None:
    """Moderators are asked to look at it."""
    painting.state, painting.submitted_at = rules.WAITING, now
    open_case(
        session,
        kind="picture",
        subject=subject(painting.id),
        subject_path=path,
        by_id=guardian_id,
        text="",
        now=now,
    )


def check_open(session: Session, campaign: Campaign, terms: Terms, guardian_id: int, today: date) -> None:
    """Whether a guardian may submit one more painting now.

    Raises:
        Conflict: why not.
        Forbidden: nobody runs the show.
    """
    check_run(session, campaign.id)
    if not terms.takes_paintings(today):
        raise Conflict("This show does not take paintings now.")
    mine = select(func.count()).where(
        Painting.campaign_id == campaign.id,
        Painting.guardian_id == guardian_id,
        Painting.state.in_(_COUNTS_AGAINST_LIMIT),
    )
    if (session.scalar(mine) or 0) >= terms.per_guardian:
        raise Conflict("You can send in at most %(most)s paintings to this show.", most=terms.per_guardian)


def send_in(
    session: Session,
    campaign: Campaign,
    terms: Terms,
    guardian: ResidentActor,
    painting_id: int,
    path: str,
    now: datetime,
    today: date,
) -> None:
    """The guardian has looked at it: moderators are asked. Doing it twice asks once.

    Raises:
        NotFound: not a painting of this guardian.
        Conflict: the show takes none any more.
        Forbidden, TooMany, Invalid: moderation lets the guardian post nothing now.
    """
    _lock(session, guardian.resident_id)
    painting = _painting_of(session, guardian.resident_id, painting_id)
    if painting.state != rules.DRAFT:
        return
    if not terms.takes_paintings(today):
        raise Conflict("This show does not take paintings now.")
    if not all((painting.title, painting.first_name, painting.age_group)):
        raise Conflict("Something is still missing about this painting. Please fill it in first.")
    may_post(session, guardian, "painting", now, text=f"{painting.title} {painting.description}")
    joined_or_join(session, campaign, guardian, today, now)
    _ask(session, painting, guardian.resident_id, path, now)


def allow(session: Session, ledger: Ledger, showing: str | None, painting_id: int, now: datetime) -> None:
    """Moderators let it through: everybody sees it, and its guardian earns points.

    Args:
        showing: the action that a painting on show is recorded as, 0 kg; None where the pack has none.
    """
    found = held(session, painting_id)
    if found is None or found.painting.state not in (rules.WAITING, rules.REFUSED):
        return
    painting, picture_id = found.painting, found.painting.picture_id
    if picture_id is None:
        return
    painting.state, painting.reason, painting.decided_at = rules.SHOWN, "", now
    hang(session, found)
    pictures.publish(session, picture_id)
    counting = _counting(session, painting)
    if showing and counting.entry_id is None:
        record(session, ledger, _claim(painting, counting.key, showing, ledger.calendar, now), now)


class _Counting(NamedTuple):
    """The entry that a painting counts with, None while it does not, and its key or that of the next one: once it was
    taken back, the painting counts anew under another."""

    key: str
    entry_id: int | None


def _counting(session: Session, painting: Painting) -> _Counting:
    key, times = subject(painting.id), 1
    while known := entry_under_key(DriverTransaction.of(session), painting.guardian_id, key):
        entry = standing_for(session, known.id)
        opposite = reversal_of(session, entry.id) if entry else None
        if opposite is None or opposite.of_hold:
            return _Counting(key, known.id)
        times += 1
        key = f"{subject(painting.id)}:{times}"
    return _Counting(key, None)


def _claim(painting: Painting, key: str, showing: str, calendar: CityCalendar, now: datetime) -> Claim:
    earliest = calendar.today(now) - timedelta(days=ANSWER_DAYS)
    return Claim(
        resident_id=painting.guardian_id,
        key=key,
        action=showing,
        option=None,
        quantity_milli=1000,
        occurred_on=max(calendar.today(painting.submitted_at), earliest),
        tier=ORGANIZER_CONFIRMED,
        source=f"campaign:{painting.campaign_id}:{subject(painting.id)}",
    )


def _count_no_more(session: Session, ledger: Ledger, painting: Painting, now: datetime) -> None:
    """Takes back what it counted for, unless that is so long ago that the ledger keeps it."""
    entry_id = _counting(session, painting).entry_id
    if entry_id is not None:
        with suppress(Forbidden):
            undo(session, ledger, painting.guardian_id, entry_id, now)


def refuse(session: Session, ledger: Ledger, painting_id: int, reason: str, now: datetime) -> None:
    """Moderators keep it from the public, or take it down, and it counts no more; its votes are void, so that those
    residents vote anew."""
    found = held(session, painting_id)
    if found is None or found.painting.state not in (rules.WAITING, rules.SHOWN):
        return
    painting, picture_id = found.painting, found.painting.picture_id
    if picture_id is None:
        return
    painting.state, painting.reason, painting.decided_at, painting.votes = rules.REFUSED, reason, now, None
    take_off(session, found)
    pictures.withhold(session, picture_id)
    session.execute(delete(Vote).where(Vote.painting_id == painting_id))
    _count_no_more(session, ledger, painting, now)


def take_down(session: Session, ledger: Ledger, moderator: Actor, painting_id: int, reason: str, now: datetime) -> None:
    """A moderator takes a painting down at once, for a reason that its guardian reads."""
    refuse(session, ledger, painting_id, reason, now)
    audit.record(session, audit.by(moderator), "painting refused", subject(painting_id), reason, now)


def withdraw(session: Session, ledger: Ledger, guardian_id: int, painting_id: int, now: datetime) -> None:
    """The guardian takes it back, and with it the consent: picture, name, title and votes are deleted, and it counts no
    more.

    Raises:
        NotFound: not a painting of this guardian.
    """
    found = held(session, painting_id)
    if found is None or found.painting.guardian_id != guardian_id:
        raise NotFound()
    if found.painting.state == rules.WITHDRAWN:
        return
    found.painting.state, found.painting.withdrawn_at = rules.WITHDRAWN, now
    _empty(session, found, now)
    _count_no_more(session, ledger, found.painting, now)


def _empty(session: Session, found: Held, now: datetime) -> None:
    painting = found.painting
    picture_id = painting.picture_id
    take_off(session, found)
    painting.title = painting.first_name = painting.description = ""
    painting.picture_id = painting.votes = None
    session.execute(delete(Vote).where(Vote.painting_id == painting.id))
    if picture_id is not None:
        pictures.remove(session, picture_id)
    nothing_to_judge(session, subject(painting.id), now)


def vote(
    session: Session,
    campaign: Campaign,
    terms: Terms,
    voter: ResidentActor,
    painting_id: int,
    now: datetime,
    today: date,
) -> None:
    """The resident's one vote in the painting's group goes to this painting, from wherever it was.

    Raises:
        NotFound: it is not on show.
        Conflict: not the time to vote.
        Forbidden: an own painting, an account that is too new, or nobody runs the show.
    """
    joined_at = _lock(session, voter.resident_id)
    painting = session.get(Painting, painting_id)
    if painting is None or painting.campaign_id != campaign.id or painting.state != rules.SHOWN:
        raise NotFound("This painting is not on show any more.")
    if not terms.takes_votes(today):
        raise Conflict("Nobody can vote in this show now.")
    check_run(session, campaign.id)
    if painting.guardian_id == voter.resident_id:
        raise Forbidden("This is a painting of your own family: please vote for another one.")
    if now < rules.votes_from(joined_at, campaign.published_at or campaign.created_at):
        raise Forbidden("Accounts that were made after the show was announced can vote a week later.")
    session.execute(
        delete(Vote).where(
            Vote.campaign_id == campaign.id, Vote.age_group == painting.age_group, Vote.resident_id == voter.resident_id
        )
    )
    session.add(
        Vote(
            campaign_id=campaign.id,
            age_group=painting.age_group,
            resident_id=voter.resident_id,
            painting_id=painting_id,
            cast_at=now,
        )
    )


def take_vote_back(
    session: Session, campaign: Campaign, terms: Terms, voter: ResidentActor, painting_id: int, today: date
) -> None:
    """The resident votes for nothing in that group.

    Raises:
        Conflict: the show is over.
    """
    if not terms.takes_votes(today):
        raise Conflict("Nobody can vote in this show now.")
    session.execute(
        delete(Vote).where(
            Vote.campaign_id == campaign.id, Vote.resident_id == voter.resident_id, Vote.painting_id == painting_id
        )
    )


def count(session: Session, campaign: Campaign, now: datetime) -> None:
    """After the end: each painting gets its count, and who voted for what is forgotten."""
    terms, show = queries.terms(session, campaign), session.get(Show, campaign.id)
    if terms.is_counted:
        return
    cast = Counter(session.scalars(select(Vote.painting_id).where(Vote.campaign_id == campaign.id)))
    for painting in session.scalars(
        select(Painting).where(Painting.campaign_id == campaign.id, Painting.state == rules.SHOWN)
    ):
        painting.votes = cast[painting.id]
    number_by_votes(session, campaign.id)
    if show is None:
        show = Show(campaign_id=campaign.id, groups=list(terms.groups), per_guardian=terms.per_guardian)
        session.add(show)
    show.counted_at = now
    session.execute(delete(Vote).where(Vote.campaign_id == campaign.id))


def clear_away(session: Session, now: datetime) -> None:
    """Deletes drafts that nobody sent in, and the pictures of refused paintings after the time for appeals."""
    old = queries.left_behind(
        session, drafts_before=now - rules.DRAFTS_KEPT, refused_before=now - rules.KEPT_AFTER_REFUSAL
    )
    for number in old:
        found = held(session, number)
        if found is not None:
            _empty(session, found, now)
        if found is not None and found.painting.state == rules.DRAFT:
            session.delete(found.painting)


def forget(session: Session, resident_id: int, now: datetime) -> None:
    """Deletes what a resident sent in, and their votes in shows that are still on."""
    session.execute(delete(Vote).where(Vote.resident_id == resident_id))
    for number in session.scalars(select(Painting.id).where(Painting.guardian_id == resident_id)).all():
        found = held(session, number)
        if found is not None:
            _empty(session, found, now)
            session.delete(found.painting)


def _painting_of(session: Session, guardian_id: int, painting_id: int) -> Painting:
    painting = session.get(Painting, painting_id, with_for_update=True)
    if painting is None or painting.guardian_id != guardian_id:
        raise NotFound()
    return painting


def _lock(session: Session, resident_id: int) -> datetime:
    """Lets one request of a resident at a time go on; when the account was made."""
    return session.scalars(select(Resident.created_at).where(Resident.id == resident_id).with_for_update()).one()
