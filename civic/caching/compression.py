"""Smaller answers over weak networks, in the encoding the browser takes.

Pages that are sent many times are packed hard, once; pages for one person quickly, each time.
"""

import gzip

import brotli
from flask import Response, request

from civic.caching import etags

SHARED_PAGE = "tongxing.shared_page"
"""Stands in the environment of a request whose page many get: it is compressed once, when it is kept."""
_SMALLEST_BYTES = 800
_QUICK = {"br": 1, "gzip": 2}
_HARD = {"br": 5, "gzip": 9}
"""Brotli's 10 is a tenth smaller for ten times the work, and each new entry makes new pages."""
_FOR_PROGRAMS = ("application/ld+json", "application/atom+xml")
_COMPRESSIBLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml", *_FOR_PROGRAMS)


def best(offered: str) -> str:
    """The encoding to answer in, by an Accept-Encoding header: "br", "gzip", or "" for none."""
    if "br" in offered and "br;q=0" not in offered.replace(" ", ""):
        return "br"
    return "gzip" if "gzip" in offered and "gzip;q=0" not in offered.replace(" ", "") else ""


def pack(body: bytes, encoding: str, *, hard: bool = False) -> bytes:
    """The body in that encoding; as it is for ""."""
    level = (_HARD if hard else _QUICK).get(encoding, 0)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=level, mode=brotli.MODE_TEXT))
    return gzip.compress(body, level, mtime=0) if encoding == "gzip" else body


def compress(response: Response) -> Response:
    """After a request: packs what is worth it and not packed yet."""
    if (
        request.environ.get(SHARED_PAGE)
        or response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
    ):
        return response
    if not (response.content_type or "").startswith(_COMPRESSIBLE):
        return response
    body = response.get_data()
    if len(body) < _SMALLEST_BYTES:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    encoding = best(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding:
        response.set_data(pack(body, encoding))
        response.headers["Content-Encoding"] = encoding
        if "ETag" in response.headers:
            response.headers["ETag"] = etags.packed(response.headers["ETag"], encoding)
    return response
