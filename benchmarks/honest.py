"""Honest residents of many kinds, each of which looks like cheating to somebody in a hurry."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from benchmarks.town import DAYS, Line, Person, Said, Town, at, daily, default, usual
from footprint.ledger.rules import ORGANIZER_CONFIRMED

_WEEK = 7
_THEMES = ("clean_plate", "refill", "paperless", "sort_paper", "vegetarian_meal", "cup")


def ordinary(town: Town) -> None:
    """A household of one to four, each with habits of their own, written down in the evening or at once."""
    home = town.household()
    for _ in range(town.random.choice((1, 1, 1, 2, 2, 3, 4))):
        keep_habits(town, town.person("ordinary", home), town.random.randint(1, 6))


def keep_habits(town: Town, who: Person, number: int) -> None:
    """Some things done more or less often, mostly told when the reminder of the evening comes."""
    chance = town.random
    habits = [(usual(chance), chance.uniform(0.1, 0.9)) for _ in range(number)]
    reminded = chance.random() < 0.5
    evening = 20 * 60 if reminded else chance.uniform(18 * 60, 23 * 60)
    for day in range(DAYS):
        minute = evening + abs(chance.gauss(0, 4 if reminded else 30))
        for said, often in habits:
            if chance.random() < often:
                minute += chance.uniform(0.1, 1)
                who.lines.append(Line(day, said, at(day, min(minute, 24 * 60 - 1))))


def commuter(town: Town) -> None:
    """The same way to work and back at the same time, mostly with what the form offers."""
    chance = town.random
    who = town.person("fixed commuter")
    said = usual(chance, ("bus", "bus", "bicycle", "ebike", "walking"))
    lunch = default("clean_plate") if chance.random() < 0.5 else None
    for day in range(DAYS):
        if day % _WEEK < 5 and chance.random() < 0.97:
            who.lines.append(Line(day, said, at(day, 8 * 60 + chance.gauss(0, 4))))
            who.lines.append(Line(day, said, at(day, 18 * 60 + chance.gauss(0, 8))))
            if lunch:
                who.lines.append(Line(day, lunch, at(day, 12 * 60 + 30 + chance.gauss(0, 8))))


def weekly_keeper(town: Town) -> None:
    """Seven days written down on Sunday evening, one after the other, or all sent at once by a phone back online."""
    chance = town.random
    who = town.person("weekly diary keeper")
    habits = [usual(chance) for _ in range(chance.randint(3, 10))]
    seconds = 0.2 if chance.random() < 0.4 else 8
    for sunday in range(6, DAYS, _WEEK):
        minute = chance.uniform(19 * 60, 22 * 60)
        for day in range(sunday - 6, sunday + 1):
            for said in habits * chance.randint(1, 2):
                if chance.random() < 0.75:
                    minute += chance.uniform(0.5, 2) * seconds / 60
                    who.lines.append(Line(day, said, at(sunday, minute)))


def courier(town: Town) -> None:
    """80 to 100 km a day, six days a week, as one figure or delivery by delivery."""
    chance = town.random
    who = town.person("courier")
    action, option = chance.choice((("ebike", "none"), ("bicycle", "none"), ("ebike", "motorcycle")))
    ways = chance.choice((1, 2, 12, 25, 40))
    for day in range(DAYS):
        if day % _WEEK < 6:
            metres = chance.randint(80, 100) * 1000
            for number in range(ways):
                minute = 9 * 60 + (number + 1) * 600 / ways + chance.uniform(0, 10)
                who.lines.append(Line(day, Said(action, option, metres // ways), at(day, minute)))


def family(town: Town) -> None:
    """Three to five on one telephone, with the grandparents in another home: the same walks, the same meals."""
    chance = town.random
    device, network = town.place(), town.place()
    homes = [town.household(), town.household()]
    members = [town.person("family on one phone", homes[number > 3]) for number in range(chance.randint(3, 6))]
    together = [usual(chance) for _ in range(4)]
    for member in members:
        member.device, member.network = device, network
    for day in range(DAYS):
        did = [said for said in together if chance.random() < 0.6]
        minute = chance.uniform(19 * 60, 21 * 60)
        for member in members:
            for said in did:
                minute += chance.uniform(0.2, 0.6)
                member.lines.append(Line(day, said, at(day, minute)))
    for member in members:
        keep_habits(town, member, chance.randint(0, 2))


def school(town: Town) -> None:
    """A class that joins in one lesson and writes down in class: the day's theme, the own way, sometimes more."""
    chance = town.random
    network, tablet, team = town.place(), town.place(), town.team()
    on_tablet, joined_at = chance.random() < 0.3, at(-chance.randint(1, 60), 10 * 60)
    for _ in range(chance.randint(25, 40)):
        pupil = _joins(town, "school behind one address", joined_at, team)
        pupil.network, pupil.device = network, tablet if on_tablet else pupil.device
        _schooldays(town, pupil)


