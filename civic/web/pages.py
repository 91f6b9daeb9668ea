"""Pages of the house itself: what is stored about people, the city's own pages, what phones, robots and finders of
security holes look for."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.calendar import utc_now
from civic.errors import NotFound
from civic.web.context import services
from civic.web.guards import public

blueprint = Blueprint("civic", __name__)
_PRIVATE = ("/me", "/city", "/organize", "/moderation", "/signin", "/here", "/report", "/hide")
"""Where nothing is for everybody."""
_HOLDS_FOR = timedelta(days=90)


@blueprint.get("/about/privacy")
@public
def privacy() -> str:
    """What is stored, why, and until when."""
    return render_template("civic/privacy.html", contact=services().settings.contact)


@blueprint.get("/about/<page>")
@public
def about(page: str) -> str:
    """A page of the pack, like its terms of use."""
    found = next((one for one in services().city.pages if one.id == page), None)
    if found is None:
        raise NotFound()
    return render_template("civic/about.html", page=found, contact=services().settings.contact)


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """The web app manifest, in the reader's language."""
    response = make_response(render_template("civic/manifest.json"))
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines leave alone (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom finders of security holes tell (RFC 9116); there is none before the city named somebody."""
    contact = services().settings.contact
    if contact is None:
        raise NotFound()
    expires = (utc_now() + _HOLDS_FOR).strftime("%Y-%m-%dT00:00:00Z")
    languages = ", ".join(services().city.languages)
    return Response(
        f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {languages}\n", mimetype="text/plain"
    )


@blueprint.get("/.well-known/change-password")
@public
def change_password() -> BaseResponse:
    """Where keepers of passwords send people to change theirs."""
    return redirect(url_for("accounts.account"), 303)
