"""Writing to the participants of a campaign: within limits, looked at first where that is wise, sent in one go."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, update
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
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_TITLE, _BODY = msgid("%(campaign)s: %(title)s"), msgid("The organizers of “%(campaign)s” write:")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as somebody wants to send it; `key` names the form."""

    key: str
    audience: str
    title: Text
    text: Text
    urgent: bool = False

    @property
    def said(self) -> str:
        """All of its words in one, for rules about them."""
        return " ".join([*self.title.by_language.values(), *self.text.by_language.values()])


def subject(letter_id: int) -> str:
    """How moderation and messages name a letter."""
    return f"{LETTER}:{letter_id}"


def check(session: Session, campaign: Campaign, draft: Draft, now: datetime) -> int:
    """Whether the letter may be written now; how many it would reach.

    Raises:
        Conflict: the campaign is not public.
        TooMany: enough letters for now.
        Invalid: an audience that there is not, or nobody in it (field `audience`); what an urgent letter must not be.
    """
    if campaign.state not in (PUBLISHED, CLOSED):
        raise Conflict("Letters can be written once the campaign is public.")
    (_check_urgent if draft.urgent else _check_pace)(session, campaign, draft, now)
    count = queries.recipients(session, _audience(session, campaign.id, draft, now))
    if not count:
        raise Invalid("There is nobody to write to.", field="audience")
    return count


def _audience(session: Session, campaign_id: int, draft: Draft, now: datetime) -> Select[int]:
    if draft.urgent:
        return queries.urgent_audience(queries.urgent_event(session, campaign_id, draft.audience, now).id)
    return queries.audience(campaign_id, draft.audience)


def _check_pace(session: Session, campaign: Campaign, _draft: Draft, now: datetime) -> None:
    wait = rules.wait(queries.written_at(session, campaign.id, now - _WEEK), now)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise TooMany(
            "One letter a day and three a week are the most; the next one in %(hours)s h.",
            retry_after_s=seconds,
            hours=math.ceil(seconds / 3600),
        )


def _check_urgent(session: Session, campaign: Campaign, draft: Draft, now: datetime) -> None:
    """Nobody reads it first, so it says nothing that somebody would have to read."""
    queries.urgent_event(session, campaign.id, draft.audience, now)
    if queries.urgent_sent(session, campaign.id, draft.audience) >= rules.URGENT_PER_EVENT:
        raise TooMany(
            "%(most)s urgent letters about this date were sent, the most that there can be.",
            retry_after_s=int(_DAY.total_seconds()),
            most=rules.URGENT_PER_EVENT,
        )
    if rules.looks_like_advertising(draft.said):
        raise Invalid(
            "An urgent letter is read by nobody before it goes out, so it has no links, long numbers or rows of "
            "exclamation marks.",
            field="urgent",
        )


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
        is_urgent=draft.urgent,
        recipients=0,
        written_at=now,
    )
    session.add(letter)
    session.flush()
    if draft.urgent or why_a_look(session, actor, campaign, draft, now) is None:
        _send(session, calendar, letter, campaign, _audience(session, campaign.id, draft, now), now)
    else:
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
    details = f"campaign:{campaign.id} to {draft.audience}, {letter.state}, {letter.recipients} recipients"
    act = "write urgent letter" if draft.urgent else "write letter"
    record(session, by(actor), act, subject(letter.id), details, now)
    return letter


def why_a_look(session: Session, actor: ResidentActor, campaign: Campaign, draft: Draft, now: datetime) -> str | None:
    """Why a moderator reads the letter before it goes out, as a msgid; None where it goes at once."""
    trusted = standing(session, actor.resident_id, campaign, now).is_trusted
    return rules.why_a_look(draft.said, is_trusted=trusted)


def _send(
    session: Session, calendar: CityCalendar, letter: Letter, campaign: Campaign, to: Select[int], now: datetime
) -> None:
    """To everybody it is for, in a few statements whatever their number; mails leave at a humane hour, urgent ones at
    once."""
    letter.recipients = tell(
        session,
        to,
        key=subject(letter.id),
        topic="campaign",
        title=_TITLE,
        body=_BODY,
        values={"title": letter.title, "campaign": campaign.title},
        text=letter.text,
        path=f"/campaigns/{campaign.slug}",
        now=now,
        due_at=now if letter.is_urgent else humane(calendar.local(now)),
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
    """A moderator lets the letter go; one that has gone or was taken back stays as it is, and one that waited for too
    long is not sent.

    Raises:
        Forbidden: nobody is left who could answer for it.
        Conflict: it waited for too long.
    """
    found = queries.with_campaign(session, letter_id)
    if found is None or found[0].state == rules.SENT or not found[0].text:
        return
    letter, campaign = found
    check_run(session, campaign.id)
    if rules.standing(rules.WAITING, letter.written_at, now) == rules.LATE:
        raise Conflict("Nobody read it in time; its author knows that it was not sent. Keep it back instead.")
    _send(session, calendar, letter, campaign, queries.audience(campaign.id, letter.audience), now)


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
