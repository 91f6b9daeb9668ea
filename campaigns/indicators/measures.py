"""What the code can compute for a metric: a closed list, each with whom it is about and what its values count. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.errors import msgid

APP_USERS, SAMPLE, RECORDS = "app_users", "sample", "records"
FRAMES: Mapping[str, str] = {
    APP_USERS: msgid("the app’s own people"),
    SAMPLE: msgid("a sample of residents"),
    RECORDS: msgid("programme records"),
}
"""Whom a figure is about. The first two are kinds of evidence that are never blended: who uses the app chose to."""
SHARE, POINTS, PEOPLE, HOUSEHOLDS, A_YEAR = "share", "points", "people", "households", "a_year"
UNITS: Mapping[str, str] = {
    SHARE: msgid("percent"),
    POINTS: msgid("percentage points"),
    PEOPLE: msgid("people"),
    HOUSEHOLDS: msgid("households"),
    A_YEAR: msgid("a community and year"),
}
DISTRICTS, TIME, NOBODY = "districts", "time", "nobody"
COMPARED: Mapping[str, str] = {
    DISTRICTS: msgid("districts with each other, and each with itself over time"),
    TIME: msgid("the city with itself over time"),
    NOBODY: msgid("nothing: read it by itself"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """How a metric is computed. `adds_up` says that the numbers behind it may be added over months: entries may, people
    may not, and neither may what already spans a longer time. `needs_trips` that the metric names its actions."""

    frame: str
    unit: str
    adds_up: bool = False
    needs_trips: bool = False


PARTICIPATION, QUIZ_RIGHT, GREEN_TRIPS = "participation", "quiz_right", "green_trips"
KNOWLEDGE, AGREEMENT, PRACTICE = "survey_knowledge", "survey_agreement", "survey_practice"
SATISFACTION, GAIN, GAP = "survey_satisfaction", "survey_gain", "survey_gap"
ATTENDEES, PLEDGED, KEPT, EVENTS = "attendees", "households_pledged", "pledges_kept", "community_events"
FOR_A_CAR, FOR_A_CAR_NEW, ANYWAY = "rides_for_a_car", "rides_for_a_car_newcomers", "done_anyway"

MEASURES: Mapping[str, Measure] = {
    PARTICIPATION: Measure(APP_USERS, SHARE),
    QUIZ_RIGHT: Measure(APP_USERS, SHARE),
    KNOWLEDGE: Measure(SAMPLE, SHARE),
    AGREEMENT: Measure(SAMPLE, SHARE),
    PRACTICE: Measure(SAMPLE, SHARE),
    SATISFACTION: Measure(SAMPLE, SHARE),
    GAIN: Measure(SAMPLE, SHARE),
    GAP: Measure(SAMPLE, POINTS),
    GREEN_TRIPS: Measure(APP_USERS, SHARE, adds_up=True, needs_trips=True),
    ATTENDEES: Measure(RECORDS, PEOPLE),
    PLEDGED: Measure(RECORDS, HOUSEHOLDS),
    KEPT: Measure(RECORDS, SHARE, adds_up=True),
    EVENTS: Measure(RECORDS, A_YEAR),
    FOR_A_CAR: Measure(APP_USERS, SHARE, adds_up=True, needs_trips=True),
    FOR_A_CAR_NEW: Measure(APP_USERS, SHARE, adds_up=True, needs_trips=True),
    ANYWAY: Measure(APP_USERS, SHARE),
}
OF_SURVEYS = frozenset({KNOWLEDGE, AGREEMENT, PRACTICE, SATISFACTION, GAIN, GAP})
OF_RIDES = frozenset({FOR_A_CAR, FOR_A_CAR_NEW})
