"""Cheaters of many kinds; how they are found is none of their business."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from benchmarks.town import DAYS, Line, Person, Said, Town, at, catalogue, daily, usual
from footprint.actions.action import Action

_PAYING = ("bicycle", "shared_bicycle", "ebike", "bus", "vegetarian_meal", "basket", "sort_paper", "sort_plastic")
_DAY = 24 * 60


def farm(town: Town) -> None:
    """Ten to sixty accounts that a script writes for: one diary for all, with omissions; some vary the quantities."""
    chance = town.random
    devices, network = [town.place() for _ in range(chance.choice((1, 1, 2, 3)))], town.place()
    teams = (town.team(),) if chance.random() < 0.7 else ()
    overnight, joined_at = chance.random() < 0.6, at(-chance.randint(2, 40), chance.uniform(0, _DAY))
    omits, varies = chance.uniform(0, 0.1), chance.random() < 0.1
    diary = _script(town)
    for _ in range(chance.randint(10, 60)):
        who = town.person("account farm")
        who.joined_at = joined_at + timedelta(minutes=chance.uniform(0, 90 if overnight else 30 * _DAY))
        who.teams, who.network = teams, network if chance.random() < 0.9 else town.place()
        who.device = chance.choice(devices) if chance.random() < 0.8 else town.place()
        _copy(town, who, diary, omits, late=chance.uniform(0, 30), varies=varies)


def _script(town: Town) -> Sequence[Line]:
    """What a script writes down day by day: well-paid things, all of them or some by turns."""
    chance = town.random
    stock = [_well_paid(town) for _ in range(chance.randint(3, 8))]
    often = chance.choice((1.0, 0.8, 0.6))
    hour = chance.uniform(6, 22)
    return [Line(day, said, at(day, hour * 60)) for day in range(DAYS) for said in stock if chance.random() < often]


def _well_paid(town: Town) -> Said:
    action = catalogue().actions[town.random.choice(_PAYING)]
    most = min(limit.max_milli for limit in action.limits if limit.period == "day")
    step = action.amount.step_milli
    milli = max(step, int(most * town.random.uniform(0.1, 0.6)) // step * step)
    return Said(action.id, _best_option(action), milli)


def _best_option(action: Action) -> str:
    """The answer whose method credits something; cars first, as a cheater would say."""
    return max(action.options, key=lambda one: (one.id == "car", one.method.formula is not None)).id


def _copy(
    town: Town, who: Person, diary: Sequence[Line], omits: float, *, late: float = 0, varies: bool = False
) -> None:
    """Writes a diary down for an account, so many minutes later, with omissions."""
    for line in diary:
        if town.random.random() >= omits:
            share = town.random.uniform(0.9, 1.1) if varies else 1
            said = Said(line.said.action, line.said.option, max(1, round(line.said.milli * share)))
            told_at = line.told_at + timedelta(minutes=late, seconds=town.random.uniform(0, 20))
            who.lines.append(Line(line.day, said, told_at))


def copies(town: Town) -> None:
    """One person with three to eight accounts, who writes the own evening's list down in one after the other."""
    _copied(town, "copied diary", town.random.randint(3, 8))


def twin(town: Town) -> None:
    """The same with two accounts."""
    _copied(town, "diary kept twice", 2)


def _copied(town: Town, kind: str, number: int) -> None:
    chance = town.random
    stock = [usual(chance) if chance.random() < 0.5 else _well_paid(town) for _ in range(chance.randint(5, 12))]
    evening, often, omits = chance.uniform(18, 22) * 60, chance.uniform(0.3, 0.8), chance.uniform(0, 0.08)
    phone, network = (town.place(), town.place()) if chance.random() < 0.6 else (None, None)
    diary = [
        Line(day, said, at(day, evening + chance.gauss(0, 15)))
        for day in range(DAYS)
        for said in stock
        if chance.random() < often
    ]
    for turn in range(number):
        who = town.person(kind)
        who.device, who.network = phone, network
        _copy(town, who, diary, omits, late=turn * chance.uniform(1, 3))


def impossible(town: Town) -> None:
    """Writes down, on some days, ways that nobody can have gone: as long as a body's record of a whole day or longer,
    or faster than any record of an hour since the morning."""
    chance = town.random
    who = town.person("impossible speed")
    action, record_km, record_kmh = chance.choice(
        (("bicycle", 1026, 56.8), ("shared_bicycle", 1026, 56.8), ("walking", 319, 21))
    )
    for day in chance.sample(range(DAYS), chance.randint(3, 10)):
        minute = chance.uniform(8, 23) * 60
        since_six = record_kmh * (minute - 6 * 60) / 60
        km = chance.choice((record_km, since_six)) * chance.uniform(1, 3)
        who.lines.append(Line(day, Said(action, "car", round(km * 1000)), at(day, minute)))


def claimer(town: Town) -> None:
    """Claims the most of a day, every day, of a few actions or of all that are paid."""
    chance = town.random
    who = town.person("daily maximum claimer")
    limited = [catalogue().actions[one] for one in daily()]
    paid = [one for one in limited if any(option.method.formula is not None for option in one.options)]
    claimed = chance.sample(paid, chance.randint(1, len(paid)))
    for day in range(DAYS):
        minute = chance.uniform(18, 22) * 60
        for action in claimed:
            most = min(limit.max_milli for limit in action.limits if limit.period in ("day", "year"))
            minute += chance.uniform(0.1, 0.4)
            who.lines.append(Line(day, Said(action.id, _best_option(action), most), at(day, minute)))


def burst(town: Town) -> None:
    """A script that writes 60 to 600 entries for the week past within minutes, week after week."""
    chance = town.random
    who = town.person("burst")
    stock = [_well_paid(town) for _ in range(8)]
    for sunday in range(6, DAYS, 7):
        minute, seconds = chance.uniform(0, _DAY), chance.uniform(0.1, 1.5)
        for number in range(chance.randint(60, 600)):
            day = sunday - number % 7
            who.lines.append(Line(day, chance.choice(stock), at(sunday, minute + number * seconds / 60)))


CHEATS: Mapping[str, tuple[Callable[[Town], None], int]] = {
    "account farm": (farm, 4),
    "copied diary": (copies, 10),
    "diary kept twice": (twin, 6),
    "impossible speed": (impossible, 30),
    "daily maximum claimer": (claimer, 15),
    "burst": (burst, 10),
}
"""The kinds, how each is made, and how many times a whole town has it (persons, whatever accounts they keep)."""
