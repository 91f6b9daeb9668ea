"""The city's desk of goals."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from civic.accounts import audit
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.denominators.in_force import city_on
from civic.errors import msgid
from civic.language.locale import gettext
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language
from footprint.goals import forms, queries, rules, views
from footprint.goals.services import Wish, set_goal

blueprint = Blueprint("city_goals", __name__)


@blueprint.route("/city/goals", methods=["GET", "POST"])
@allowed(may_run_city)
def index() -> Response:
    """What the city wants in its districts, and a form for more."""
    periods = views.open_periods(services().calendar.today())
    form = SubmittedForm(period=next(iter(periods)), measure=rules.PEOPLE)
    if request.method == "POST":
        form, wish = forms.read_wish(request.form, services().city, periods)
        with form.refusals():
            if wish:
                _set(wish)
                return redirect_after_post(url_for("city_goals.index"), msgid("Saved."))
    return form_page(
        "footprint/goals/city.html",
        form,
        versions=[views.version(one) for one in queries.versions(read_session(), list(periods))],
        periods=[(key, views.period_name(key)) for key in periods],
        districts=[(one.id, in_language(one.name)) for one in services().city.districts],
        measures=[(code, gettext(words)) for code, words in rules.MEASURES.items()],
    )


def _set(wish: Wish) -> None:
    today = services().calendar.today()
    city = city_on(services(), today)
    with write_session() as writer:
        set_goal(writer, city, audit.by(me()), wish, today, utc_now())
