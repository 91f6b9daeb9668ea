"""What a client sent and nobody read is read before the answer goes.

Granian closes the connection after an answer in the middle of a body; the proxy in front, still sending, takes that for
an accident and says 502 in the place of our own words. The application itself keeps nothing of what it refused.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 24 << 20
"""What the documented proxies let through; whatever is larger did not come through one, and is cut off."""
_PIECE = 1 << 16


class WholeBodies:
    """WSGI middleware that reads on to the end of the body once the application has answered."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = self._application(environ, start_response)
        if 0 < _length(environ) <= MOST_BYTES:
            body = environ["wsgi.input"]
            while body.read(_PIECE):
                pass
        return answer


def _length(environ: "WSGIEnvironment") -> int:
    """The body's length as announced; 0 when it was not."""
    told = environ.get("CONTENT_LENGTH", "")
    return int(told) if told.isascii() and told.isdigit() else 0
