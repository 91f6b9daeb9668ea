"""The pages of open data for people, the catalogue for other catalogues, and the feed."""

import json

from flask import Blueprint, Response, render_template

from campaigns.open_data import catalogue, dataset_pages, queries, views
from campaigns.open_data.dcat import catalogue as dcat_catalogue
from campaigns.open_data.feed import MIMETYPE, atom
from campaigns.open_data.sending import finish, kept
from campaigns.publishing import queries as publishing
from civic.errors import NotFound
from civic.language import locale
from civic.web.context import read_session, services
from civic.web.guards import public
from footprint.boards.views import offered

blueprint = Blueprint("data", __name__)
JSON_LD = "application/ld+json"


@blueprint.get("/data")
@public
def index() -> str:
    """What there is to be had, on which terms, and how."""
    app = services()
    offered(lambda: queries.stand(app.database))
    return render_template(
        "campaigns/open_data/index.html",
        releases=dataset_pages.releases(queries.heads(read_session())),
        boards=dataset_pages.boards(),
        terms=dataset_pages.terms(),
        example=dataset_pages.curl(views.absolute("api.releases")),
    )


@blueprint.get("/data/releases/<key>")
@public
def release(key: str) -> str:
    """A release: where it comes from, its tables, and what their columns mean."""
    app = services()
    offered(lambda: queries.stand(app.database))
    found = publishing.release(read_session(), key)
    if found is None:
        raise NotFound("There is no such release.")
    heads = queries.heads(read_session())
    return render_template(
        "campaigns/open_data/release.html",
        release=dataset_pages.release(found, heads),
        terms=dataset_pages.terms(),
    )


@blueprint.get("/data/boards/<board>")
@public
def board(board: str) -> str:
    """A board as a dataset."""
    if board not in catalogue.boards():
        raise NotFound("There is no such board.")
    city = services().city
    offered(lambda: city.version)
    return render_template(
        "campaigns/open_data/board.html", board=dataset_pages.board(board), terms=dataset_pages.terms()
    )


@blueprint.get("/data/catalog.jsonld")
@public
def catalog() -> Response:
    """The catalogue as DCAT-AP 3."""
    app = services()
    kept(lambda: queries.stand(app.database))
    made = dcat_catalogue(*catalogue.whole())
    return finish(Response(json.dumps(made, ensure_ascii=False, indent=1) + "\n", mimetype=JSON_LD))


@blueprint.get("/data/feed.atom")
@public
def feed() -> Response:
    """New releases, for feed readers."""
    app = services()
    kept(lambda: queries.stand(app.database))
    response = finish(Response(atom(catalogue.feed(queries.heads(read_session()))), mimetype=MIMETYPE))
    response.headers["Content-Language"] = locale.current().html_lang
    return response
