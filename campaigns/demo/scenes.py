"""What happens in the demonstration's campaigns: people register, come, ride, promise, paint, vote and tell.

Everything goes through the services that people's own clicks go through, at instants of the last days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.demo.paintings import painting
from campaigns.events import planning, registering
from campaigns.events.models import Event
from campaigns.events.planning import EventPlan
from campaigns.events.rules import LIST, SCAN
from campaigns.events.services import Arrival, check_in_many
from campaigns.families import queries as families
from campaigns.families import services as family_services
from campaigns.families.rules import week_span
from campaigns.friends import queries as friend_queries
from campaigns.friends import services as friends
from campaigns.friends.queries import Person
from campaigns.friends.rules import PHRASES
from campaigns.gallery import queries as gallery
from campaigns.gallery import services as gallery_services
from campaigns.gallery.services import Submission
from campaigns.moderation.deciding import Decision, decide
from campaigns.moderation.models import Case
from campaigns.pledges import rules as pledge_rules
from campaigns.pledges import services as pledges
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.resources import PROGRAMME
from campaigns.rides import services as rides
from campaigns.stories import services as stories
from campaigns.stories.services import StoryDraft
from civic.accounts.models import Account
from civic.city.text import NO_TEXT, Text
from civic.errors import msgid
from civic.pictures.services import take_in
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from civic.services import Services
from footprint.resources import LEDGER
from footprint.rewards.queries import days_in_week

_GUESTS, _HOMES, _PER_GROUP, _VOTERS = 16, 6, 3, 40
_JUDGE = "city"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where scenes play: everybody's home, who organizes, chance, and the instant it is."""

    session: Session
    app_services: Services
    organizer: ResidentActor
    draw: Random
    now: datetime


def play(stage: Stage, campaign: Campaign) -> None:
    """What happened in the campaign until now; `campaign` is open and has participants."""
    _SCENES[campaign.kind](stage, campaign, _cast(stage, campaign))


def in_all(app_services: Services, message: str) -> Text:
    """A msgid in every language of the city."""
    return Text({code: language.words.gettext(message) for code, language in app_services.languages.items()})


def _cast(stage: Stage, campaign: Campaign) -> list[ResidentActor]:
    """Who takes part and was there before the campaign began, the first account first, the others by chance."""
    here = select(Participant.resident_id).where(Participant.campaign_id == campaign.id)
    found = living(stage.session, Resident.id.in_(here), Resident.created_at < stage.now - 11 * _DAY)
    cast = [one for one in found if one.nickname not in (stage.organizer.nickname, _JUDGE)]
    return [*cast[:1], *stage.draw.sample(cast[1:], len(cast[1:]))]


def _own_words(stage: Stage, message: str) -> tuple[str, str]:
    """What somebody writes in the city's first language, and which that is."""
    code, language = next(iter(stage.app_services.languages.items()))
    return language.words.gettext(message), code


# Events and rides

_TWO_HOURS = EventPlan(NO_TEXT, NO_TEXT, date.min, time(), time(), 30, True, NO_TEXT)


def _community(stage: Stage, campaign: Campaign, cast: Sequence[ResidentActor]) -> None:
    repair, sew, wheels = msgid("Repair afternoon"), msgid("Patch it, wear it on"), msgid("Brakes, chains and tyres")
    past = _event(stage, campaign, repair, days=-4, at=time(14))
    came = _come(stage, campaign, past, cast[:_GUESTS])
    for guest, answer in zip(came, _ANSWERS, strict=False):
        words, _ = _own_words(stage, answer)
        registering.give_feedback(
            stage.session,
            past,
            guest.resident_id,
            stage.draw.choice((4, 5, 5)),
            words,
            past.ends_at + timedelta(hours=2),
        )
    _register(stage, campaign, _event(stage, campaign, sew, days=4, at=time(9, 30)), cast[: _GUESTS - 4], stage.now)
    _register(stage, campaign, _event(stage, campaign, wheels, days=12, at=time(14)), cast[3:9], stage.now)
    _tell(stage, campaign, cast[1:2], msgid("I brought a kettle that leaked, and took it home whole. The children next "
                                            "to us mended a toy car. I am coming again."))  # fmt: skip


