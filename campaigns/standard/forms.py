"""What the city types about its standard."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from campaigns.standard import rules
from campaigns.standard.services import CompositeDraft, FigureDraft, IndicatorDraft
from civic.errors import Invalid
from civic.numbers import read_thousandths
from civic.web.forms import SubmittedForm, read_choice, read_day, read_line, read_tick, read_words


def read_indicator(
    sent: Mapping[str, str], languages: Sequence[str], metrics: Collection[str], today: date
) -> tuple[SubmittedForm, IndicatorDraft]:
    """A version of an indicator; its name must be there in the city's first language."""
    form, choices = SubmittedForm(sent), dict.fromkeys(("", *metrics))
    return form, IndicatorDraft(
        code=form.read("code", rules.read_code, ""),
        name=form.read_text("name", languages, most=rules.NAME_MAX),
        words=form.read("words", lambda typed: read_words(typed, most=rules.WORDS_MAX), ""),
        source=form.read("source", lambda typed: read_line(typed, most=rules.SOURCE_MAX), ""),
        source_on=form.read("source_on", read_day, today),
        source_link=form.read("source_link", _read_link, ""),
        metric=form.read("metric", lambda typed: read_choice(typed, choices), ""),
        unit=form.read("unit", lambda typed: read_line(typed, most=rules.UNIT_MAX, required=False), ""),
        target=form.read("target", lambda typed: read_line(typed, most=rules.TARGET_MAX, required=False), ""),
        is_dropped=form.read("is_dropped", read_tick, False),
    )


def _read_link(typed: str) -> str:
    link = read_line(typed, most=rules.LINK_MAX, required=False)
    if link and not link.startswith(("https://", "http://")):
        raise Invalid("Please give an address that begins with https://.")
    return link


def read_figure(sent: Mapping[str, str], code: str, today: date) -> tuple[SubmittedForm, FigureDraft]:
    """A figure by hand."""
    form = SubmittedForm(sent)
    return form, FigureDraft(
        code=code,
        period=form.read("period", rules.read_period, ""),
        value_milli=form.read("value", read_thousandths, 0),
        source=form.read("source", lambda typed: read_line(typed, most=rules.SOURCE_MAX), ""),
        source_on=form.read("source_on", read_day, today),
    )


def read_composite(
    sent: Mapping[str, str], languages: Sequence[str], today: date
) -> tuple[SubmittedForm, CompositeDraft]:
    """A composite, its weights one a line: "3.2 0.4"."""
    form = SubmittedForm(sent)
    return form, CompositeDraft(
        code=form.read("code", rules.read_code, ""),
        name=form.read_text("name", languages, most=rules.NAME_MAX),
        source=form.read("source", lambda typed: read_line(typed, most=rules.SOURCE_MAX), ""),
        source_on=form.read("source_on", read_day, today),
        weights=form.read("weights", _read_weights, {}),
    )


def _read_weights(typed: str) -> dict[str, int]:
    weights: dict[str, int] = {}
    for line in read_words(typed, most=rules.WORDS_MAX).splitlines():
        code, _, weight = line.strip().partition(" ")
        if code in weights:
            raise Invalid("%(code)s is listed twice.", code=code)
        if line.strip():
            weights[rules.read_code(code)] = read_thousandths(weight)
    return weights
