"""Refusals that a program reads: problem details (RFC 9457), for everything below `/api/`."""

import json
from http import HTTPStatus

from flask import Response, request

from civic.errors import msgid
from civic.language.locale import gettext

ADDRESSES = "/api/"
"""Below it programs ask; everything else is for people."""
MIMETYPE = "application/problem+json"
ANYWHERE = ("Access-Control-Allow-Origin", "*")
"""Pages of other sites may read the answer: nothing below `/api/` depends on who carries a session."""
TITLES = {
    400: msgid("Bad request"),
    401: msgid("Not signed in"),
    403: msgid("Not allowed"),
    404: msgid("Not found"),
    405: msgid("Method not allowed"),
    406: msgid("Not acceptable"),
    409: msgid("Conflict"),
    413: msgid("Too large"),
    422: msgid("Wrong parameter"),
    429: msgid("Too many requests"),
    431: msgid("Too large"),
    500: msgid("Error on our side"),
    503: msgid("Busy"),
}


def is_for_programs() -> bool:
    """Whether a program asks."""
    return request.path.startswith(ADDRESSES)


def problem(status: int, detail: str, reference: str | None = None) -> Response:
    """A refusal in the reader's language; `reference` names it in the log."""
    title = gettext(TITLES[status]) if status in TITLES else HTTPStatus(status).phrase
    response = Response(problem_text(status, title, detail, reference), status, mimetype=MIMETYPE)
    response.headers.add(*ANYWHERE)
    return response


def problem_text(status: int, title: str, detail: str, reference: str | None = None) -> str:
    """The JSON of a refusal. Its type is "about:blank": the status says what it is."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return json.dumps({**said, **({"reference": reference} if reference else {})}, ensure_ascii=False) + "\n"
