"""Pages of the house itself: what is stored about people, and what a phone needs to know to install the site."""

from flask import Blueprint, Response, make_response, render_template

from civic.web.guards import public

blueprint = Blueprint("civic", __name__)


@blueprint.get("/about/privacy")
@public
def privacy() -> str:
    """What is stored, why, and until when."""
    return render_template("civic/privacy.html")


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """The web app manifest, in the reader's language."""
    response = make_response(render_template("civic/manifest.json"))
    response.mimetype = "application/manifest+json"
    return response
