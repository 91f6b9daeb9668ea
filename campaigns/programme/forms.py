"""What organizers type about a campaign and its questions, and what participants answer."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from campaigns.programme import rules
from campaigns.programme.models import Campaign, Question
from campaigns.programme.series import Series
from campaigns.programme.services import QUESTIONS_MAX, Asked, CampaignDraft
from civic.city.pack import City
from civic.city.text import Text
from civic.errors import Invalid
from civic.numbers import MILLI, read_quantity, row_number
from civic.web.forms import SubmittedForm, read_choice, read_day, read_line, read_words

_WORDS = {
    "title": (rules.TITLE_MAX, False),
    "summary": (rules.SUMMARY_MAX, False),
    "body": (rules.BODY_MAX, True),
    "place": (rules.PLACE_MAX, False),
}
"""Field → most characters, and whether it has several lines."""
_GOAL_MAX = 10_000_000
_MG_PER_KG = 1_000_000
QUESTION_KINDS = {"text": "text", "choice": "choice", "number": "number", "yesno": "yesno"}
CHOICES_MAX, CHOICE_MAX, LABEL_MAX = 12, 60, 120


def from_series(series: Series, today: date) -> CampaignDraft:
    """The plan that a new campaign of a series starts from: it begins in a week."""
    starts_on = today + timedelta(days=7)
    return CampaignDraft(
        title=series.title,
        summary=series.summary,
        body=series.body,
        place=Text({}),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=series.days - 1),
        districts=[],
        audience="everyone",
        actions=list(series.actions),
        goal_people=series.goal_people,
        goal_actions=None,
        goal_mg=None,
    )


def from_campaign(campaign: Campaign, *, starts_on: date | None = None) -> CampaignDraft:
    """A campaign's plan as it stands; moved to another first day when one is given."""
    first = starts_on or campaign.starts_on
    return CampaignDraft(
        title=campaign.title,
        summary=campaign.summary,
        body=campaign.body,
        place=campaign.place,
        starts_on=first,
        ends_on=first + (campaign.ends_on - campaign.starts_on),
        districts=list(campaign.districts),
        audience=campaign.audience,
        actions=list(campaign.actions),
        goal_people=campaign.goal_people,
        goal_actions=campaign.goal_actions,
        goal_mg=campaign.goal_mg,
    )


def typed_plan(plan: CampaignDraft, languages: Sequence[str]) -> SubmittedForm:
    """A plan as the form shows it before anybody typed."""
    values = {
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "audience": plan.audience,
        "goal_people": _number_text(plan.goal_people),
        "goal_actions": _number_text(plan.goal_actions),
        "goal_kg": _number_text(plan.goal_mg and plan.goal_mg // _MG_PER_KG),
    }
    for field in _WORDS:
        for code in languages:
            values[f"{field}_{code}"] = getattr(plan, field).by_language.get(code, "")
    values.update({f"district-{district}": "y" for district in plan.districts})
    values.update({f"action-{action}": "y" for action in plan.actions})
    return SubmittedForm(None, **values)


def _number_text(number: int | None) -> str:
    return str(number) if number else ""


def read_plan(sent: Mapping[str, str], city: City, actions: Sequence[str]) -> tuple[SubmittedForm, CampaignDraft]:
    """The form as sent. Words in the city's first language must be there; in the others they may be left out.

    Args:
        actions: those of the catalogue that can be chosen.
    """
    form = SubmittedForm(sent)
    plan = CampaignDraft(
        **{field: _read_text(form, field, city.languages) for field in _WORDS},
        starts_on=form.read("starts_on", read_day, date.min),
        ends_on=form.read("ends_on", read_day, date.min),
        districts=_ticked(form, "district", [district.id for district in city.districts]),
        audience=form.read("audience", lambda typed: read_choice(typed, rules.AUDIENCES), ""),
        actions=_ticked(form, "action", actions),
        goal_people=form.read("goal_people", _goal, None),
        goal_actions=form.read("goal_actions", _goal, None),
        goal_mg=(form.read("goal_kg", _goal, None) or 0) * _MG_PER_KG or None,
    )
    form.read("calls_off", lambda typed: typed[:1], "")
    if plan.audience == "districts" and not plan.districts:
        form.refuse(Invalid("Please choose the districts whose residents may join.", field="audience"))
    return form, plan


def _read_text(form: SubmittedForm, field: str, languages: Sequence[str]) -> Text:
    most, lines = _WORDS[field]
    reader = read_words if lines else read_line
    return form.read_text(field, languages, most=most, reader=reader, required=field != "place")


def _ticked(form: SubmittedForm, prefix: str, known: Sequence[str]) -> list[str]:
    return [one for one in known if form.read(f"{prefix}-{one}", bool, False)]


def _goal(typed: str) -> int | None:
    if not typed.strip():
        return None
    number, rest = divmod(read_quantity(typed), MILLI)
    if rest or number > _GOAL_MAX:
        raise Invalid("Please give a whole number up to %(most)s, or nothing.", most=_GOAL_MAX)
    return number


# Questions


def typed_questions(questions: Sequence[Question | Asked], languages: Sequence[str]) -> SubmittedForm:
    """The questions as their form shows them."""
    values = {f"kind-{place}": "text" for place in range(QUESTIONS_MAX)}
    for place, question in enumerate(questions):
        values[f"id-{place}"] = str(question.id or "")
        values[f"kind-{place}"] = question.kind
        values[f"choices-{place}"] = "\n".join(question.choices)
        values[f"required-{place}"] = "y" if question.is_required else ""
        for code in languages:
            values[f"label-{place}_{code}"] = question.label.by_language.get(code, "")
    return SubmittedForm(None, **values)


def read_questions(sent: Mapping[str, str], languages: Sequence[str]) -> tuple[SubmittedForm, list[Asked]]:
    """The questions as sent; one without words is left out."""
    form = SubmittedForm(sent)
    asked = [_question(form, place, languages) for place in range(QUESTIONS_MAX)]
    return form, [one for one in asked if one is not None]


def _question(form: SubmittedForm, place: int, languages: Sequence[str]) -> Asked | None:
    number = form.read(f"id-{place}", row_number, None)
    label = form.read_text(f"label-{place}", languages, most=LABEL_MAX, required=False)
    kind = form.read(f"kind-{place}", lambda typed: read_choice(typed or "text", QUESTION_KINDS), "text")
    required = form.read(f"required-{place}", bool, False)
    none: list[str] = []
    choices = form.read(f"choices-{place}", _choices, none)
    if not label:
        return None
    if kind == "choice" and len(choices) < 2:
        form.refuse(Invalid("Please write at least two answers to choose from, one a line.", field=f"choices-{place}"))
    return Asked(number, kind, label, choices if kind == "choice" else [], required)


def _choices(typed: str) -> list[str]:
    lines = [line for line in (read_line(line, most=CHOICE_MAX, required=False) for line in typed.splitlines()) if line]
    if len(lines) > CHOICES_MAX or len(set(lines)) < len(lines):
        raise Invalid("At most %(most)s different answers, one a line.", most=CHOICES_MAX)
    return lines


# Joining


def read_answers(sent: Mapping[str, str], questions: Sequence[Question]) -> tuple[SubmittedForm, dict[int, str]]:
    """What a participant answers; whether it can be taken is the service's matter."""
    form = SubmittedForm(sent)
    fields = {question.id: f"question-{question.id}" for question in questions}
    said = {
        number: form.read(field, lambda typed: read_words(typed, most=500, required=False), "")
        for number, field in fields.items()
    }
    return form, said
