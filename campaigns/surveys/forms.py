"""What staff types about a survey: its words, questions, waves, strata and sample."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.surveys import rules, sampling
from campaigns.surveys.answering import LONGEST_KIOSK_HOURS, MOST_AT_A_KIOSK, KioskWish
from campaigns.surveys.bank import SurveyBank
from campaigns.surveys.models import Survey, SurveyQuestion, SurveyStratum
from campaigns.surveys.planning import Disposition, WaveDraft
from campaigns.surveys.rules import Part
from campaigns.surveys.sampling import Wanted
from campaigns.surveys.services import QuestionDraft, SurveyDraft
from civic.city.pack import City
from civic.city.text import NO_TEXT, Text
from civic.errors import Invalid
from civic.numbers import MILLI, read_thousandths, read_whole
from civic.web.forms import SubmittedForm, read_choice, read_day, read_line, read_words

MOST_PEOPLE, MOST_CLUSTERS = 50_000_000, 100_000
_HUNDRED = 100
_NOTHING: tuple[int, ...] = ()
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_ANSWERS_MAX = rules.MOST_ANSWERS * (rules.ANSWER_MAX + 1)
DISPOSITIONS = ("drawn", "reached", "refused")


# The survey and its questions


def read_survey(sent: Mapping[str, str], languages: Sequence[str]) -> tuple[SubmittedForm, SurveyDraft]:
    """A new survey."""
    form = SubmittedForm(sent)
    slug = form.read("slug", lambda typed: read_line(typed, most=60), "")
    campaign = form.read("campaign", lambda typed: read_line(typed, most=60, required=False), "")
    title, frame = _words(form, languages)
    return form, SurveyDraft(slug, title, frame, campaign)


def read_words_of(sent: Mapping[str, str], languages: Sequence[str]) -> tuple[SubmittedForm, Text, Text]:
    """Other words for a survey."""
    form = SubmittedForm(sent)
    return form, *_words(form, languages)


def _words(form: SubmittedForm, languages: Sequence[str]) -> tuple[Text, Text]:
    title = form.read_text("title", languages, most=rules.TITLE_MAX)
    return title, form.read_text("frame", languages, most=rules.FRAME_MAX, reader=read_words)


def words_as_kept(survey: Survey, languages: Sequence[str]) -> SubmittedForm:
    """The form of a survey as it is kept."""
    titles = {f"title_{code}": survey.title.by_language.get(code, "") for code in languages}
    frames = {f"frame_{code}": survey.frame.by_language.get(code, "") for code in languages}
    return SubmittedForm(None, **titles, **frames)


def read_question(
    sent: Mapping[str, str], languages: Sequence[str], bank: SurveyBank
) -> tuple[SubmittedForm, QuestionDraft]:
    """A question; where its kind has standard answers and none are typed, it has those."""
    form = SubmittedForm(sent)
    position = form.read("position", lambda typed: read_whole(typed, least=1, most=rules.MOST_QUESTIONS), 1)
    key = form.read("key", _read_key, "")
    kind = form.read("kind", lambda typed: read_choice(typed, dict.fromkeys(rules.KINDS)), rules.SINGLE)
    measures = form.read("measures", lambda typed: read_choice(typed, dict.fromkeys(rules.MEASURES)), rules.NO_MEASURE)
    text = form.read_text("text", languages, most=rules.QUESTION_MAX)
    answers, positive = _read_answers(form, languages), form.read("positive", _read_numbers, _NOTHING)
    standard = bank.standard.get(kind)
    if standard and not answers and not form.errors:
        answers = list(standard.answers)
        positive = positive or (standard.positive if measures != rules.NO_MEASURE else ())
    return form, QuestionDraft(position, key, kind, measures, text, answers, positive)


def _read_key(typed: str) -> str:
    if not _KEY.fullmatch(typed.strip()):
        raise Invalid("Use small letters, digits and underscores, as in “green_trips”.")
    return typed.strip()


def _read_answers(form: SubmittedForm, languages: Sequence[str]) -> list[Text]:
    """Answers, a line for each, in every language the same number."""
    lines = {code: _read_lines(form, f"answers_{code}") for code in languages}
    first = lines[languages[0]]
    for code in languages[1:]:
        if lines[code] and len(lines[code]) != len(first):
            problem = Invalid("Give as many answers here as in the first language: %(number)s.", number=len(first))
            form.refuse(problem, f"answers_{code}")
    if form.errors:
        return []
    return [_answer({code: lines[code][place] for code in languages if lines[code]}) for place in range(len(first))]


def _answer(words: dict[str, str]) -> Text:
    return Text(words) if words else NO_TEXT


def _read_lines(form: SubmittedForm, field: str) -> list[str]:
    typed = form.read(field, lambda words: read_words(words, most=_ANSWERS_MAX, required=False), "")
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    if any(len(line) > rules.ANSWER_MAX for line in lines):
        form.refuse(Invalid("An answer has at most %(most)s characters.", most=rules.ANSWER_MAX), field)
    if len(set(lines)) < len(lines):
        form.refuse(Invalid("Two answers are the same."), field)
    return lines


def _read_numbers(typed: str) -> tuple[int, ...]:
    """Numbers of answers: "1, 2" or "12"; none for nothing."""
    plain = unicodedata.normalize("NFKC", typed)
    digits = [letter for letter in plain if letter.isalnum()]
    if not all(digit.isascii() and digit.isdigit() for digit in digits):
        raise Invalid("Type the numbers of the answers that count, as in “1, 2”.")
    return tuple(sorted({int(digit) for digit in digits}))


def question_as_kept(question: SurveyQuestion, languages: Sequence[str]) -> SubmittedForm:
    """The form of a question as it is kept."""
    values = {"position": str(question.position), "key": question.key, "kind": question.kind}
    values |= {"measures": question.measures, "positive": ", ".join(map(str, question.positive))}
    for code in languages:
        values[f"text_{code}"] = question.text.by_language.get(code, "")
        values[f"answers_{code}"] = "\n".join(answer.get(code, "") for answer in question.answers).strip()
    return SubmittedForm(None, **values)


# Waves


def read_wave(sent: Mapping[str, str], languages: Sequence[str], today: date) -> tuple[SubmittedForm, WaveDraft]:
    """A wave: its title and its days."""
    form = SubmittedForm(sent)
    title = form.read_text("title", languages, most=rules.TITLE_MAX)
    return form, WaveDraft(title, form.read("first_on", read_day, today), form.read("last_on", read_day, today))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stratum can be: a district, or a settlement type of it; `name` is what its fields end with."""

    district: str
    settlement: str

    @property
    def name(self) -> str:
        """What the fields of the form end with."""
        return f"{self.district}_{self.settlement}" if self.settlement else self.district


