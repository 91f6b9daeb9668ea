"""Who is coming: registering, giving a place back, the waiting list, reminders, and what people thought of it.

Whoever changes how many take part locks the event's row first, so two people who want the last place come one after
the other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from babel import Locale
from babel.dates import format_skeleton
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.events import queries, rules
from campaigns.events.models import Event, Feedback, Registration
from campaigns.events.rules import CANCELLED, REGISTERED, WAITING, Door
from campaigns.programme.models import Campaign
from campaigns.programme.participation import joined_or_join
from campaigns.programme.queries import is_run
from campaigns.programme.rules import PUBLISHED
from civic.calendar import CityCalendar
from civic.city.text import Text
from civic.errors import Conflict, Forbidden, Invalid, NotFound, msgid
from civic.messages.services import tell
from civic.residents.identity import ResidentActor

_IN_NOW = (
    msgid("A place for you: %(event)s"),
    msgid("Somebody gave a place back: you are registered for “%(event)s” on %(when)s. Place: %(place)s."),
)
_REMINDER = (
    msgid("Soon: %(event)s"),
    msgid("“%(event)s” begins on %(when)s. Place: %(place)s. Show your code at the entrance."),
)


def locked(session: Session, campaign_id: int, event_id: int) -> Event:
    """The event, locked until the transaction ends against others who change who takes part.

    Raises:
        NotFound: no such event of the campaign.
    """
    event = session.scalar(
        select(Event)
        .where(Event.id == event_id, Event.campaign_id == campaign_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFound()
    return event


# Registering


def register(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event_id: int,
    actor: ResidentActor,
    *,
    minors: int = 0,
    guardian: bool = False,
    of_age: bool = True,
    on_the_spot: bool = False,
    seen_at: datetime | None = None,
    now: datetime,
) -> Registration:
    """Registers the actor, with children who come along, or puts them on the waiting list; joins the campaign first.

    Once more with another number of children changes that number, if there is room.

    Args:
        guardian: the actor says to be the children's guardian and agrees that they come.
        of_age: the actor says to be of age, which whoever rides along has to; at the door organizers look themselves.
        on_the_spot: at the door, where registration is open until the end; there nobody is put on a waiting list.
        seen_at: when they stood there, where that is told later.

    Raises:
        NotFound: no such event of the campaign.
        Invalid: on `minors`, `guardian` or `of_age`.
        Conflict: called off, begun, or (on the spot, or for more children) no room.
        Forbidden: the campaign is not for this resident.
    """
    _check_minors(minors, guardian)
    event = locked(session, campaign.id, event_id)
    _check_open(event, campaign, calendar, seen_at=(seen_at or now) if on_the_spot else None, now=now)
    people = 1 + minors
    if event.capacity is not None and people > event.capacity:
        raise Invalid("There are only %(places)s places altogether.", field="minors", places=event.capacity)
    joined_or_join(session, campaign, actor, calendar.today(now), now)
    mine = queries.registration(session, event.id, actor.resident_id)
    if on_the_spot and mine is not None and mine.state == WAITING:
        _count(event, WAITING, -(1 + mine.minors))
    elif mine is not None and mine.state != CANCELLED:
        return _change_minors(session, calendar, campaign, event, mine, minors, now)
    _check_age(campaign, event, of_age=of_age)
    fits = rules.has_room(event.capacity, event.registered, people) and (on_the_spot or not event.waiting)
    if on_the_spot and not fits:
        raise Conflict("There is no room left.")
    mine = mine or Registration(event_id=event.id, resident_id=actor.resident_id)
    mine.state, mine.minors, mine.queued_at = REGISTERED if fits else WAITING, minors, now
    mine.guardian_consent_at = now if minors else None
    session.add(mine)
    _count(event, mine.state, people)
    session.flush()
    return mine


def _check_age(campaign: Campaign, event: Event, *, of_age: bool) -> None:
    if rules.asks_age(campaign.kind, guardians=event.minors_need_guardian) and not of_age:
        raise Invalid(
            "Anyone under 18 rides only with a guardian, who registers and brings them along. "
            "If you are 18 or older, please tick this.",
            field="of_age",
        )


def _check_minors(minors: int, guardian: bool) -> None:
    if not 0 <= minors <= rules.MINORS_MAX:
        raise Invalid(
            "Please give a whole number from %(least)s to %(most)s.", field="minors", least=0, most=rules.MINORS_MAX
        )
    if minors and not guardian:
        raise Invalid("Children need the consent of their guardian. Please tick this.", field="guardian")


def _check_open(
    event: Event, campaign: Campaign, calendar: CityCalendar, *, seen_at: datetime | None, now: datetime
) -> None:
    if event.cancelled_at is not None:
        raise Conflict("This event was cancelled.")
    if campaign.state != PUBLISHED or event.is_hidden:
        raise Forbidden("This campaign can no longer be joined.")
    if seen_at is not None:
        if door(event, calendar).refusal(min(seen_at, now), now):
            raise Conflict("The entrance is not open now.")
    elif now >= event.starts_at:
        raise Conflict("Registration closed when it began.")


def door(event: Event, calendar: CityCalendar) -> Door:
    """When the event lets people in."""
    return Door.of(calendar, event.starts_at, event.ends_at)


def _change_minors(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event: Event,
    mine: Registration,
    minors: int,
    now: datetime,
) -> Registration:
    more = minors - mine.minors
    fits = not event.waiting and rules.has_room(event.capacity, event.registered, more)
    if more > 0 and mine.state == REGISTERED and not fits:
        raise Conflict("There is no room for more; you keep your place with %(minors)s children.", minors=mine.minors)
    _count(event, mine.state, more)
    mine.minors = minors
    mine.guardian_consent_at = (mine.guardian_consent_at or now) if minors else None
    if more < 0:
        move_up(session, calendar, campaign, event, now)
    session.flush()
    return mine


def unregister(
    session: Session, calendar: CityCalendar, campaign: Campaign, event_id: int, resident_id: int, now: datetime
) -> None:
    """Gives the place back; the waiting list moves up. A second time changes nothing.

    Raises:
        NotFound: no such event of the campaign.
        Conflict: it has begun, or they were checked in.
    """
    event = locked(session, campaign.id, event_id)
    mine = queries.registration(session, event.id, resident_id)
    if mine is None or mine.state == CANCELLED:
        return
    if now >= event.starts_at:
        raise Conflict("It has begun; places cannot be given back any more.")
    came = queries.attendance(session, event.id, resident_id)
    if came is not None and came.taken_back_at is None:
        raise Conflict("You are checked in already.")
    _count(event, mine.state, -(1 + mine.minors))
    mine.state, mine.minors, mine.guardian_consent_at = CANCELLED, 0, None
    session.flush()
    move_up(session, calendar, campaign, event, now)


def withdraw(session: Session, event_id: int, resident_id: int) -> None:
    """Gives the place of somebody back whose account goes; who waits moves up when the next place is free."""
    event = session.get_one(Event, event_id, with_for_update=True, populate_existing=True)
    mine = queries.registration(session, event_id, resident_id)
    if mine is not None and mine.state != CANCELLED:
        _count(event, mine.state, -(1 + mine.minors))
        mine.state, mine.minors = CANCELLED, 0
        session.flush()


def _count(event: Event, state: str, people: int) -> None:
    if state == REGISTERED:
        event.registered += people
    else:
        event.waiting += people


def move_up(session: Session, calendar: CityCalendar, campaign: Campaign, event: Event, now: datetime) -> None:
    """Lets in whoever of the waiting list has room now, and tells them; nobody once it has begun."""
    if not event.waiting or event.cancelled_at is not None or now >= event.starts_at:
        return
    waiting = {one.id: one for one in queries.queue(session, event.id)}
    in_order = [(one.id, 1 + one.minors) for one in waiting.values()]
    for number, people in rules.moving_up(event.capacity, event.registered, in_order):
        one = waiting[number]
        one.state = REGISTERED
        event.waiting -= people
        event.registered += people
        key = f"event:{event.id}:in:{one.queued_at:%y%m%d%H%M%S%f}"
        _tell(session, calendar, campaign, event, [one.resident_id], key, *_IN_NOW, now)
    session.flush()


def move_up_everywhere(session: Session, calendar: CityCalendar, now: datetime) -> int:
    """Lets in who waits for a place that nobody's request handed on (an account was erased); how many events."""
    waited_for = session.execute(
        select(Event.id, Campaign)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(
            Event.waiting > 0,
            or_(Event.capacity.is_(None), Event.registered < Event.capacity),
            Event.starts_at > now,
            Event.cancelled_at.is_(None),
            is_run(),
        )
        .order_by(Event.id)
    ).all()
    for event_id, campaign in waited_for:
        move_up(session, calendar, campaign, locked(session, campaign.id, event_id), now)
    return len(waited_for)