def _joins(town: Town, kind: str, from_at: datetime, team: int) -> Person:
    """Somebody who joins within half an hour of the others of the team."""
    who = town.person(kind)
    who.joined_at, who.teams = from_at + timedelta(minutes=town.random.uniform(0, 30)), (team,)
    return who


def _schooldays(town: Town, pupil: Person) -> None:
    chance = town.random
    way = usual(chance, ("walking", "walking", "bus", "bicycle"))
    way = Said(way.action, chance.choice(("none", "none", "unknown", "car")), way.milli)
    more, often = [usual(chance) for _ in range(2)], chance.choice((0, chance.uniform(0, 0.4)))
    for day in range(DAYS):
        if day % _WEEK < 5 and chance.random() < 0.95:
            minute = 10 * 60 + chance.uniform(0, 6)
            for said in (default(_THEMES[day % len(_THEMES)]), way):
                pupil.lines.append(Line(day, said, at(day, minute)))
        for said in more:
            if chance.random() < often:
                pupil.lines.append(Line(day, said, at(day, chance.uniform(17, 21) * 60)))


def club_ride(town: Town) -> None:
    """Fifty who ride the same 6 km on the same evening: most are checked in, some write it down themselves."""
    chance = town.random
    team, evening = town.team(), chance.randrange(5, DAYS - 1)
    ride = Said("bicycle", "none", 6000)
    for _ in range(50):
        rider = _joins(town, "club ride", at(evening, 18 * 60), team)
        if chance.random() < 0.7:
            rider.lines.append(Line(evening, ride, at(evening, 18 * 60 + 30), ORGANIZER_CONFIRMED))
        else:
            rider.lines.append(Line(evening, ride, at(evening, 20 * 60 + chance.uniform(0, 30))))
        keep_habits(town, rider, chance.randint(0, 4))
        rider.lines = [line for line in rider.lines if line.day >= evening]


def newcomer(town: Town) -> None:
    """Tries every tile in its order, as offered, on the first evenings; then a few habits."""
    chance = town.random
    who = town.person("newcomer who tries everything")
    first = chance.randrange(DAYS - 5)
    who.joined_at = at(first, 19 * 60)
    for day in range(first, first + chance.randint(1, 4)):
        minute = 19 * 60 + chance.uniform(5, 120)
        for action in daily():
            if chance.random() < 0.9:
                minute += chance.uniform(0.1, 0.5)
                who.lines.append(Line(day, default(action), at(day, minute)))
    keep_habits(town, who, 2)
    who.lines = [line for line in who.lines if line.day >= first]


def firm(town: Town) -> None:
    """Colleagues who join a team at lunch and write down what the form offers when they are reminded."""
    chance = town.random
    network, team, joined_at = town.place(), town.team(), at(-chance.randint(1, 60), 12 * 60)
    for _ in range(chance.randint(20, 60)):
        who = _joins(town, "firm that joined at lunch", joined_at, team)
        who.network = network
        habits = [default(one) for one in chance.sample(("bus", "walking", "cup", "clean_plate", "paperless"), 3)]
        for day in range(DAYS):
            for said in habits if day % _WEEK < 5 else ():
                if chance.random() < 0.7:
                    who.lines.append(Line(day, said, at(day, 17 * 60 + 30 + abs(chance.gauss(0, 3)))))


