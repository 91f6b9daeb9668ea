"""Writing to the participants of a campaign: within limits, looked at first where that is wise, sent in one go."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.letters import queries, rules
from campaigns.letters.models import Letter, LetterStop
from campaigns.moderation.services import may_post, open_case
from campaigns.programme.models import Campaign
from campaigns.programme.participation import check_run
from campaigns.programme.queries import standing
from campaigns.programme.rules import CLOSED, PUBLISHED
from civic.accounts.audit import by, record
from civic.calendar import CityCalendar
from civic.city.text import NO_TEXT, Text
from civic.errors import Conflict, Invalid, TooMany, msgid
from civic.messages.rules import humane
from civic.messages.services import tell
from civic.residents.identity import ResidentActor

LETTER = "letter"
_WEEK = timedelta(days=7)
_TITLE, _BODY = msgid("%(title)s"), msgid("The organizers of “%(campaign)s” write:")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as somebody wants to send it; `key` names the form."""

    key: str
    audience: str
    title: Text
    text: Text


def subject(letter_id: int) -> str:
    """How moderation and messages name a letter."""
    return f"{LETTER}:{letter_id}"


def check(session: Session, campaign: Campaign, draft: Draft, now: datetime) -> int:
    """Whether the letter may be written now; how many it would reach.

    Raises:
        Conflict: the campaign is not public.
        TooMany: enough letters for now.
        Invalid: an audience that there is not, or nobody in it (field `audience`).
    """
    if campaign.state not in (PUBLISHED, CLOSED):
        raise Conflict("Letters can be written once the campaign is public.")
    wait = rules.wait(queries.written_at(session, campaign.id, now - _WEEK), now)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise TooMany(
            "One letter a day and three a week are the most; the next one in %(hours)s h.",
            retry_after_s=seconds,
            hours=math.ceil(seconds / 3600),
        )
    count = queries.recipients(session, queries.audience(campaign.id, draft.audience))
    if not count:
        raise Invalid("There is nobody to write to.", field="audience")
    return count


def write(
    session: Session, calendar: CityCalendar, campaign_id: int, actor: ResidentActor, draft: Draft, now: datetime
) -> Letter:
    """Sends a letter, or lays it before a moderator. The same form sent twice makes one. The caller has seen to it
    that the actor runs the campaign.

    Raises:
        Conflict, TooMany, Invalid: see `check`.
        Forbidden: moderators keep the account from posting.
        NotFound: the actor runs the campaign no more.
    """
    campaign = session.scalars(select(Campaign).where(Campaign.id == campaign_id).with_for_update(key_share=True)).one()
    known = session.scalar(select(Letter).where(Letter.by_id == actor.resident_id, Letter.key == draft.key))
    if known is not None:
        return known
    check(session, campaign, draft, now)
    may_post(session, actor, LETTER, now)
    letter = Letter(
        campaign_id=campaign.id,
        by_id=actor.resident_id,
        key=draft.key,
        audience=draft.audience,
        title=draft.title,
        text=draft.text,
        state=rules.WAITING,
        reason="",
        recipients=0,
        written_at=now,
    )
    session.add(letter)
    session.flush()
    said = " ".join([*draft.title.by_language.values(), *draft.text.by_language.values()])
    trusted = standing(session, actor.resident_id, campaign, now).is_trusted
    if rules.needs_a_look(said, is_trusted=trusted):
        path = f"/organize/campaigns/{campaign.slug}/letters"
        open_case(
            session,
            kind="text",
            subject=subject(letter.id),
            subject_path=path,
            by_id=actor.resident_id,
            text="",
            now=now,
        )
    else:
        _send(session, calendar, letter, campaign, now)
    details = f"campaign:{campaign.id} to {draft.audience}, {letter.state}, {letter.recipients} recipients"
    record(session, by(actor), "write letter", subject(letter.id), details, now)
    return letter


def _send(session: Session, calendar: CityCalendar, letter: Letter, campaign: Campaign, now: datetime) -> None:
    """To everybody it is for, in a few statements whatever their number; mails leave at a humane hour."""
    letter.recipients = tell(
        session,
        queries.audience(campaign.id, letter.audience),
        key=subject(letter.id),
        topic="campaign",
        title=_TITLE,
        body=_BODY,
        values={"title": letter.title, "campaign": campaign.title},
        text=letter.text,
        path=f"/campaigns/{campaign.slug}",
        now=now,
        due_at=humane(calendar.local(now)),
    )
    letter.state, letter.reason, letter.sent_at = rules.SENT, "", now


def choose(session: Session, campaign_id: int, actor: ResidentActor, *, wanted: bool, now: datetime) -> None:
    """Whether the actor wants the letters of a campaign."""
    if not wanted:
        session.merge(LetterStop(campaign_id=campaign_id, resident_id=actor.resident_id, stopped_at=now))
        return
    mine = (LetterStop.campaign_id == campaign_id, LetterStop.resident_id == actor.resident_id)
    session.execute(delete(LetterStop).where(*mine))


def allow(session: Session, calendar: CityCalendar, letter_id: int, now: datetime) -> None:
    """A moderator lets the letter go; one that has gone or was taken back stays as it is.

    Raises:
        Forbidden: nobody is left who could answer for it.
    """
    found = queries.with_campaign(session, letter_id)
    if found is not None and found[0].state != rules.SENT and found[0].text:
        check_run(session, found[1].id)
        _send(session, calendar, *found, now)


def refuse(session: Session, letter_id: int, reason: str, _now: datetime) -> None:
    """A moderator keeps the letter back; one that has gone cannot be called back."""
    kept_back = update(Letter).where(Letter.id == letter_id, Letter.state != rules.SENT)
    session.execute(kept_back.values(state=rules.REFUSED, reason=reason))


def forget(session: Session, resident_id: int) -> None:
    """Letters that wait are taken back, and which campaigns' letters they stopped is forgotten. Letters that were sent
    are the organization's, their author a number."""
    waiting = update(Letter).where(Letter.by_id == resident_id, Letter.state != rules.SENT)
    session.execute(waiting.values(state=rules.REFUSED, title=NO_TEXT, text=NO_TEXT))
    session.execute(delete(LetterStop).where(LetterStop.resident_id == resident_id))
