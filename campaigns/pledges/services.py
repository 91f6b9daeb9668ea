"""Making a pledge, answering for a week or month, ending it. A pledge itself saves nothing; what was kept does."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.pledges import queries, rules
from campaigns.pledges.models import Confirmation, Pledge
from campaigns.pledges.rules import Rhythm
from campaigns.programme.models import Campaign
from civic.calendar import CityCalendar, Period
from civic.errors import Conflict, Invalid, NotFound
from civic.residents.identity import ResidentActor
from footprint.actions.catalogue import Action
from footprint.devices import services as devices
from footprint.devices.queries import of_household
from footprint.ledger.queries import entry as entry_of
from footprint.ledger.queries import home_credited_milli, joined_at, lock_resident
from footprint.ledger.services import Claim, EntryFacts, Ledger, Recorded, record

_MOST = 14
"""Uses a week that can be pledged where the catalogue sets no limit for a month: twice a day."""


def rhythm(pledge: Pledge, action: Action, calendar: CityCalendar) -> Rhythm:
    """How often the pledge is asked about."""
    return Rhythm(rhythm_kind(action), calendar.today(pledge.made_at))


def rhythm_kind(action: Action) -> str:
    """'month' for what the catalogue claims by calendar months (a lamp), else 'week'."""
    return "month" if any(option.method.is_monthly for option in action.options) else "week"


def most_milli(action: Action) -> int:
    """The most that can be pledged for one week or month, in thousandths of the unit."""
    if rhythm_kind(action) == "week":
        return _MOST * 1000
    return min((limit.max_milli for limit in action.limits if limit.period == "month"), default=_MOST * 1000)


def make(
    session: Session,
    ledger: Ledger,
    campaign: Campaign,
    actor: ResidentActor,
    *,
    action_id: str,
    option_id: str,
    quantity_milli: int,
    other_things: bool,
    promise: str | None,
    now: datetime,
) -> Pledge:
    """A new pledge of the actor's household in a campaign that the actor takes part in.

    Args:
        promise: the action that gives the points of a promise (the programme's `promise`), 0 kg; None where the pack
            has none.
        other_things: the resident says that these are not the things pledged in a former home.

    Raises:
        Invalid: an action that the campaign does not have, an answer or number that cannot be.
        Conflict: the household has pledged this already, or (field `other_things`) the resident did elsewhere.
    """
    if action_id not in campaign.actions:
        raise NotFound()
    action = ledger.catalogue.action(action_id)
    option = action.option(option_id)
    _check_quantity(action, quantity_milli)
    _refuse_a_second(session, actor, action_id, other_things=other_things, now=now)
    pledge = Pledge(
        campaign_id=campaign.id,
        household_id=actor.household_id,
        made_by_id=actor.resident_id,
        action=action_id,
        option=option.id,
        quantity_milli=quantity_milli,
        made_at=now,
    )
    session.add(pledge)
    try:
        session.flush()
    except IntegrityError as error:  # somebody of the household was quicker by a moment
        raise Conflict("Your household has pledged this already.") from error
    if action.is_device:
        lock_resident(session, actor.resident_id, home=True)
        _name_missing(session, ledger.calendar, pledge, action, quantity_milli // 1000)
    if promise:
        today, key = ledger.calendar.today(now), f"pledge:{pledge.id}"
        record(session, ledger, Claim(actor.resident_id, key, promise, None, 1000, today, source=_source(pledge)), now)
    return pledge


def _check_quantity(action: Action, quantity_milli: int) -> None:
    action.check_quantity(quantity_milli)
    if quantity_milli > most_milli(action):
        raise Invalid("At most %(most)s can be pledged.", field="quantity", most=most_milli(action) // 1000)


def _refuse_a_second(
    session: Session, actor: ResidentActor, action_id: str, *, other_things: bool, now: datetime
) -> None:
    if queries.open_pledge(session, actor.household_id, action_id):
        raise Conflict("Your household has pledged this already.")
    elsewhere = queries.latest_elsewhere(session, actor.resident_id, actor.household_id, action_id)
    recent = elsewhere and (elsewhere.ended_at is None or elsewhere.ended_at > now - rules.ANOTHER_HOME_AFTER)
    if recent and not other_things:
        raise Invalid(
            "You pledged this in your former home. Please confirm that these are other things.",
            field="other_things",
        )


def answer(
    session: Session,
    ledger: Ledger,
    actor: ResidentActor,
    pledge_id: int,
    period_key: str,
    *,
    said_milli: int,
    now: datetime,
) -> Confirmation:
    """The household's answer for a period; `said_milli` 0 means that it was not kept. "Kept" stays, a "no" may change.

    What the household's members logged themselves in that period counts once: only the rest is recorded.

    Raises:
        NotFound: no such pledge of the actor's household.
        Invalid: a period that cannot be answered now, or a number that cannot be.
    """
    lock_resident(session, actor.resident_id, home=True)
    pledge = session.scalar(
        select(Pledge).where(Pledge.id == pledge_id, Pledge.household_id == actor.household_id).with_for_update()
    )
    if pledge is None or pledge.ended_at is not None:
        raise NotFound()
    action = ledger.catalogue.action(pledge.action)
    period = _answerable(pledge, action, period_key, ledger.calendar, now)
    given = session.get(Confirmation, (pledge.id, period.key))
    if given is not None and given.is_kept:
        return given
    if said_milli:
        _check_said(action, pledge, said_milli)
    given = given or Confirmation(pledge_id=pledge.id, period=period.key, turn=0)
    given.answered_by_id, given.answered_at = actor.resident_id, now
    given.is_kept, given.said_milli = said_milli > 0, said_milli
    given.recorded_milli = _record(session, ledger, pledge, period, actor, given, now) if said_milli else 0
    session.add(given)
    session.flush()
    return given


def _check_said(action: Action, pledge: Pledge, said_milli: int) -> None:
    """A week may hold more uses than were pledged; a month no more lamps."""
    action.check_quantity(said_milli)
    most = pledge.quantity_milli if rhythm_kind(action) == "month" else most_milli(action)
    if said_milli > most:
        raise Invalid("At most %(most)s can be confirmed.", field="quantity", most=most // 1000)


def _answerable(pledge: Pledge, action: Action, key: str, calendar: CityCalendar, now: datetime) -> Period:
    today = calendar.today(now)
    for period in rhythm(pledge, action, calendar).periods(calendar, today):
        if period.key == key and rules.is_open(period, today):
            return period
    raise Invalid("This week or month cannot be answered now.")


def _record(
    session: Session,
    ledger: Ledger,
    pledge: Pledge,
    period: Period,
    actor: ResidentActor,
    given: Confirmation,
    now: datetime,
) -> int:
    """Enters what the household has not logged by itself; returns what was credited of it."""
    logged = home_credited_milli(session, pledge.household_id, pledge.action, period.start, period.end)
    left = rules.left_to_record(given.said_milli, logged)
    joined_on = ledger.calendar.today(joined_at(session, actor.resident_id))
    if joined_on > period.end:
        raise Invalid("You had not joined yet at that time. Somebody at home who had can answer.")
    if ledger.catalogue.action(pledge.action).is_device:
        recorded = _claim_months(session, ledger, pledge, period, actor, given, left // 1000, now)
    else:
        recorded = _record_uses(session, ledger, pledge, period, actor, given, left // 1000, joined_on, now)
    entries = (entry_of(session, one.entry_id) for one in recorded)
    return sum(entry.credited_milli for entry in entries if entry)


def _record_uses(
    session: Session,
    ledger: Ledger,
    pledge: Pledge,
    period: Period,
    actor: ResidentActor,
    given: Confirmation,
    left: int,
    joined_on: date,
    now: datetime,
) -> list[Recorded]:
    """Uses that are left, on the days of the period since the pledge."""
    action, calendar = ledger.catalogue.action(pledge.action), ledger.calendar
    key = f"pledge:{pledge.id}" + (f":{given.turn}" if given.turn else "")
    since = max(calendar.today(pledge.made_at), joined_on)
    days = rules.days_to_record(period, Rhythm(rhythm_kind(action), since), calendar.today(now))
    same, source = (pledge.action, pledge.option), _source(pledge)
    claims = [
        Claim(actor.resident_id, f"{key}:{day}", *same, uses * 1000, day, source=source)
        for day, uses in rules.spread(left, days).items()
    ]
    return [record(session, ledger, claim, now) for claim in claims]


def _claim_months(
    session: Session,
    ledger: Ledger,
    pledge: Pledge,
    period: Period,
    actor: ResidentActor,
    given: Confirmation,
    left: int,
    now: datetime,
) -> list[Recorded]:
    """The month of so many of the home's devices, those first that were named first."""
    action = ledger.catalogue.action(pledge.action)
    _name_missing(session, ledger.calendar, pledge, action, given.said_milli // 1000)
    named = of_household(session, pledge.household_id, action.id)
    same = [one for one in named if one.device.option == pledge.option]
    chosen = devices.claimable(same, action, period.end)[:left]
    outcomes = devices.confirm(session, ledger, actor.resident_id, chosen, period.end, now, _source(pledge))
    return [one for one in outcomes if isinstance(one, Recorded)]


def _name_missing(session: Session, calendar: CityCalendar, pledge: Pledge, action: Action, wanted: int) -> None:
    """Whoever pledges lamps has so many; they get numbers until somebody gives them names. The home is locked."""
    made_on = calendar.today(pledge.made_at)
    devices.name_missing(session, pledge.household_id, action, pledge.option, wanted, made_on)


def entry_undone(session: Session, ledger: Ledger, entry: EntryFacts, _now: datetime) -> None:
    """Whoever takes entries of an answer back takes the answer back with the last of them; it can be given again."""
    number = rules.pledge_of(entry.source)
    pledge = session.get(Pledge, number, with_for_update=True) if number else None
    if pledge is None or pledge.action != entry.action:  # the entry of the promise itself
        return
    action = ledger.catalogue.action(pledge.action)
    period = rhythm(pledge, action, ledger.calendar).period(ledger.calendar, entry.occurred_on)
    given = session.get(Confirmation, (pledge.id, period.key))
    if given is None or not given.is_kept:
        return
    given.recorded_milli = max(0, given.recorded_milli - entry.credited_milli)
    if given.recorded_milli == 0:
        given.is_kept, given.said_milli = False, 0
        given.turn += 1


def end(session: Session, actor: ResidentActor, pledge_id: int, now: datetime) -> None:
    """The household stops; what it kept until now stays counted.

    Raises:
        NotFound: no such pledge of the actor's household.
    """
    found = queries.promise(session, pledge_id, actor.household_id)
    if found is None:
        raise NotFound()
    if found.pledge.ended_at is None:
        found.pledge.ended_at, found.pledge.end_reason = now, "stopped"


def end_abandoned(session: Session, now: datetime, household_id: int | None = None) -> int:
    """Ends the pledges of homes (or of that home) in which nobody with an account lives any more; how many."""
    pledges = queries.abandoned(session, household_id)
    for pledge in pledges:
        pledge.ended_at, pledge.end_reason = now, "moved"
    return len(pledges)


def household_left(session: Session, household_id: int, _resident_id: int, now: datetime) -> None:
    """Whoever moved out last leaves nobody to keep up what the home pledged."""
    end_abandoned(session, now, household_id)


def _source(pledge: Pledge) -> str:
    return f"campaign:{pledge.campaign_id}:pledge:{pledge.id}"


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """What the resident promised and answered. Nothing of it is personal once the account is erased: it names only
    numbers, so erasure leaves it."""
    made = session.scalars(select(Pledge).where(Pledge.made_by_id == resident_id).order_by(Pledge.id))
    answered = session.scalars(select(Confirmation).where(Confirmation.answered_by_id == resident_id))
    return {
        "pledges": [
            {
                "action": one.action,
                "option": one.option,
                "quantity": one.quantity_milli / 1000,
                "made_at": one.made_at.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at else None,
            }
            for one in made
        ],
        "pledge_answers": [
            {
                "pledge": one.pledge_id,
                "period": one.period,
                "said": one.said_milli / 1000,
                "at": one.answered_at.isoformat(),
            }
            for one in answered
        ],
    }