def two_homes(town: Town) -> None:
    """A couple in two homes who eat, walk and write together."""
    chance = town.random
    together = [usual(chance) for _ in range(7)]
    couple = [town.person("couple in two homes") for _ in range(2)]
    for day in range(DAYS):
        minute = chance.uniform(19 * 60, 22 * 60)
        for said in together:
            if chance.random() < 0.6:
                for who in couple:
                    who.lines.append(Line(day, said, at(day, minute + chance.uniform(0, 2))))


def long_rider(town: Town) -> None:
    """Trains on weekdays, and rides 150 to 400 km on a day of the weekend."""
    chance = town.random
    who = town.person("long-distance rider")
    for day in range(DAYS):
        if day % _WEEK == 5:
            metres, evening = chance.randint(150, 400) * 1000, chance.uniform(19, 23) * 60
            who.lines.append(Line(day, Said("bicycle", "none", metres), at(day, evening)))
        elif day % _WEEK in (1, 3):
            who.lines.append(Line(day, Said("bicycle", "none", chance.randint(30, 70) * 1000), at(day, 21 * 60)))


def night_worker(town: Town) -> None:
    """Comes home after midnight, and dates the way by the day of arriving."""
    chance = town.random
    who = town.person("night worker")
    said = Said(*chance.choice((("bus", "car"), ("ebike", "car"), ("bicycle", "car"))), chance.randint(3, 25) * 1000)
    for day in range(DAYS):
        if chance.random() < 0.7:
            who.lines.append(Line(day, said, at(day, chance.uniform(5, 60))))


def helper(town: Town) -> None:
    """A volunteer who writes down on one tablet, once a week, what twenty elders of as many homes tell."""
    chance = town.random
    tablet, network, joined_at = town.place(), town.place(), at(-chance.randint(1, 60), 14 * 60)
    pool = [default(one) for one in ("walking", "basket", "clean_plate", "sort_paper", "bus", "cup")]
    elders = [_joins(town, "elders with one helper", joined_at, 0) for _ in range(chance.randint(12, 25))]
    for who in elders:
        who.teams, who.device, who.network = (), tablet, network
        habits = [(said, chance.uniform(0.4, 0.95)) for said in chance.sample(pool, chance.randint(2, 4))]
        for day in range(DAYS):
            told_at = at(day + 6 - day % _WEEK, 14 * 60 + chance.uniform(0, 90))
            who.lines += [Line(day, said, told_at) for said, often in habits if chance.random() < often]


def challenge(town: Town) -> None:
    """Two firms and other people who do the same five things every day, as a challenge of the city asks them to."""
    chance = town.random
    five = [default(one) for one in ("walking", "cup", "basket", "clean_plate", "refill")]
    for number in range(3):
        network, team, joined_at = town.place(), town.team(), at(-chance.randint(1, 60), 12 * 60)
        for _ in range(30):
            who = _joins(town, "challenge of five things", joined_at, team)
            who.network, who.teams = (town.place(), ()) if number == 2 else (network, (team,))
            diligence = chance.uniform(0.8, 1)
            for day in range(DAYS):
                told_at = at(day, 20 * 60 + abs(chance.gauss(0, 4)))
                who.lines += [Line(day, said, told_at) for said in five if chance.random() < diligence]


def small_challenge(town: Town) -> None:
    """Offices and other people who do the same three things every day, and have a habit of their own or none."""
    chance = town.random
    three = [default(one) for one in chance.sample(("walking", "cup", "basket", "clean_plate", "refill"), 3)]
    for number in range(4):
        network, team, joined_at = town.place(), town.team(), at(-chance.randint(1, 60), 9 * 60)
        for _ in range(15):
            who = _joins(town, "challenge of three things", joined_at, team)
            who.network, who.teams = (town.place(), ()) if number > 1 else (network, (team,))
            diligence = chance.uniform(0.8, 1)
            for day in range(DAYS):
                told_at = at(day, 20 * 60 + abs(chance.gauss(0, 10)))
                who.lines += [Line(day, said, told_at) for said in three if chance.random() < diligence]
            keep_habits(town, who, chance.randint(0, 1))