# Telling people


def tell_guests(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event: Event,
    what: str,
    title: str,
    body: str,
    now: datetime,
) -> None:
    wanted = select(Registration.resident_id).where(
        Registration.event_id == event.id, Registration.state.in_((REGISTERED, WAITING))
    )
    ids = session.scalars(wanted).all()
    _tell(session, calendar, campaign, event, ids, f"event:{event.id}:{what}:{now:%y%m%d%H%M%S%f}", title, body, now)


def _tell(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event: Event,
    resident_ids: Sequence[int],
    key: str,
    title: str,
    body: str,
    now: datetime,
    topic: str = "campaign",
) -> None:
    values: dict[str, str | Text] = {
        "event": event.name,
        "place": event.place,
        "when": _when(calendar, event),
    }
    path = f"/campaigns/{campaign.slug}/events/{event.id}"
    tell(session, resident_ids, key=key, topic=topic, title=title, body=body, values=values, path=path, now=now)


def _when(calendar: CityCalendar, event: Event) -> Text:
    """Day and hour in the languages in which the event has a name: a message is read in one of them."""
    local = calendar.local(event.starts_at)
    tags = {code: Locale.parse(code, sep="-") for code in event.name.by_language}
    return Text(
        {code: f"{format_skeleton('MMMEd', local.date(), locale=tag)} {local:%H:%M}" for code, tag in tags.items()}
    )


