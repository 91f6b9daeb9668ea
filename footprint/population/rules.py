"""An invented population, pure: who they are, and what they do on which day. The same seed gives the same people.

Plausible, not measured: most people do little and a few a lot (a log-normal number of deeds a day), everybody has a
handful of habits and one answer to each habit's question, trips follow the working week and the season, districts
differ in vigour. Every person has random numbers of their own, so a larger population begins with the same people.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from civic.city.pack import City
from footprint.actions.catalogue import Action
from footprint.actions.devices import counts_from, months_to_confirm
from footprint.ledger.rules import ORGANIZER_CONFIRMED, SELF_REPORTED

_MEDIAN_DEEDS_A_DAY = 0.1
_SPREAD = 1.15
_MOST_DEEDS_A_DAY = 4.0
_VIGOUR = (0.6, 1.7)
_SHARES_A_HOME_ONE_IN = 5
_EVENING_PEAK_MINUTE, _MINUTE_SPREAD = 18 * 60, 4 * 60
_FIRST_MINUTE, _LAST_MINUTE = 6 * 60 + 20, 22 * 60 + 40
_REPLACES_THE_COMMON = 0.85
_CONFIRMS = 0.85
_UNDONE_ONE_IN = 70
_TOO_MUCH_ONE_IN = 120
_CONFIRMED_ONE_IN = 25
_COLD_MONTHS = frozenset({12, 1, 2})
_WORKDAY_OR_WEEKEND = {"substitution": (1.0, 0.45), "none": (0.12, 1.0)}
"""How likely the day suits an action of this form: trips belong to workdays, events and pledges to weekends."""
_COLD = {"substitution": 0.6}


@dataclass(frozen=True, slots=True)
class Habit:
    """What somebody does again and again, always with the same answer (their bag, the car they leave at home)."""

    action: str
    option: str
    weight: float


@dataclass(frozen=True, slots=True)
class InventedResident:
    """Somebody invented: `deeds_a_day` on average. `lives_with` is the number of somebody who was there before."""

    number: int
    district_id: str
    subdistrict_id: str | None
    lives_with: int | None
    joined_on: date
    deeds_a_day: float
    habits: tuple[Habit, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody's deed `number`: at a minute of the day, so much of an action, perhaps taken back a little later."""

    person: int
    number: int
    day: date
    minute: int
    action: str
    option: str
    quantity_milli: int
    tier: int
    is_undone: bool
    device: int | None = None
    """Which of the person's devices of this action, from 0: a month of it is confirmed that ended on `about`."""
    about: date | None = None


def people(
    city: City, actions: Sequence[Action], *, count: int, first: date, last: date, seed: int
) -> list[InventedResident]:
    """`count` residents who joined between `first` and `last`, half of them in the first third of that time."""
    vigour = {district.id: _chance(seed, district.id).uniform(*_VIGOUR) for district in city.districts}
    found: list[InventedResident] = []
    for number in range(count):
        chance = _chance(seed, number)
        person = _person(chance, number, city, vigour, actions)
        joined_on = first + timedelta(days=int((last - first).days * chance.random() ** 1.6))
        if found and chance.randrange(_SHARES_A_HOME_ONE_IN) == 0:
            home = found[-1]
            person = replace(
                person, lives_with=home.number, district_id=home.district_id, subdistrict_id=home.subdistrict_id
            )
            joined_on = max(joined_on, home.joined_on)
        found.append(replace(person, joined_on=joined_on))
    return found


def _person(
    chance: random.Random, number: int, city: City, vigour: Mapping[str, float], actions: Sequence[Action]
) -> InventedResident:
    weights = [district.residents * vigour[district.id] for district in city.districts]
    district = chance.choices(city.districts, weights)[0]
    part = chance.choice(district.subdistricts) if district.subdistricts and chance.random() < 0.7 else None
    deeds_a_day = vigour[district.id] * chance.lognormvariate(math.log(_MEDIAN_DEEDS_A_DAY), _SPREAD)
    return InventedResident(
        number=number,
        district_id=district.id,
        subdistrict_id=part.id if part else None,
        lives_with=None,
        joined_on=date.min,
        deeds_a_day=min(_MOST_DEEDS_A_DAY, deeds_a_day),
        habits=_habits(chance, actions, chance.randint(2, 6)),
    )


def enthusiast(person: InventedResident, actions: Sequence[Action], first: date, seed: int) -> InventedResident:
    """The same person with a rich history: there from the first day, active every day, in many ways."""
    habits = _habits(_chance(seed, "enthusiast"), actions, len(actions))
    return replace(person, joined_on=first, lives_with=None, deeds_a_day=1.8, habits=habits)