_ANSWERS = (msgid("Lamps"), msgid("Bicycles"), msgid("Clothes"), "", msgid("Toys"), *[""] * 7)


def _ride(stage: Stage, campaign: Campaign, cast: Sequence[ResidentActor]) -> None:
    past = _event(stage, campaign, msgid("Along the river"), days=-5, at=time(9), route_m=12_000)
    came = _come(stage, campaign, past, cast[:_GUESTS])
    action = stage.app_services.get(LEDGER).catalogue.action(campaign.actions[0])
    choices = rides.options(action)
    for rider in came[: len(came) - 2]:
        option = stage.draw.choice([choices[0], *choices[:2]])
        ridden_at = past.ends_at + timedelta(hours=1)
        rides.confirm_planned(stage.session, stage.app_services.get(LEDGER), past, rider.resident_id, option, ridden_at)
    ahead = _event(stage, campaign, msgid("Round the three hills"), days=5, at=time(9), route_m=18_000)
    _register(stage, campaign, ahead, cast[: _GUESTS - 6], stage.now)
    _tell(stage, campaign, cast[2:3], msgid("We rode slowly and waited for everybody. I had not been by the river for "
                                            "a year."))  # fmt: skip


def _event(stage: Stage, campaign: Campaign, name: str, *, days: int, at: time, route_m: int | None = None) -> Event:
    """An event so many days from today, planned when the campaign began, where that is; a route for a ride."""
    place = campaign.place or in_all(stage.app_services, msgid("In front of the community centre"))
    plan = replace(
        _TWO_HOURS,
        name=in_all(stage.app_services, name),
        place=place,
        day=stage.app_services.calendar.today(stage.now) + days * _DAY,
        begins=at,
        ends=at.replace(hour=at.hour + 2),
        feedback_question=NO_TEXT if route_m else in_all(stage.app_services, msgid("What shall we mend next time?")),
    )
    calendar, planned_at = stage.app_services.calendar, stage.now - 9 * _DAY
    (event,) = planning.plan_events(stage.session, calendar, campaign, plan, form_key=f"demo:{name}", now=planned_at)
    if route_m:
        described = in_all(stage.app_services, msgid("Quiet roads, one long rest, no hurry."))
        rides.set_route(
            stage.session, event.id, rides.RouteDraft(route_m, "easy", place, described, campaign.actions[0])
        )
    return event


def _register(stage: Stage, campaign: Campaign, event: Event, guests: Sequence[ResidentActor], now: datetime) -> None:
    for guest in guests:
        registering.register(stage.session, stage.app_services.calendar, campaign, event.id, guest, now=now)


def _come(stage: Stage, campaign: Campaign, event: Event, guests: Sequence[ResidentActor]) -> list[ResidentActor]:
    """All of them register, most of them come, some of those have no phone in their hands."""
    _register(stage, campaign, event, guests, event.starts_at - 2 * _DAY)
    came = [guest for number, guest in enumerate(guests) if number % 5 != 4]
    arrivals = [
        Arrival(
            event.id, guest.resident_id, LIST if number % 4 == 3 else SCAN, event.starts_at, stage.organizer.account_id
        )
        for number, guest in enumerate(came)
    ]
    attendance = stage.app_services.get(PROGRAMME).attendance
    check_in_many(stage.session, stage.app_services.get(LEDGER), arrivals, event.starts_at, action=attendance)
    return came


# Homes


def _trio(stage: Stage, campaign: Campaign, cast: Sequence[ResidentActor]) -> None:
    """Every home promises one thing, and says what it kept of the last week."""
    ledger, promise = stage.app_services.get(LEDGER), stage.app_services.get(PROGRAMME).promise
    today, made_at = stage.app_services.calendar.today(stage.now), stage.now - 10 * _DAY
    for number, actor in enumerate(_one_a_home(cast)[: 2 * _HOMES]):
        action = ledger.catalogue.action(campaign.actions[number % len(campaign.actions)])
        weekly = pledges.rhythm_kind(action) == "week"
        pledge = pledges.make(
            stage.session,
            ledger,
            campaign,
            actor,
            action_id=action.id,
            option_id=action.default_option,
            quantity_milli=3000 if weekly else 1000,
            other_things=False,
            promise=promise,
            now=made_at,
        )
        for period in pledges.rhythm(pledge, action, stage.app_services.calendar).periods(
            stage.app_services.calendar, today
        ):
            if number and pledge_rules.is_asked(period, today):  # the first account still has a question to answer
                said_milli = 1000 * stage.draw.randint(1, 3) if weekly else 1000
                pledges.answer(
                    stage.session, ledger, actor, pledge.id, period.key, said_milli=said_milli, now=stage.now
                )


