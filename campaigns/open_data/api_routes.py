"""The API: releases, their tables, and boards, to be read by programs. What it answers is declared in contract.py."""

import json
from collections.abc import Sequence

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel

from campaigns.indicators.current import definitions
from campaigns.open_data import contract, queries, views
from campaigns.open_data.board_reading import found_board
from campaigns.open_data.board_tables import DISTRICTS
from campaigns.open_data.document import CSV, JSON, answers, csv_answer, document
from campaigns.open_data.rules import page_links
from campaigns.open_data.sending import finish, kept
from campaigns.publishing import package
from campaigns.publishing import queries as publishing
from campaigns.publishing.queries import PublishedRelease, ReleaseHead
from campaigns.publishing.tidy import TableText, digest
from civic.errors import NotFound, msgid
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.guards import public
from civic.web.limits import spend_programs_read

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.after_request(finish)
_ABOUT = msgid("What the city publishes: releases with all of their tables, and boards as their pages show them.")
Linked = tuple[BaseModel, list[tuple[str, str]]]
"""An answer with its Link header."""


@blueprint.before_request
def _receive() -> None:
    """Counts who asks, and looks whether they take what there is."""
    if request.method == "OPTIONS":
        return
    spend_programs_read()
    kind = CSV if request.path.endswith(".csv") else JSON
    if request.accept_mimetypes and not request.accept_mimetypes[kind]:
        abort(406)


def _linked(answer: BaseModel, links: Sequence[str]) -> Linked:
    return answer, [("Link", ", ".join(links))]


def _paged(page: contract.Page | contract.Rows, total: int) -> list[str]:
    address = views.absolute(request.endpoint or "", **(request.view_args or {}))
    return page_links(address, _asked(), page.limit, page.offset, total)


def _asked() -> dict[str, str]:
    """The parameters that stay the same on every part."""
    return {name: value for name, value in request.args.items() if name not in ("limit", "offset")}


def _heads() -> Sequence[ReleaseHead]:
    """All that is published; the answer at hand is kept until that changes."""
    app = services()
    kept(lambda: queries.stand(app.database))
    return queries.heads(read_session())


def _release(key: str) -> tuple[PublishedRelease, Sequence[ReleaseHead]]:
    """A release, among all that are published.

    Raises:
        NotFound: nothing of that name is published.
    """
    known, found = _heads(), publishing.release(read_session(), key)
    if found is None:
        raise NotFound("There is no such release.")
    return found, known


def _table(key: str, name: str) -> tuple[PublishedRelease, TableText, list[str]]:
    """A table of a release, with the links to its other revisions.

    Raises:
        NotFound: there is no such release, or it has no such table.
    """
    found, known = _release(key)
    if name not in found.tables:
        raise NotFound("This release has no such table.")
    return found, found.tables[name], views.version_links(found.head, known)


@blueprint.get("/releases")
@public
@answers(contract.Releases)
def releases(query: contract.ReleasesAsked) -> Linked:
    """All releases, the latest period first."""
    known = _heads()
    wanted = [one for one in known if query.kind in ("", one.kind)]
    lines = [views.release_line(one, known) for one in wanted[query.offset : query.offset + query.limit]]
    answer = contract.Releases(total=len(wanted), limit=query.limit, offset=query.offset, items=lines)
    return _linked(answer, _paged(query, len(wanted)))


@blueprint.get("/releases/<key>")
@public
@answers(contract.Release, 404)
def release(key: str, query: contract.Nothing) -> Linked:
    """A release: where it comes from, what was said about it since, and its tables."""
    found, known = _release(key)
    return _linked(views.release(found, known), views.version_links(found.head, known))


@blueprint.get("/releases/<key>/datapackage.json")
@public
@answers(None, 404)
def datapackage(key: str, query: contract.Nothing) -> Response:
    """The release as a data package: its files, and what their columns mean."""
    found, _ = _release(key)
    return Response(json.dumps(views.data_package(found), ensure_ascii=False, indent=1) + "\n", mimetype=JSON)


@blueprint.get("/releases/<key>/dictionary.csv")
@public
@answers(None, 404)
def dictionary(key: str, query: contract.Nothing) -> Response:
    """What the columns of all tables mean."""
    found, _ = _release(key)
    words = package.dictionary(list(found.tables.values()), services().city.languages)
    return csv_answer(words, f"{key}-dictionary", digest(words))


@blueprint.get("/releases/<key>/tables/<name>")
@public
@answers(contract.ReleaseTable, 404)
def table(key: str, name: str, query: contract.Rows) -> Linked:
    """Rows of a table, with what its columns mean."""
    found, wanted, links = _table(key, name)
    answer = views.release_table(found, wanted, query)
    return _linked(answer, [*_paged(query, answer.total), *links])


@blueprint.get("/releases/<key>/tables/<name>.csv")
@public
@answers(None, 404)
def table_file(key: str, name: str, query: contract.Nothing) -> Response:
    """A whole table, byte for byte as it is stored."""
    _, wanted, links = _table(key, name)
    response = csv_answer(wanted.csv, f"{key}-{name}", wanted.sha256)
    response.headers["Link"] = ", ".join(links)
    return response


@blueprint.get("/boards")
@public
@answers(contract.Boards)
def boards(query: contract.Page) -> Linked:
    """All boards there are."""
    city = services().city
    kept(lambda: city.version)
    lines = views.board_lines()
    part = lines[query.offset : query.offset + query.limit]
    answer = contract.Boards(total=len(lines), limit=query.limit, offset=query.offset, items=part)
    return _linked(answer, _paged(query, len(lines)))


@blueprint.get("/boards/<board>")
@public
@answers(contract.BoardTable, 404)
def board(board: str, query: contract.BoardPage) -> Linked:
    """Rows of a board, as its page shows them."""
    found = found_board(board, query)
    answer = contract.BoardTable(
        **contract.table_fields(found.table, query),
        csv_url=views.absolute("api.board_file", board=board, **_asked()),
        licence=contract.Licence.of(services().city.open_data.licence),
        period=views.period(found.shown),
        measure=query.measure,
        size=found.size,
    )
    return _linked(answer, [*_paged(query, answer.total), f'<{views.licence_url()}>; rel="license"'])


@blueprint.get("/boards/<board>.csv")
@public
@answers(None, 404)
def board_file(board: str, query: contract.BoardFile) -> Response:
    """A board as a file, as its page shows it."""
    found = found_board(board, query)
    return csv_answer(found.table.csv, board, found.table.sha256)


@blueprint.get("/indicators")
@public
@answers(contract.Indicators)
def indicators(query: contract.Page) -> Linked:
    """What is measured: every metric with its formula, of whom it speaks, and what it must not be taken for."""
    city = services().city
    kept(lambda: city.version)
    known = views.indicators(definitions())
    part = known[query.offset : query.offset + query.limit]
    answer = contract.Indicators(total=len(known), limit=query.limit, offset=query.offset, items=part)
    return _linked(answer, _paged(query, len(known)))


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """This document."""
    licence = services().city.open_data.licence
    server = views.site_url() + (request.script_root or "")
    terms = {"name": licence.title, "url": licence.url}
    made = document(server, terms, gettext(_ABOUT), _examples())
    return Response(json.dumps(made, ensure_ascii=False), mimetype=JSON)


def _examples() -> dict[str, str]:
    """Of a board; of a release and one of its tables, once there is any."""
    boards = {"board": DISTRICTS}
    known = _heads()
    if not known:
        return boards
    found = publishing.release(read_session(), known[0].key)
    return {**boards, "key": known[0].key, "name": next(iter(found.tables), "") if found else ""}
