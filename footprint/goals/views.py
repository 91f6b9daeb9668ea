"""Goals of districts as pages show them, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from civic.calendar import Period, address_of, is_season
from civic.denominators.in_force import city_on
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint.goals import rules
from footprint.goals.models import DistrictGoal
from footprint.goals.rules import GoalStanding


def cards(found: Iterable[GoalStanding]) -> list[dict[str, Any]]:
    """Goals in the order of the pack's districts, the month's before the season's."""
    districts = {district.id: place for place, district in enumerate(services().city.districts)}
    known = [one for one in found if one.district_id in districts]
    return [card(one) for one in sorted(known, key=lambda one: (is_season(one.period), districts[one.district_id]))]


def card(one: GoalStanding) -> dict[str, Any]:
    """A district's goal and what is reached of it, no figure where too few took part."""
    district = city_on(services(), _counted_on(one.period)).district_by_id[one.district_id]
    done = one.done(district.residents)
    return {
        "district_id": one.district_id,
        "district": in_language(district.name),
        "when": period_name(one.period),
        "said": said(one.measure, done, one.wanted),
        "lights": rules.lights(done, one.wanted),
        "of": rules.LIGHTS,
        "is_reached": done is not None and done >= one.wanted,
    }


def _counted_on(period: str) -> date:
    """The day whose numbers of residents a period is computed with: its last one, or today while it runs."""
    calendar = services().calendar
    span = calendar.named("season" if is_season(period) else "month", address_of(period))
    return min(span.end, calendar.today()) if span else calendar.today()


def said(measure: str, done: int | None, wanted: int) -> str:
    """How far it is: "312 of 400 people"."""
    if measure == rules.PEOPLE:
        if done is None:
            return gettext("%(wanted)s people wanted; too few so far for a figure", wanted=locale.number(wanted))
        words = {"done": locale.number(done), "wanted": locale.number(wanted)}
        return ngettext("%(done)s of %(wanted)s person", "%(done)s of %(wanted)s people", wanted, **words)
    words = {"done": locale.mass(done or 0), "wanted": locale.mass(wanted)}
    if done is None:
        return gettext("no figure yet of %(wanted)s per 1,000 residents", **words)
    return gettext("%(done)s of %(wanted)s per 1,000 residents", **words)


def together(found: Sequence[GoalStanding]) -> list[dict[str, str]]:
    """What districts that want people have reached in all, by period; of those only whose figures are shown."""
    sums: dict[str, tuple[int, int, int]] = {}
    for one in found:
        if one.measure == rules.PEOPLE and one.participants is not None:
            done, wanted, places = sums.get(one.period, (0, 0, 0))
            sums[one.period] = (done + one.participants, wanted + one.target, places + 1)
    return [
        {"when": period_name(period), "said": said(rules.PEOPLE, done, wanted)}
        for period, (done, wanted, places) in sorted(sums.items())
        if places > 1
    ]


def period_name(key: str) -> str:
    """A month or season in words."""
    if not is_season(key):
        return locale.month(date.fromisoformat(f"{address_of(key)}-01"))
    year, _, season_id = address_of(key).partition("-")
    name = next((in_language(rule.name) for rule in services().city.seasons if rule.id == season_id), season_id)
    return gettext("%(season)s %(year)s", season=name, year=year)


def open_periods(today: date) -> Mapping[str, Period]:
    """The months and seasons for which a goal can be set, by key: those that run, and the next ones."""
    calendar = services().calendar
    running = (calendar.month(today), calendar.season(today))
    return {one.key: one for span in running for one in (span, calendar.after(span))}


def version(one: DistrictGoal) -> dict[str, Any]:
    """A version of a goal, for the city's desk."""
    district = services().city.district_by_id.get(one.district_id)
    kilograms = gettext("%(kg)s kg per 1,000 residents", kg=locale.number(one.target))
    people = ngettext("%(num)s person", "%(num)s people", one.target)
    return {
        "district": in_language(district.name) if district else one.district_id,
        "when": period_name(one.period),
        "wanted": people if one.measure == rules.PEOPLE else kilograms,
        "is_taken_back": one.target == 0,
        "set_on": services().calendar.today(one.set_at),
    }
