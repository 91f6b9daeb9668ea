"""Counts the values of a month once it is settled, and the cohorts of newcomers. What was counted stays, whoever leaves
or takes something back later; a figure that moved after each entry would tell what one person did."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from campaigns.awareness.resources import BANK
from campaigns.indicators import measures, queries, rules
from campaigns.indicators.definitions import Metric
from campaigns.indicators.models import IndicatorValue, NewcomerCohort
from campaigns.indicators.resources import DEFINITIONS
from campaigns.indicators.rules import CITY, Value
from campaigns.surveys.figures import published_rates
from civic.calendar import CityCalendar, Period, address_of
from civic.denominators.in_force import city_on
from civic.errors import Invalid
from civic.services import Services
from footprint.additionality.queries import answers
from footprint.additionality.rules import told as told_answers
from footprint.boards.queries import counted
from footprint.month_counts.queries import Span, came_back, first_joined, rides, trips
from footprint.month_counts.rules import NONE, Tally
from footprint.resources import CATALOGUE

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Month:
    """What is counted, and from what."""

    services: Services
    session: Session
    period: Period
    span: Span


Values = Mapping[str, Value]


def count_month(services: Services, session: Session, period: Period, now: datetime) -> list[IndicatorValue]:
    """The values of a month as they are now; not kept."""
    month = Month(services, session, period, _span(services.calendar, period.start, period.end))
    return [
        IndicatorValue(
            month=address_of(period.key),
            computation=metric.computation,
            place=place,
            status=value.status,
            numerator=value.numerator,
            denominator=value.denominator,
            people=value.people,
            low_millionths=value.low,
            high_millionths=value.high,
            counted_at=now,
        )
        for metric in services.get(DEFINITIONS).metrics.values()
        for place, value in _COUNTS[metric.computation](month, metric).items()
    ]


def _span(calendar: CityCalendar, first: date, last: date) -> Span:
    return Span(first, last, calendar.instant(first, time()), calendar.end_of(last))


def _participation(month: Month, _metric: Metric) -> Values:
    """As the board of the month shows it, so that no second table says something else about the same people."""
    city = city_on(month.services, month.period.end)
    shown = {one.district_id: one.participants for one in counted(month.services.database, month.period.key)}
    found = {
        one.id: Value(rules.TOLD, shown[one.id], one.residents) if one.id in shown else Value(rules.WITHHELD)
        for one in city.districts
    }
    whole = Value(rules.TOLD, sum(shown.values()), city.population.residents) if shown else Value(rules.WITHHELD)
    return {CITY: whole, **found}


def _quiz(month: Month, _metric: Metric) -> Values:
    right, given, people = queries.quiz_answers(month.session, month.span, month.services.get(BANK).core)
    return {CITY: Value(rules.TOLD, right, given, people) if given else Value(rules.NOTHING)}


def _trips(month: Month, metric: Metric) -> Values:
    """Where only such trips can be logged as count, their share is 1 by construction, and only the number is told."""
    if set(metric.part) == set(metric.whole):
        whole = _of_their_groups(month, metric)
        return rules.told_numbers(_everywhere(month, trips(month.session, month.span, whole, metric.part)))
    return rules.told_shares(_everywhere(month, trips(month.session, month.span, metric.whole, metric.part)))


def _of_their_groups(month: Month, metric: Metric) -> list[str]:
    """All actions of the groups that a metric's actions are of: a release tells of these groups."""
    actions = month.services.get(CATALOGUE).actions
    groups = {actions[one].group for one in metric.whole if one in actions}
    return sorted({*metric.whole, *(one.id for one in actions.values() if one.group in groups)})


def _rides(month: Month, metric: Metric) -> Values:
    earlier, new = (
        _everywhere(month, rides(month.session, month.span, metric.whole, metric.part, new=new))
        for new in (False, True)
    )
    of_earlier, of_new = rules.told_rides(earlier, new)
    return of_new if metric.computation == measures.FOR_A_CAR_NEW else of_earlier


def _everywhere(month: Month, found: Mapping[str, Tally]) -> dict[str, Tally]:
    """A tally for each district; nobody counts like one to nine."""
    return {one.id: NONE for one in month.services.city.districts} | dict(found)


def _anyway(month: Month, _metric: Metric) -> Values:
    together = told_answers(answers(month.services.database)).together
    if together is None:
        return {CITY: Value(rules.WITHHELD)}
    return {CITY: Value(rules.TOLD, together.yes, together.number, together.number)}


