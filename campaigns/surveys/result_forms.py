"""What staff types of margins: how many people have each sex, age and district, and how far weights may move."""

from collections.abc import Mapping, Sequence

from campaigns.surveys import rules
from campaigns.surveys.figures import HUNDREDTHS
from campaigns.surveys.margins import BOUNDS
from campaigns.surveys.models import SurveyWeighting
from civic.errors import Invalid
from civic.numbers import MILLI, read_thousandths, read_whole
from civic.statistics.raking import Bounds
from civic.web.forms import SubmittedForm

_MOST = 999_999_999
_LEAST_HUNDREDTHS, _MOST_HUNDREDTHS = 5, 2_000
Levels = Mapping[str, Sequence[str]]
"""The levels of each variable that weights can be raked to."""


def levels(places: Sequence[str]) -> Levels:
    """Of a wave whose sample is of these districts."""
    return {"sex": rules.SEXES, "age": rules.AGE_BANDS, "district": places}


def field(variable: str, level: str) -> str:
    """The field of a level."""
    return f"{variable}_{level}"


def margins_as_kept(kept: SurveyWeighting | None, offered: Levels) -> SubmittedForm:
    """The form with what is kept, or with nothing."""
    margins = kept.margins if kept else {}
    typed = {
        field(variable, level): str(margins.get(variable, {}).get(level) or "")
        for variable, some in offered.items()
        for level in some
    }
    low = kept.low_hundredths / HUNDREDTHS if kept else BOUNDS.low
    high = kept.high_hundredths / HUNDREDTHS if kept else BOUNDS.high
    form = SubmittedForm()
    form.values = {**typed, "low": f"{low:g}", "high": f"{high:g}"}
    return form


def read_margins(sent: Mapping[str, str], offered: Levels) -> tuple[SubmittedForm, dict[str, dict[str, int]], Bounds]:
    """The margins of those variables of which something is typed; an empty level has nobody."""
    form = SubmittedForm(sent)
    typed = {
        variable: {level: form.read(field(variable, level), _read_people, None) for level in some}
        for variable, some in offered.items()
    }
    margins = {
        variable: {level: people or 0 for level, people in some.items()}
        for variable, some in typed.items()
        if any(people is not None for people in some.values())
    }
    low = form.read("low", lambda text: _read_bound(text, least=_LEAST_HUNDREDTHS, most=99), 0)
    high = form.read("high", lambda text: _read_bound(text, least=101, most=_MOST_HUNDREDTHS), 0)
    return form, margins, Bounds(low / HUNDREDTHS, high / HUNDREDTHS)


def _read_people(typed: str) -> int | None:
    return read_whole(typed, least=0, most=_MOST) if typed.strip() else None


def _read_bound(typed: str, *, least: int, most: int) -> int:
    """In hundredths."""
    found = read_thousandths(typed) * HUNDREDTHS // MILLI
    if not least <= found <= most:
        bounds = {"least": f"{least / HUNDREDTHS:g}", "most": f"{most / HUNDREDTHS:g}"}
        raise Invalid("This should be from %(least)s to %(most)s.", **bounds)
    return found