def _family(stage: Stage, campaign: Campaign, cast: Sequence[ResidentActor]) -> None:
    today = stage.app_services.calendar.today(stage.now)
    tasks = [one for one in families.tasks(stage.session, campaign.id) if one.action is None]
    begun = [one for one in tasks if week_span(campaign.starts_on, campaign.ends_on, one.week).first <= today]
    for actor, name in zip(_one_a_home(cast), _FAMILIES, strict=False):
        words, _ = _own_words(stage, name)
        family_services.join(stage.session, campaign, actor, words, today - 9 * _DAY, stage.now - 9 * _DAY)
        for task in stage.draw.sample(begun, stage.draw.randint(min(1, len(begun)), len(begun))):
            family_services.tick(stage.session, campaign, actor, task.id, done=True, today=today, now=stage.now)
    family_services.count(stage.session, campaign, stage.now)


_FAMILIES = (
    msgid("The early birds"),
    msgid("Three bicycles"),
    msgid("The lamp lighters"),
    msgid("Clean plates"),
    msgid("The river family"),
    msgid("Grandma's basket"),
)


def _one_a_home(cast: Sequence[ResidentActor]) -> list[ResidentActor]:
    return list({actor.household_id: actor for actor in reversed(cast)}.values())[::-1]


# Paintings


def _painting(stage: Stage, campaign: Campaign, cast: Sequence[ResidentActor]) -> None:
    """Some paintings hang in each age group, one waits for the city, and people have voted."""
    terms = gallery.terms(stage.session, campaign)
    works = iter(_WORKS)
    hung: list[tuple[int, str]] = []
    for group in terms.groups:
        for guardian in cast[len(hung) : len(hung) + _PER_GROUP]:
            number = _send_in(stage, campaign, guardian, group, next(works, _WORKS[0]))
            _allow(stage, gallery_services.subject(number))
            hung.append((number, group))
    for guardian in cast[len(hung) : len(hung) + 1]:
        _send_in(stage, campaign, guardian, terms.groups[0], _WORKS[0])
    today = stage.app_services.calendar.today(stage.now)
    for voter in cast[len(hung) + 1 : len(hung) + _VOTERS]:
        number, _ = stage.draw.choice(hung)
        gallery_services.vote(stage.session, campaign, terms, voter, number, stage.now, today)


@dataclass(frozen=True, slots=True)
class Work:
    """A child's painting: what it is called, by whom, what there is to see, as msgids; and what is drawn."""

    title: str
    name: str
    shows: str
    subject: str


def _send_in(stage: Stage, campaign: Campaign, guardian: ResidentActor, group: str, work: Work) -> int:
    today, terms = stage.app_services.calendar.today(stage.now), gallery.terms(stage.session, campaign)
    (title, language), (name, _), (shows, _) = (_own_words(stage, one) for one in (work.title, work.name, work.shows))
    said = Submission(f"demo:{guardian.resident_id}", title, name, group, shows, language)
    picture = take_in(painting(stage.draw, work.subject), guardian.resident_id)
    number = gallery_services.draft(stage.session, campaign, terms, guardian, said, picture, stage.now, today)
    path = f"/campaigns/{campaign.slug}/gallery/{number}"
    gallery_services.send_in(stage.session, campaign, terms, guardian, number, path, stage.now, today)
    return number


