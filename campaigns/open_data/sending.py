"""How answers are sent to programs: named by their bytes, kept for a minute, readable from pages of other sites."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from flask import Response, request

from civic.caching import etags
from civic.caching.compression import SHARED_PAGE
from civic.caching.visitor_pages import same_for_visitors
from civic.web.problems import ANYWHERE

Facts = TypeVar("Facts")

_FROM_ELSEWHERE = (
    ANYWHERE,
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match"),
    ("Access-Control-Expose-Headers", "ETag, Link, Content-Disposition, Retry-After"),
    ("Access-Control-Max-Age", "86400"),
)
_KEEP = "public, max-age=60"


def kept(look_up: Callable[[], Facts]) -> Facts:
    """What the answer at hand is made from; it is sent again to visitors for as long as that is so."""
    facts = look_up()
    same_for_visitors(facts, look_up)
    return facts


def finish(response: Response) -> Response:
    """What every answer to a program has; 304 where it is known already. What is kept for visitors is told in front."""
    for name, value in _FROM_ELSEWHERE:
        response.headers[name] = value
    if response.status_code != 200 or request.method == "OPTIONS":
        return response
    response.headers["Cache-Control"] = _KEEP
    response.vary.update(("Accept-Language", "Cookie"))
    etag = response.headers.setdefault("ETag", etags.strong(sha256(response.get_data()).hexdigest()))
    known = etags.known(etag, request.headers.get("If-None-Match", ""))
    if known and not request.environ.get(SHARED_PAGE):
        response.status_code = 304
        response.set_data(b"")
        response.headers["ETag"] = known
    return response
