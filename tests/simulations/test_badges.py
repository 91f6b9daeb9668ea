"""In a demonstration year every badge is earned by some and by far from everybody."""

from collections import Counter
from datetime import date, timedelta

from civic.calendar import CityCalendar
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


def test_every_badge_is_earned_by_some_and_not_by_nearly_all() -> None:
    city = load_city(FOLDER)
    catalogue = load_catalogue(FOLDER, city.languages)
    rewards = load_rewards(FOLDER, city, catalogue)
    groups = {action.id: action.group for action in catalogue.actions.values()}
    calendar, earned = CityCalendar(city.timezone, city.seasons), Counter[str]()
    histories = _histories()
    for deeds in histories:
        weeks = streaks.weeks({deed.day for deed in deeds}, (), (), LAST)
        earned.update(one.badge.id for one in judge(rewards, deeds, weeks, groups, calendar, LAST) if one.earned_on)
    shares = {badge.id: earned[badge.id] / len(histories) for badge in rewards.badges}
    assert len(shares) > 30
    assert {name: share for name, share in shares.items() if not FEWEST <= share <= MOST} == {}


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