_WORKS = (
    Work(
        msgid("Bicycles by the river"),
        msgid("Anna"),
        msgid("Three people ride along the river, in front of two green hills."),
        "bicycles",
    ),
    Work(
        msgid("Boats without smoke"),
        msgid("Clara"),
        msgid("Three boats sail under a laughing sun, and a fish swims along."),
        "boats",
    ),
    Work(
        msgid("The sun makes our light"),
        msgid("David"),
        msgid("A big sun shines on a roof with a solar panel; two children wave."),
        "light",
    ),
    Work(
        msgid("A tree for everybody"),
        msgid("Emma"),
        msgid("Five children stand each beside a tree of their own."),
        "trees",
    ),
    Work(
        msgid("Grandpa's red bicycle"),
        msgid("Felix"),
        msgid("A red bicycle with a basket of flowers leans at a wall; a cat sits beside it."),
        "grandpa",
    ),
    Work(
        msgid("A windy day"),
        msgid("Ida"),
        msgid("A child flies a red kite; three wind turbines turn on the hills."),
        "wind",
    ),
    Work(
        msgid("My street in 2050"),
        msgid("Ben"),
        msgid("Four houses with solar panels; one green bus drives down the street, and flowers grow beside it."),
        "street",
    ),
    Work(
        msgid("The hills are green again"),
        msgid("Greta"),
        msgid("A pavilion stands on the highest of three hills, with young trees all around."),
        "hills",
    ),
    Work(
        msgid("On the way to school"),
        msgid("Hugo"),
        msgid("Four children walk up a path to a school with a red flag."),
        "school",
    ),
)


# Friends


def befriend(stage: Stage) -> None:
    """The first account has friends who did something this week; they have cheered, and one more asks."""
    host, *others = living(stage.session, Resident.id.in_(_first_residents(stage)))
    monday = stage.app_services.calendar.week(stage.app_services.calendar.today(stage.now)).start
    days = days_in_week(stage.session, [one.resident_id for one in others], monday)
    *chosen, asks = sorted(others, key=lambda one: -days.get(one.resident_id, 0))[:_FRIENDS]
    friends.renew_code(stage.session, host, stage.now)
    code = friend_queries.good_code(stage.session, host.resident_id)
    assert code is not None
    first = Person(host.resident_id, host.nickname)
    for friend in (*chosen, asks):
        friends.ask(stage.session, stage.app_services.calendar, friend, first, code.code, stage.now)
    for friend, phrase in zip(chosen, PHRASES, strict=False):
        friends.confirm(stage.session, host, Person(friend.resident_id, friend.nickname), stage.now)
        if phrase in _CHEERED:
            friends.cheer(stage.session, stage.app_services.calendar, friend, first, phrase, stage.now)


_FRIENDS, _MAY_KNOW = 5, 60
_CHEERED = ("well-done", "together")


def _first_residents(stage: Stage) -> Sequence[int]:
    """The first account and others, none of those who work for the city or organize."""
    staff = (stage.organizer.nickname, _JUDGE)
    found = select(Resident.id).join(Account, Account.id == Resident.account_id).where(Account.username.not_in(staff))
    return stage.session.scalars(found.order_by(Resident.id).limit(_MAY_KNOW)).all()


# Stories, and the city's look at things


def _tell(stage: Stage, campaign: Campaign, authors: Sequence[ResidentActor], message: str) -> None:
    for author in authors:
        text, language = _own_words(stage, message)
        words = StoryDraft(text, shows_name=False, picture_alt="", language=language)
        number = stories.write(stage.session, campaign, author, f"demo:{author.resident_id}", words, stage.now - _DAY)
        _allow(stage, stories.subject(number))


def _allow(stage: Stage, subject: str) -> None:
    """The city's account lets something through."""
    case_id = stage.session.scalars(select(Case.id).where(Case.subject == subject)).one()
    (judge,) = living(stage.session, Account.username == _JUDGE)
    by = replace(judge, roles=frozenset({"moderator"}))
    decide(stage.session, stage.app_services.get(LEDGER), by, case_id, Decision(True, "", ""), stage.now)


_SCENES: Mapping[str, Callable[[Stage, Campaign, Sequence[ResidentActor]], None]] = {
    "ride": _ride,
    "trio": _trio,
    "community": _community,
    "family": _family,
    "painting": _painting,
}