def _attendees(month: Month, _metric: Metric) -> Values:
    return {CITY: rules.told_people(queries.attendees(month.session, month.span))}


def _pledged(month: Month, _metric: Metric) -> Values:
    return {CITY: rules.told_people(queries.households_pledged(month.session, month.span))}


def _kept(month: Month, _metric: Metric) -> Values:
    return {CITY: rules.told_answers(*queries.pledges_kept(month.session, month.span))}


def _events(month: Month, _metric: Metric) -> Values:
    year = _span(month.services.calendar, month.period.end - _YEAR + timedelta(days=1), month.period.end)
    return {CITY: rules.told_rate(*queries.community_events(month.session, year))}


def _survey(month: Month, metric: Metric) -> Values:
    """As the survey of residents that closed last in the month publishes it."""
    found = _rates(month)
    if metric.computation == measures.GAP:
        agreed, done = found.get(_MEASURED[measures.AGREEMENT], {}), found.get(_MEASURED[measures.PRACTICE], {})
        return {place: rules.gap(agreed[place], done[place]) for place in agreed if place in done} or _NO_SURVEY
    return found.get(_MEASURED[metric.computation], _NO_SURVEY)


def _rates(month: Month) -> Mapping[str, Values]:
    """By what was measured; none where no sample of residents was drawn, or it cannot be estimated."""
    wave_id = queries.closed_wave(month.session, month.span)
    try:
        told = published_rates(month.session, wave_id) if wave_id else None
    except Invalid:
        return {}
    found: dict[str, dict[str, Value]] = {}
    for one in told.rates if told and told.is_sample else ():
        if one.is_measure:
            value = rules.estimated(one.estimate, one.low, one.high, one.answered)
            found.setdefault(one.key, {})[one.district] = value
    return found


_NO_SURVEY: Values = {CITY: Value(rules.NOTHING)}
_MEASURED: Mapping[str, str] = {
    measures.KNOWLEDGE: "awareness",
    measures.AGREEMENT: "agreement",
    measures.PRACTICE: "practice",
    measures.SATISFACTION: "satisfaction",
    measures.GAIN: "gain",
}
"""What questions of a survey say that they measure."""
_COUNTS: Mapping[str, Callable[[Month, Metric], Values]] = {
    measures.PARTICIPATION: _participation,
    measures.QUIZ_RIGHT: _quiz,
    measures.GREEN_TRIPS: _trips,
    measures.FOR_A_CAR: _rides,
    measures.FOR_A_CAR_NEW: _rides,
    measures.ANYWAY: _anyway,
    measures.ATTENDEES: _attendees,
    measures.PLEDGED: _pledged,
    measures.KEPT: _kept,
    measures.EVENTS: _events,
    **dict.fromkeys(measures.OF_SURVEYS, _survey),
}


# What is due


def settled_months(services: Services, session: Session, today: date) -> Iterator[Period]:
    """The months in which somebody could take part and that are settled, the oldest first."""
    began = first_joined(session)
    month = services.calendar.month(services.calendar.today(began)) if began else None
    while month and rules.countable_from(month.end) <= today:
        yield month
        month = services.calendar.after(month)


def count_what_is_settled(services: Services, session: Session, today: date, now: datetime) -> list[IndicatorValue]:
    """The values of every settled month that has none yet."""
    known = set(queries.months(session))
    due = [one for one in settled_months(services, session, today) if address_of(one.key) not in known]
    return [value for period in due for value in count_month(services, session, period, now)]


def count_cohorts(services: Services, session: Session, today: date, now: datetime) -> list[NewcomerCohort]:
    """Every cohort whose fifth week is settled and that was not counted yet."""
    known = {one.month for one in queries.cohorts(session)}
    settled = settled_months(services, session, today)
    due = [one for one in settled if rules.cohort_countable_from(one) <= today and address_of(one.key) not in known]
    return [_cohort(services, session, one, now) for one in due]


def _cohort(services: Services, session: Session, month: Period, now: datetime) -> NewcomerCohort:
    later = (rules.SECOND, rules.FIFTH)
    begins = [(services.calendar.instant(monday, time()), monday) for monday in rules.weeks_of(month)]
    weeks = [came_back(session, begin, monday, later) for begin, monday in begins]
    joined, second, fifth = (sum(counts) for counts in zip(*weeks, strict=True))
    told = rules.told_cohort(joined, second, fifth)
    return NewcomerCohort(
        month=address_of(month.key),
        joined=told.joined,
        second_week=told.second_week,
        fifth_week=told.fifth_week,
        counted_at=now,
    )