def works_bus(town: Town) -> None:
    """Colleagues who take the bus of the works there and back, from one suburb, and eat up in its canteen."""
    chance = town.random
    network, team, joined_at = town.place(), town.team(), at(-chance.randint(1, 60), 12 * 60)
    way, plate = Said("bus", "car", chance.randrange(9_500, 30_000, 500)), default("clean_plate")
    for _ in range(chance.randint(15, 40)):
        who = _joins(town, "colleagues on the works bus", joined_at, team)
        who.network, diligence = network, chance.uniform(0.8, 1)
        for day in range(DAYS):
            for said in (way, way, plate) if day % _WEEK < 5 else ():
                if chance.random() < diligence:
                    who.lines.append(Line(day, said, at(day, 18 * 60 + chance.uniform(0, 60))))
        keep_habits(town, who, chance.randint(0, 1))


def classmates(town: Town) -> None:
    """Two who write down together, on the way home, what stands on their teacher's list."""
    chance = town.random
    network, team, joined_at = town.place(), town.team(), at(-chance.randint(1, 60), 10 * 60)
    both = [_joins(town, "classmates with one list", joined_at, team) for _ in range(2)]
    listed = [usual(chance) for _ in range(chance.randint(5, 8))]
    for who in both:
        who.network = network
    for day in range(DAYS):
        minute = chance.uniform(16 * 60, 17 * 60)
        for said in listed if day % _WEEK < 5 else ():
            for who in both:
                who.lines.append(Line(day, said, at(day, minute + chance.uniform(0, 3))))


def twins(town: Town) -> None:
    """Grown-up twins in two homes who do everything together, and write it down on the telephone of one of them, first
    for the one, then for the other."""
    chance = town.random
    phone, network = town.place(), town.place()
    both = [town.person("twins on one telephone") for _ in range(2)]
    together = [usual(chance) for _ in range(chance.randint(5, 9))]
    for who in both:
        who.device, who.network = phone, network
    for day in range(DAYS):
        did = [said for said in together if chance.random() < 0.7]
        minute = chance.uniform(19 * 60, 22 * 60)
        for who in both:
            for said in did:
                minute += chance.uniform(0.1, 0.4)
                who.lines.append(Line(day, said, at(day, minute)))


def thorough(town: Town) -> None:
    """Eats up three meals without meat, leaves three rooms uncooled, every day, and drinks a lot from the own cup."""
    chance = town.random
    who = town.person("as thorough as can be")
    meals = [Said(one, "standard", 3000) for one in ("clean_plate", "vegetarian_meal", "ac")]
    drink, often = default(chance.choice(("cup", "refill"))), chance.uniform(0, 0.7)
    cups = Said(drink.action, drink.option, 5000)
    for day in range(DAYS):
        did = meals + [cups] * (chance.random() < often)
        who.lines += [Line(day, said, at(day, 21 * 60 + chance.uniform(0, 30))) for said in did]


Kinds = Mapping[str, tuple[Callable[[Town], None], int]]
FIRST: Kinds = {
    "ordinary": (ordinary, 1500),
    "fixed commuter": (commuter, 400),
    "weekly diary keeper": (weekly_keeper, 200),
    "courier": (courier, 100),
    "family on one phone": (family, 60),
    "school behind one address": (school, 10),
    "club ride": (club_ride, 6),
    "newcomer who tries everything": (newcomer, 200),
    "firm that joined at lunch": (firm, 8),
    "couple in two homes": (two_homes, 60),
    "long-distance rider": (long_rider, 60),
    "night worker": (night_worker, 60),
    "elders with one helper": (helper, 6),
    "challenge of five things": (challenge, 2),
}
LATER: Kinds = {
    "challenge of three things": (small_challenge, 2),
    "colleagues on the works bus": (works_bus, 6),
    "classmates with one list": (classmates, 40),
    "twins on one telephone": (twins, 40),
    "as thorough as can be": (thorough, 60),
}
HONEST: Kinds = {**FIRST, **LATER}
"""The kinds, how each is made, and how many times a whole town has it (households, classes, rides, firms). Those that
came later are made last, so that everybody else in a town of some seed is the same as before."""
