"""The city's desk of indicators: values, files for other systems, whether newcomers come back."""

import json
from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from campaigns.indicators import export, queries, views
from campaigns.indicators.current import definitions
from campaigns.indicators.export import NO_RELEASE, RELEASES, ReleaseName
from civic.accounts.permissions import may_run_city
from civic.disclosure.live import FEWEST_FOR_A_SHARE, MINIMUM
from civic.documents.spreadsheets import CSV_TYPE, to_csv
from civic.errors import NotFound
from civic.web.context import read_session, services
from civic.web.guards import allowed

blueprint = Blueprint("indicators_city", __name__)


@blueprint.get("/city/indicators")
@allowed(may_run_city)
def index() -> str:
    """The values of a month or year, the newest month if no other is asked for."""
    months = queries.months(read_session())
    period = _asked_for(months) if months else ""
    return render_template(
        "campaigns/indicators/city.html",
        periods=views.periods(months),
        period=period,
        name=views.period_name(period) if period else "",
        groups=views.board(views.values_of(period)) if period else [],
        release=_release(period),
    )


def _asked_for(months: Sequence[str]) -> str:
    """The period of the address.

    Raises:
        NotFound: nothing was counted for it.
    """
    asked = request.args.get("period", "") or (months[0] if months else "")
    if asked not in {*months, *(month[:4] for month in months)}:
        raise NotFound()
    return asked


def _release(period: str) -> ReleaseName:
    finders = services().registry.all(RELEASES)
    return next((found for find in finders if (found := find(read_session(), period))), NO_RELEASE)


@blueprint.get("/city/indicators.<any(csv,json):kind>")
@allowed(may_run_city)
def table(kind: str) -> Response:
    """The values of a period, for the municipal performance system."""
    period = _asked_for(queries.months(read_session()))
    found = export.lines(services().city, definitions(), views.values_of(period), _release(period))
    if kind == "csv":
        response = Response(to_csv(export.COLUMNS, export.rows(found)), content_type=CSV_TYPE)
    else:
        told = export.document(services().city, period, found, definitions())
        response = Response(json.dumps(told, ensure_ascii=False, indent=2), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="indicators-{period}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/city/newcomers")
@allowed(may_run_city)
def newcomers() -> str:
    """Which share of those who joined in a month did something in their second and fifth week."""
    return render_template(
        "campaigns/indicators/newcomers.html",
        cohorts=[views.cohort(one) for one in queries.cohorts(read_session())],
        least=MINIMUM,
        least_for_share=FEWEST_FOR_A_SHARE,
    )
