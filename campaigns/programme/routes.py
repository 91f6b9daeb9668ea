"""What is on in the city."""

from flask import Blueprint, render_template

from civic.web import public

blueprint = Blueprint("campaigns", __name__)


@blueprint.get("/campaigns")
@public
def index() -> str:
    """The campaigns of the city, running, coming and past."""
    return render_template("campaigns/programme/index.html", running=[], coming=[], past=[])