def remind(session: Session, calendar: CityCalendar, now: datetime) -> int:
    """Tells everybody who is registered for what begins within a day; each event once. How many events.

    The caller sees to humane hours.
    """
    due = session.execute(
        select(Event, Campaign)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(
            Event.starts_at > now,
            Event.starts_at <= now + rules.REMIND_BEFORE,
            Event.cancelled_at.is_(None),
            Event.reminded_at.is_(None),
            is_run(),
        )
        .order_by(Event.id)
        .with_for_update(of=Event, key_share=True)
    ).all()
    for event, campaign in due:
        registered = select(Registration.resident_id).where(
            Registration.event_id == event.id, Registration.state == REGISTERED
        )
        ids = session.scalars(registered).all()
        key = f"event:{event.id}:soon:{event.starts_at:%y%m%d%H%M}"
        _tell(session, calendar, campaign, event, ids, key, *_REMINDER, now, "reminder")
        event.reminded_at = now
    return len(due)


# Feedback


def give_feedback(
    session: Session, event: Event, resident_id: int, satisfaction: int, answer: str, now: datetime
) -> Feedback:
    """What somebody who came thought of it; a second time changes it, until it is counted together with others.

    Raises:
        Forbidden: they were not there, or it was too long ago.
        Invalid: on `satisfaction` or `answer`.
        Conflict: their answer is counted already.
    """
    locked(session, event.campaign_id, event.id)  # answers of one event are counted one after the other
    came = queries.attendance(session, event.id, resident_id)
    if came is None or came.taken_back_at is not None:
        raise Forbidden("Only those who came can say how it was.")
    if now > event.ends_at + timedelta(days=rules.FEEDBACK_DAYS):
        raise Forbidden("This was too long ago.")
    if satisfaction not in rules.SATISFACTIONS:
        raise Invalid("Please choose one of these.", field="satisfaction")
    found = queries.feedback(session, event.id, resident_id)
    if found is None:
        found = Feedback(event_id=event.id, resident_id=resident_id, given_at=now)
        session.add(found)
    elif found.counted_at is not None:
        raise Conflict("Your answer is counted together with others already, and stays as it is.")
    found.satisfaction, found.answer = satisfaction, answer[: rules.ANSWER_MAX]
    session.flush()
    _count_feedback(session, event.id, now)
    return found


def _count_feedback(session: Session, event_id: int, now: datetime) -> None:
    """Ten answers that wait become part of the results at once."""
    waiting = queries.uncounted_feedback(session, event_id)
    if len(waiting) >= rules.RESULTS_STEP:
        for one in waiting[: rules.RESULTS_STEP]:
            one.counted_at = now
        session.flush()
