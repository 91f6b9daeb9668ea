"""How the numbers are made."""

from flask import Blueprint, g, render_template

from civic.fragments import Cache
from civic.web import public, services
from footprint import house
from footprint.method import views

blueprint = Blueprint("quantities", __name__)
_contexts: Cache[dict[str, object]] = Cache(capacity=8)


@blueprint.get("/about/method")
@public
def method() -> str:
    """The method with every action's formula and every factor's source."""
    today = services().calendar.today()
    context = _contexts.get(
        (g.language.code, house.catalogue().version, today), lambda: views.method_context(house.catalogue(), today)
    )
    return render_template("footprint/quantities/method.html", **context)
