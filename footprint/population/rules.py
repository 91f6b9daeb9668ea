"""An invented population, pure: who they are, and what they do on which day. The same seed gives the same people.

Plausible, not measured: most people do little and a few a lot (a log-normal number of deeds a day), everybody has a
handful of habits, trips follow the working week and the season, districts differ in vigour. The random numbers come
from one generator per person, so a larger population begins with the same people.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civic.city.pack import City
from footprint.ledger.rules import ORGANIZER_CONFIRMED, SELF_REPORTED
from footprint.quantities.catalogue import Action

_MEDIAN_DEEDS_A_DAY = 0.09
_SPREAD = 1.15
_MOST_DEEDS_A_DAY = 4.0
_UNDONE_ONE_IN = 80
_TOO_MUCH_ONE_IN = 150
_CONFIRMED_ONE_IN = 25
_WEEKDAY = {"travel": (1.25, 0.45), "food": (1.0, 1.1), "together": (0.3, 2.4)}
"""How much likelier a habit's group is from Monday to Friday, and at the weekend."""
_WINTER_MONTHS = frozenset({12, 1, 2})
_OUTDOORS = frozenset({"bicycle", "shared_bicycle", "walking", "ebike"})
_MINUTES = (6 * 60 + 30, 22 * 60)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented: `deeds_a_day` on average, `habits` as action id → weight."""

    number: int
    district_id: str
    subdistrict_id: str | None
    joined_on: date
    deeds_a_day: float
    habits: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does: at a minute of the day, so much of an action, perhaps taken back a little later."""

    person: int
    day: date
    minute: int
    action: str
    option: str
    quantity_milli: int
    tier: int
    is_undone: bool


def people(
    city: City, actions: Sequence[Action], *, count: int, first: date, last: date, seed: int
) -> Iterator[Person]:
    """`count` residents who joined between `first` and `last`, half of them in the first third of that time."""
    vigour = {district.id: random.Random(f"{seed}:{district.id}").uniform(0.6, 1.7) for district in city.districts}  # noqa: S311
    weights = [district.residents * vigour[district.id] for district in city.districts]
    for number in range(count):
        chance = random.Random(f"{seed}:{number}")  # noqa: S311 (an invented population, the same for the same seed)
        district = chance.choices(city.districts, weights)[0]
        part = chance.choice(district.subdistricts) if district.subdistricts and chance.random() < 0.7 else None
        joined = first + timedelta(days=int((last - first).days * chance.random() ** 1.6))
        yield Person(
            number=number,
            district_id=district.id,
            subdistrict_id=part.id if part else None,
            joined_on=joined,
            deeds_a_day=min(_MOST_DEEDS_A_DAY, chance.lognormvariate(math.log(_MEDIAN_DEEDS_A_DAY), _SPREAD)),
            habits=_habits(chance, actions),
        )


def _habits(chance: random.Random, actions: Sequence[Action]) -> dict[str, float]:
    """Two to six habits, the popular ones likelier."""
    found: dict[str, float] = {}
    for _ in range(chance.randint(2, 6)):
        action = chance.choices(actions, [1 / (2 + action.popularity) for action in actions])[0]
        found[action.id] = chance.uniform(0.3, 1.0)
    return found


def deeds(person: Person, actions: Mapping[str, Action], last: date, seed: int) -> Iterator[Deed]:
    """Everything the person does from the day of joining to `last`, in order."""
    chance = random.Random(f"{seed}:{person.number}:deeds")  # noqa: S311
    day = person.joined_on
    while day <= last:
        due = person.deeds_a_day
        while due > 0:
            if chance.random() < due:
                deed = _deed(chance, person, actions, day)
                if deed is not None:
                    yield deed
            due -= 1
        day += timedelta(days=1)


def _deed(chance: random.Random, person: Person, actions: Mapping[str, Action], day: date) -> Deed | None:
    """One deed of the day, None when the habit does not fit the day."""
    chosen = chance.choices(list(person.habits), list(person.habits.values()))[0]
    action = actions[chosen]
    fitting = _fits(action, day)
    if (action.months and day.month not in action.months) or chance.random() > fitting:
        return None
    option = action.default_option if chance.random() < 0.55 else chance.choice(action.options).id
    is_confirmed = "organizer" in action.evidence and chance.randrange(_CONFIRMED_ONE_IN) == 0
    return Deed(
        person=person.number,
        day=day,
        minute=chance.randint(*_MINUTES),
        action=action.id,
        option=option,
        quantity_milli=_quantity(chance, action),
        tier=ORGANIZER_CONFIRMED if is_confirmed else SELF_REPORTED,
        is_undone=chance.randrange(_UNDONE_ONE_IN) == 0,
    )


def _fits(action: Action, day: date) -> float:
    """How likely the day is for the action, 0 to 1."""
    workday, weekend = _WEEKDAY.get(action.group, (1.0, 1.0))
    weight = weekend if day.weekday() >= 5 else workday
    if action.id in _OUTDOORS and day.month in _WINTER_MONTHS:
        weight *= 0.5
    return weight / max(workday, weekend)


def _quantity(chance: random.Random, action: Action) -> int:
    """Around the action's default, in its steps; now and then more than a day's limit."""
    amount = action.amount
    if action.limits and chance.randrange(_TOO_MUCH_ONE_IN) == 0:
        return _stepped(int(action.limits[0].max_milli * 1.5), amount.step_milli)
    return _stepped(int(amount.default_milli * chance.lognormvariate(0, 0.45)), amount.step_milli)


def _stepped(milli: int, step_milli: int) -> int:
    return max(1, round(milli / step_milli)) * step_milli
