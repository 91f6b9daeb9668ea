"""What staff type about the goal of a district."""

from collections.abc import Mapping

from civic.calendar import Period
from civic.city.pack import City
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_choice
from footprint.goals import rules
from footprint.goals.services import Wish

_MOST = 1_000_000_000
"""The service knows how much a district can reach."""


def read_wish(sent: Mapping[str, str], city: City, periods: Mapping[str, Period]) -> tuple[SubmittedForm, Wish | None]:
    """A goal for one of some periods, by their keys; None where something was refused."""
    form = SubmittedForm(sent)
    period = form.read("period", lambda typed: read_choice(typed, periods), "")
    district = form.read("district", lambda typed: read_choice(typed, city.district_by_id), "")
    measure = form.read("measure", lambda typed: read_choice(typed, rules.MEASURES), "")
    target = form.read("target", lambda typed: read_whole(typed, least=0, most=_MOST), 0)
    return form, None if form.errors else Wish(periods[period], district, measure, target)