def places(city: City, *, by_settlement: bool) -> list[Place]:
    """The strata that there can be."""
    kinds = rules.SETTLEMENTS if by_settlement else ("",)
    return [Place(district.id, kind) for district in city.districts for kind in kinds]


def read_strata(sent: Mapping[str, str], offered: Sequence[Place]) -> tuple[SubmittedForm, list[Part]]:
    """The strata that people are given for; places without people are left out."""
    form, found = SubmittedForm(sent), []
    for place in offered:
        people = form.read(f"people_{place.name}", _Whole(MOST_PEOPLE), None)
        clusters = form.read(f"clusters_{place.name}", _Whole(MOST_CLUSTERS), None)
        if people:
            found.append(Part(place.district, place.settlement, people, clusters))
        elif clusters:
            form.refuse(Invalid("Clusters without people cannot be drawn from."), f"people_{place.name}")
    return form, found


@dataclass(frozen=True, slots=True)
class _Whole:
    """Reads a whole number from 0, or nothing."""

    most: int

    def __call__(self, typed: str) -> int | None:
        return read_whole(typed, least=0, most=self.most) if typed.strip() else None


def strata_as_kept(strata: Sequence[SurveyStratum], offered: Sequence[Place]) -> SubmittedForm:
    """The form of the strata as they are kept."""
    form = SubmittedForm()
    there = {(one.district, one.settlement): one for one in strata}
    for place in offered:
        kept = there.get((place.district, place.settlement))
        form.values[f"people_{place.name}"] = str(kept.population) if kept else ""
        form.values[f"clusters_{place.name}"] = str(kept.clusters) if kept and kept.clusters is not None else ""
    return form


def read_sample(sent: Mapping[str, str]) -> tuple[SubmittedForm, Wanted]:
    """What a sample should come to: margins in points, the design effect, the response rate in percent."""
    form = SubmittedForm(sent)
    city = form.read("city", lambda typed: _read_between(typed, 0.5, 25), 5.0)
    district = form.read("district", lambda typed: _read_between(typed, 0.5, 25) if typed.strip() else None, None)
    deff = form.read("deff", lambda typed: _read_between(typed, 1, 10), 1.0)
    response = form.read("response", lambda typed: _read_between(typed, 1, 100), 100.0)
    allocation = form.read(
        "allocation", lambda typed: read_choice(typed, dict.fromkeys(sampling.ALLOCATIONS)), sampling.PROPORTIONAL
    )
    of_district = None if district is None else district / _HUNDRED
    return form, Wanted(city / _HUNDRED, of_district, deff, response / _HUNDRED, allocation)


def _read_between(typed: str, least: float, most: float) -> float:
    number = read_thousandths(typed, ("%",)) / MILLI
    if not least <= number <= most:
        raise Invalid("Give a number from %(least)s to %(most)s.", least=least, most=most)
    return number


# Tablets


def new_kiosk() -> SubmittedForm:
    """What the form of a tablet begins with."""
    return SubmittedForm(hours="4", most="100")


def read_kiosk(sent: Mapping[str, str]) -> tuple[SubmittedForm, KioskWish]:
    """A tablet as it is wanted."""
    form = SubmittedForm(sent)
    place = form.read("place", lambda typed: read_line(typed, most=60), "")
    hours = form.read("hours", lambda typed: read_whole(typed, least=1, most=LONGEST_KIOSK_HOURS), 1)
    most = form.read("most", lambda typed: read_whole(typed, least=1, most=MOST_AT_A_KIOSK), 1)
    return form, KioskWish(place, hours, most)


# What became of a sample


def read_dispositions(
    sent: Mapping[str, str], strata: Sequence[SurveyStratum]
) -> tuple[SubmittedForm, dict[int, Disposition]]:
    """Drawn, reached and refused of each stratum, by its number."""
    form, found = SubmittedForm(sent), {}
    for stratum in strata:
        found[stratum.number] = Disposition(
            *(form.read(f"{name}_{stratum.number}", _Whole(stratum.population), None) for name in DISPOSITIONS)
        )
    return form, found


def dispositions_as_kept(strata: Sequence[SurveyStratum]) -> SubmittedForm:
    """The form of what became of each stratum, as it is kept."""
    form = SubmittedForm()
    for stratum in strata:
        for name, kept in zip(DISPOSITIONS, (stratum.drawn, stratum.reached, stratum.refused), strict=True):
            form.values[f"{name}_{stratum.number}"] = "" if kept is None else str(kept)
    return form
