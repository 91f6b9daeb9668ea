"""What people answer: on a page of their own, or on paper as a clerk types it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.surveys import rules
from campaigns.surveys.answering import Reply
from campaigns.surveys.models import SurveyQuestion, SurveyStratum
from campaigns.surveys.paper import Sheet
from civic.city.pack import City
from civic.errors import Invalid
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_line

RATHER_NOT = "none"
"""What the page sends for "prefer not to say"."""
CLUSTER_MAX = 20


def field_of(question: SurveyQuestion) -> str:
    """The name under which a question is answered."""
    return f"q{question.position}"


def read_reply(sent: Mapping[str, str], questions: Sequence[SurveyQuestion], city: City) -> tuple[SubmittedForm, Reply]:
    """What somebody answers on the page; every question wants an answer, and "prefer not to say" is one."""
    form = SubmittedForm(sent)
    return form, Reply(
        sex=form.read("sex", _OneOf(rules.SEXES), ""),
        age_band=form.read("age", _OneOf(rules.AGE_BANDS), ""),
        district=form.read("district", _OneOf([district.id for district in city.districts]), ""),
        chosen={one.id: _read_choice(form, one) for one in questions},
    )


@dataclass(frozen=True, slots=True)
class _OneOf:
    """Reads one of the codes, or "prefer not to say"."""

    codes: Sequence[str]

    def __call__(self, typed: str) -> str:
        if typed == RATHER_NOT:
            return rules.NO_ANSWER
        if typed not in self.codes:
            raise Invalid("Please choose an answer, or “prefer not to say”.")
        return typed


def _read_choice(form: SubmittedForm, question: SurveyQuestion) -> str:
    numbers = range(1, len(question.answers) + 1)
    if question.kind != rules.MULTIPLE:
        return form.read(field_of(question), _OneOf([str(number) for number in numbers]), "")
    return _read_several(form, question, numbers)


def _read_several(form: SubmittedForm, question: SurveyQuestion, numbers: Sequence[int]) -> str:
    field = field_of(question)
    ticked = [number for number in numbers if form.read(f"{field}_{number}", str, "") == "y"]
    rather_not = form.read(f"{field}_{RATHER_NOT}", str, "") == "y"
    if rather_not and ticked:
        form.refuse(Invalid("Please choose answers, or “prefer not to say”, not both."), field)
    elif not rather_not and not ticked:
        form.refuse(Invalid("Please choose an answer, or “prefer not to say”."), field)
    return rules.chosen_text(ticked)


# Paper


def read_sheet(
    sent: Mapping[str, str],
    questions: Sequence[SurveyQuestion],
    strata: Sequence[SurveyStratum],
    city: City,
    copy: int,
) -> tuple[SubmittedForm, Sheet]:
    """A sheet as a clerk types it: digits, 0 for no answer."""
    form = SubmittedForm(sent)
    number = form.read("number", lambda typed: read_whole(typed, least=1, most=rules.LAST_SHEET), 0)
    stratum = form.read("stratum", _Stratum({one.number: one.id for one in strata}), None)
    cluster = form.read("cluster", lambda typed: read_line(typed, most=CLUSTER_MAX, required=False), "")
    if not cluster and stratum in {one.id for one in strata if one.clusters}:
        form.refuse(Invalid("This stratum was drawn by clusters. Please type which one."), "cluster")
    reply = Reply(
        sex=form.read("sex", _Numbered(rules.SEXES), ""),
        age_band=form.read("age", _read_age, ""),
        district=form.read("district", _Numbered([district.id for district in city.districts]), ""),
        chosen={one.id: form.read(field_of(one), _Chosen(one.kind, len(one.answers)), "") for one in questions},
    )
    return form, Sheet(number, copy, stratum, cluster, reply)


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Reads the number of a stratum; a wave without strata wants none."""

    ids: Mapping[int, int]

    def __call__(self, typed: str) -> int | None:
        return self.ids[read_whole(typed, least=1, most=len(self.ids))] if self.ids else None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Reads the number of one of the codes, 0 for no answer."""

    codes: Sequence[str]

    def __call__(self, typed: str) -> str:
        number = read_whole(typed, least=0, most=len(self.codes))
        return self.codes[number - 1] if number else rules.NO_ANSWER


def _read_age(typed: str) -> str:
    """Years, 0 for no answer; the band alone is kept."""
    number = read_whole(typed, least=0, most=999)
    return rules.age_band(number) if number else rules.NO_ANSWER


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Reads the answer to a question of a kind."""

    kind: str
    answers: int

    def __call__(self, typed: str) -> str:
        return rules.read_chosen(self.kind, self.answers, typed)
