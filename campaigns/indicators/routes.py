"""Public pages: what is measured, and what a figure means."""

from flask import Blueprint, render_template

from campaigns.indicators import views
from campaigns.indicators.current import definitions
from civic.disclosure.live import FEWEST_FOR_A_SHARE, MINIMUM
from civic.web.guards import public
from civic.web.templating import in_language

blueprint = Blueprint("indicators", __name__)


@blueprint.get("/indicators")
@public
def index() -> str:
    """Every metric with its formula, and what it must not be taken for."""
    return render_template(
        "campaigns/indicators/definitions.html",
        groups=views.groups(definitions()),
        not_known=in_language(definitions().not_known),
        least=MINIMUM,
        least_for_share=FEWEST_FOR_A_SHARE,
    )


@blueprint.get("/indicators/reading")
@public
def reading() -> str:
    """What the figures mean and must not be used for, in plain words."""
    return render_template("campaigns/indicators/reading.html", least=MINIMUM)
