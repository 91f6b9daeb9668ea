"""The gate in front of everything else: only requests for the site's own host names come in.

A page made for another name would carry links to it, and be kept for others.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?")


class OwnHosts:
    """WSGI middleware that answers 400 to requests for any other host; case and port do not matter."""

    def __init__(self, application: "WSGIApplication", hosts: Sequence[str]) -> None:
        self._application = application
        self._hosts = frozenset(host.lower() for host in hosts)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        named = _HOST.fullmatch(environ.get("HTTP_HOST", "").lower())
        if named and named[1] in self._hosts:
            return self._application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This site has another name.\n"]