def _habits(chance: random.Random, actions: Sequence[Action], count: int) -> tuple[Habit, ...]:
    """Different actions, the popular ones likelier."""
    left, habits = list(actions), []
    for _ in range(min(count, len(actions))):
        action = chance.choices(left, [1 / (2 + action.popularity) for action in left])[0]
        left.remove(action)
        option = action.default_option if chance.random() < _default_share(action) else chance.choice(action.options).id
        habits.append(Habit(action.id, option, chance.uniform(0.3, 1.0) / (2 + action.popularity)))
    return tuple(habits)


def _default_share(action: Action) -> float:
    """How many take the default. Nobody is offered one where the answer decides; some are not sure all the same."""
    return 0.1 if action.question and action.question.decides else 0.55


def deeds(person: InventedResident, actions: Mapping[str, Action], last: date, seed: int) -> Iterator[Deed]:
    """Everything the person does from the day after joining to `last`, in order of days."""
    chance = _chance(seed, f"{person.number}:deeds")
    number = 0
    day = person.joined_on
    while day < last:
        day += timedelta(days=1)
        tries, rest = divmod(person.deeds_a_day, 1)
        for _ in range(int(tries) + (chance.random() < rest)):
            habit = chance.choices(person.habits, [habit.weight for habit in person.habits])[0]
            action = actions[habit.action]
            if action.is_device:
                continue
            if chance.random() < _suits(action, day):
                yield _deed(chance, person, number, action, habit.option, day)
                number += 1


def devices(person: InventedResident, actions: Mapping[str, Action], seed: int) -> list[tuple[str, tuple[str, ...]]]:
    """The actions of devices (lamps that were changed), each with what every single device replaced.

    Most replaced what is common, a few what has become rare.
    """
    chance = _chance(seed, f"{person.number}:devices")
    owned = [actions[habit.action] for habit in person.habits if actions[habit.action].is_device]
    return [(action.id, tuple(_replaced(chance, action) for _ in range(_how_many(chance, action)))) for action in owned]


def _how_many(chance: random.Random, action: Action) -> int:
    return chance.choice(action.amount.quick_milli[:3] or (1000,)) // 1000


def _replaced(chance: random.Random, action: Action) -> str:
    return action.default_option if chance.random() < _REPLACES_THE_COMMON else chance.choice(action.options).id


def confirmations(person: InventedResident, actions: Mapping[str, Action], last: date, seed: int) -> Iterator[Deed]:
    """The months of devices that the person confirms in the first days of the month after; some are forgotten."""
    chance, number = _chance(seed, f"{person.number}:months"), 0
    for day in months_to_confirm(last, counts_from(person.joined_on)):
        for action, replaced in devices(person, actions, seed):
            told_on = day + timedelta(days=chance.randint(1, 6))
            if chance.random() < _CONFIRMS and told_on <= last:
                for device, option in enumerate(replaced):
                    deed = _deed(chance, person, number, actions[action], option, told_on)
                    yield replace(deed, quantity_milli=1000, tier=SELF_REPORTED, device=device, about=day)
                    number += 1


def _suits(action: Action, day: date) -> float:
    """How likely the day is for the action, 0 to 1."""
    if action.months and day.month not in action.months:
        return 0.0
    workday, weekend = _WORKDAY_OR_WEEKEND.get(action.form, (0.8, 1.0))
    weight = weekend if day.weekday() >= 5 else workday
    return weight * _COLD.get(action.form, 1.0) if day.month in _COLD_MONTHS else weight


def _deed(chance: random.Random, person: InventedResident, number: int, action: Action, option: str, day: date) -> Deed:
    is_seen = "organizer" in action.evidence and chance.randrange(_CONFIRMED_ONE_IN) == 0
    minute = int(chance.gauss(_EVENING_PEAK_MINUTE, _MINUTE_SPREAD))
    return Deed(
        person=person.number,
        number=number,
        day=day,
        minute=min(max(minute, _FIRST_MINUTE), _LAST_MINUTE),
        action=action.id,
        option=option,
        quantity_milli=_quantity(chance, action),
        tier=ORGANIZER_CONFIRMED if is_seen or not action.is_by_hand else SELF_REPORTED,
        is_undone=chance.randrange(_UNDONE_ONE_IN) == 0,
    )


def _quantity(chance: random.Random, action: Action) -> int:
    """One of the quantities that the form offers, or around the default; now and then more than the limit."""
    amount = action.amount
    if action.limits and chance.randrange(_TOO_MUCH_ONE_IN) == 0:
        return _stepped(int(action.limits[0].max_milli * 1.5), amount.step_milli)
    if amount.quick_milli and chance.random() < 0.4:
        return chance.choice(amount.quick_milli[:3])
    return _stepped(int(amount.default_milli * chance.lognormvariate(0, 0.4)), amount.step_milli)


def _stepped(milli: int, step_milli: int) -> int:
    return max(1, round(milli / step_milli)) * step_milli


def _chance(seed: int, name: object) -> random.Random:
    """Random numbers that depend on nothing else; a text as the seed gives the same ones on every machine."""
    return random.Random(f"{seed}:{name}")  # noqa: S311 (invents people, guards nothing)
