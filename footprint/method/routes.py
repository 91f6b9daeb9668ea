"""How the numbers are made, and what changed in them."""

from flask import Blueprint, g, render_template

from civic.caching.memory import AppCache
from civic.web.context import services
from civic.web.guards import public
from footprint import current
from footprint.additionality.queries import answers
from footprint.additionality.rules import told
from footprint.method import views
from footprint.method.annex import annex_context
from footprint.method.changes import changes_context

blueprint = Blueprint("quantities", __name__)
_contexts: AppCache[dict[str, object]] = AppCache(capacity=8)
_annexes: AppCache[dict[str, object]] = AppCache(capacity=8)


@blueprint.get("/about/method")
@public
def method() -> str:
    """The method with every action's formula and every factor's source."""
    today = services().calendar.today()
    context = _contexts.get(
        (g.language.code, current.catalogue().version, today), lambda: views.method_context(current.catalogue(), today)
    )
    anyway = views.anyway_context(current.catalogue(), told(answers(services().database)))
    return render_template("footprint/method/method.html", **context, anyway=anyway)


@blueprint.get("/about/method/annex")
@public
def annex() -> str:
    """The method in the terms of the standards, for auditors."""
    today = services().calendar.today()
    context = _annexes.get(
        (g.language.code, current.catalogue().version, today), lambda: annex_context(current.catalogue(), today)
    )
    return render_template("footprint/method/annex.html", **context)


@blueprint.get("/about/method/changes")
@public
def changes() -> str:
    """Every change of what figures are computed from, and totals restated beside totals as recorded."""
    return render_template("footprint/method/changes.html", **changes_context())
