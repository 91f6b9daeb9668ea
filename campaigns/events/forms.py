"""What is typed about an event: by its organizer, by those who register, by those who came, and at the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from campaigns.events import rules
from campaigns.events.models import Event
from campaigns.events.planning import EventPlan
from civic.calendar import CityCalendar
from civic.city.text import Text
from civic.codes import read_code
from civic.errors import Invalid
from civic.numbers import read_whole, row_number
from civic.web.forms import SubmittedForm, read_choice, read_day, read_key, read_line, read_words

_WORDS = {
    "name": (rules.NAME_MAX, True),
    "place": (rules.PLACE_MAX, True),
    "question": (rules.QUESTION_MAX, False),
}
"""Field → most characters, and whether it must be filled in the city's first language."""
LINES_MAX, WHO_MAX = 1000, 60
"""How many lines of an offline list are taken at once."""


@dataclass(frozen=True, slots=True)
class EventForm:
    """An event as sent and as understood."""

    form: SubmittedForm
    plan: EventPlan
    repeat: str
    until: date | None
    key: str


def fresh_event(first_day: date, key: str) -> SubmittedForm:
    """The form of a new event, an hour and a half in the afternoon."""
    return SubmittedForm(
        None, day=first_day.isoformat(), begins="14:00", ends="15:30", repeat=rules.ONCE, key=key, minors="y"
    )


def typed_event(
    event: Event, words: Mapping[str, Text], calendar: CityCalendar, languages: Sequence[str]
) -> SubmittedForm:
    """An event as the form shows it before anybody typed."""
    starts, ends = calendar.local(event.starts_at), calendar.local(event.ends_at)
    values = {
        "day": f"{starts:%Y-%m-%d}",
        "begins": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "capacity": str(event.capacity) if event.capacity is not None else "",
        "minors": "y" if event.minors_need_guardian else "",
    }
    for field, text in zip(_WORDS, words.values(), strict=True):
        values.update({f"{field}_{code}": text.by_language.get(code, "") for code in languages})
    return SubmittedForm(None, **values)


def read_event(sent: Mapping[str, str], languages: Sequence[str], *, is_new: bool) -> EventForm:
    """The form as sent; problems stand in `form.errors`. Only a new event has a key and dates that repeat."""
    form = SubmittedForm(sent)
    form.values["minors"] = sent.get("minors", "")[:1]
    if not is_new:
        form.values["whole"] = sent.get("whole", "")[:1]
    plan = EventPlan(
        name=_text(form, "name", languages),
        place=_text(form, "place", languages),
        day=form.read("day", read_day, date.min),
        begins=form.read("begins", _clock, time.min),
        ends=form.read("ends", _clock, time.max),
        capacity=form.read("capacity", _capacity, None),
        minors_need_guardian=form.values["minors"] == "y",
        feedback_question=_text(form, "question", languages),
    )
    if not is_new:
        return EventForm(form, plan, rules.ONCE, None, "")
    repeat = form.read("repeat", lambda typed: read_choice(typed, rules.REPEATS), rules.ONCE)
    until = form.read("until", read_day, None) if repeat != rules.ONCE else None
    return EventForm(form, plan, repeat, until, form.read("key", read_key, ""))


def _text(form: SubmittedForm, field: str, languages: Sequence[str]) -> Text:
    most, required = _WORDS[field]
    return form.read_text(field, languages, most=most, required=required)


def _clock(typed: str) -> time:
    try:
        return time.fromisoformat(typed.strip()[:5])
    except ValueError as error:
        raise Invalid("Please give a time like 14:30.") from error


def _capacity(typed: str) -> int | None:
    if not typed.strip():
        return None
    number = read_whole(typed, least=0, most=rules.CAPACITY_MAX)
    if number == 0:
        raise Invalid("At least one place, please; leave it empty for no limit.")
    return number


def read_registration(sent: Mapping[str, str]) -> tuple[SubmittedForm, int, bool, bool]:
    """How many children come along, whether their guardian agrees, and whether who registers is of age."""
    form = SubmittedForm(sent)
    minors = form.read("minors", lambda typed: read_whole(typed or "0", least=0, most=rules.MINORS_MAX), 0)
    guardian = sent.get("guardian") == "y"
    of_age = sent.get("of_age") == "y"
    form.values["guardian"], form.values["of_age"] = "y" if guardian else "", "y" if of_age else ""
    return form, minors, guardian, of_age


def read_feedback(sent: Mapping[str, str]) -> tuple[SubmittedForm, int, str]:
    """Satisfaction from 1 to 5, and the answer to the event's question."""
    form = SubmittedForm(sent)
    levels = {str(level): level for level in rules.SATISFACTIONS}
    satisfaction = form.read("satisfaction", lambda typed: levels[read_choice(typed, levels)], 0)
    answer = form.read("answer", lambda typed: read_words(typed, most=rules.ANSWER_MAX, required=False), "")
    return form, satisfaction, answer


# At the door


def scanned_code(typed: str) -> str:
    """The code that was typed or scanned; a scanned address of a screen is cut down to its code. "" for none."""
    return read_code(typed[:400].strip().rstrip("/").rpartition("/")[2])


def read_lines(sent: Mapping[str, str], ids: Sequence[str], now: datetime) -> list[tuple[int, datetime]]:
    """The ticks of a list: (resident, when they stood at the door). A tick without a time is one of now.

    Args:
        ids: the residents that were ticked.

    Raises:
        Invalid: too many lines at once.
    """
    if len(ids) > LINES_MAX:
        raise Invalid("At most %(most)s at once, please.", most=LINES_MAX)
    known = {number: typed for typed in ids if (number := row_number(typed))}
    return [(number, _when(sent.get(f"at-{typed}", ""), now)) for number, typed in known.items()]


def read_walk_in(sent: Mapping[str, str], now: datetime) -> tuple[SubmittedForm, str, datetime]:
    """Whom an organizer wrote down at the door, by code, card or nickname, and when they stood there."""
    form = SubmittedForm(sent)
    typed = form.read("who", lambda words: read_line(words, most=WHO_MAX), "")
    return form, typed, _when(sent.get("at", ""), now)


def _when(typed: str, now: datetime) -> datetime:
    """Milliseconds since 1970 as a phone counts them; what is no time of the last year is now."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 15):
        return now
    said = datetime.fromtimestamp(int(typed) / 1000, UTC) if int(typed) < 10**14 else now
    return said if now - timedelta(days=366) < said <= now + rules.CLOCK_AHEAD else now
