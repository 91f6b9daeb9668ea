"""Flask without what none of our pages uses, and the points at which features add pages."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter

from civic.errors import RolledBack
from civic.feature import ExtensionPoint
from civic.web.context import end_read_session
from civic.web.localized_templates import Templates

ROUTES: ExtensionPoint[Blueprint] = ExtensionPoint("routes", key=lambda blueprint: blueprint.name)

WITHOUT_TOKEN: ExtensionPoint[Callable[..., Any]] = ExtensionPoint("views without a form token")
"""Views that are sent forms which are not ours and that need no session: mail programs, meters."""


_ATTEMPTS = 4


class Application(Flask):
    """Flask without the look at each function whether it is asynchronous: none of ours is."""

    jinja_environment = Templates  # type: ignore[assignment]

    def dispatch_request(self) -> ResponseReturnValue:
        """A view whose one transaction the database took back for others' sake is begun anew, a few times: nothing of
        it has happened yet."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(RolledBack):
                return super().dispatch_request()
            end_read_session()
        return super().dispatch_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class RowNumber(IntegerConverter):
    """A row's number in an address, `<row:id>`: what no 64-bit column could hold leads to no page."""

    regex = "[1-9][0-9]{0,17}"
