"""In a demonstration year every badge is earned by some and by far from everybody."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from campaigns.teams import rules as team_rules
from campaigns.teams.challenge_file import Template, load_templates
from campaigns.teams.rules import Goal, MemberDays
from civic.calendar import CityCalendar, monday_of
from civic.city.pack import load_city
from civic.paths import CITIES
from footprint.actions.catalogue import load_catalogue
from footprint.population import rules as population
from footprint.rewards import streaks
from footprint.rewards.badges import Deed, judge
from footprint.rewards.rewards_file import load_rewards

FOLDER = CITIES / "zhenjiang"
RESIDENTS, DAYS, SEED = 500, 365, 7
LAST = date(2026, 11, 27)
FEWEST, MOST = 0.005, 0.8
MEMBERS, WEEKS = 8, 2


def test_every_badge_is_earned_by_some_and_not_by_nearly_all() -> None:
    city = load_city(FOLDER)
    catalogue = load_catalogue(FOLDER, city.languages)
    rewards = load_rewards(FOLDER, city, catalogue)
    groups = {action.id: action.group for action in catalogue.actions.values()}
    calendar, earned = CityCalendar(city.timezone, city.seasons), Counter[str]()
    histories = _histories()
    together = _reached_together(histories, load_templates(FOLDER, city.languages, frozenset(catalogue.actions)))
    for number, deeds in enumerate(histories):
        weeks = streaks.weeks({deed.day for deed in deeds}, (), (), LAST)
        judged = judge(rewards, deeds, weeks, groups, calendar, LAST, together[number])
        earned.update(one.badge.id for one in judged if one.earned_on)
    shares = {badge.id: earned[badge.id] / len(histories) for badge in rewards.badges}
    assert len(shares) > 30
    assert {name: share for name, share in shares.items() if not FEWEST <= share <= MOST} == {}


def _reached_together(histories: Sequence[set[Deed]], templates: Mapping[str, Template]) -> dict[int, list[date]]:
    """The days on which teams reached what they set themselves, of whoever did something for it.

    Every tenth is in one of some teams, as few are in a city; each sets itself what the pack suggests, one template
    after the other, for two weeks, five times in the year.
    """
    members, found = range(0, len(histories), 10), defaultdict[int, list[date]](list)
    for team in (members[at : at + MEMBERS] for at in range(0, len(members), MEMBERS)):
        for turn in range(5):
            template = list(templates.values())[turn % len(templates)]
            first = LAST - timedelta(days=70 * (turn + 1))
            target = team_rules.suggested(template.measure, template.target, WEEKS, len(team))
            goal = Goal(template.measure, target, first, team_rules.last_day(first, WEEKS))
            weeks = [week for number in team for week in _weeks(number, histories[number])]
            reached = team_rules.reached_on(goal, len(team), weeks)
            for number in team_rules.took_part(goal, weeks) if reached else ():
                found[number].append(reached or first)
    return found


def _weeks(number: int, deeds: set[Deed]) -> Iterator[MemberDays]:
    return (MemberDays(number, monday_of(one.day), {one.action: 1 << one.day.weekday()}, date.min) for one in deeds)


def _histories() -> list[set[Deed]]:
    """What each active resident of the demonstration did, without what was undone."""
    city = load_city(FOLDER)
    catalogue = load_catalogue(FOLDER, city.languages)
    actions = list(catalogue.actions.values())
    first = LAST - timedelta(days=DAYS - 1)
    crowd = population.people(city, actions, count=RESIDENTS, first=first, last=LAST, seed=SEED)
    crowd[0] = population.enthusiast(crowd[0], actions, first, SEED)
    told = (
        [
            *population.deeds(person, catalogue.actions, LAST, SEED),
            *population.confirmations(person, catalogue.actions, LAST, SEED),
        ]
        for person in crowd
    )
    histories = [{Deed(deed.about or deed.day, deed.action) for deed in own if not deed.is_undone} for own in told]
    return [deeds for deeds in histories if deeds]
