"""Flask without what none of our pages uses, and the points at which features add pages."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter

from civic.feature import ExtensionPoint
from civic.web.localized_templates import Templates

ROUTES: ExtensionPoint[Blueprint] = ExtensionPoint("routes", key=lambda blueprint: blueprint.name)

WITHOUT_TOKEN: ExtensionPoint[Callable[..., Any]] = ExtensionPoint("views without a form token")
"""Views that are sent forms which are not ours and that need no session: mail programs, meters."""


class Application(Flask):
    """Flask without the look at each function whether it is asynchronous: none of ours is."""

    jinja_environment = Templates  # type: ignore[assignment]

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class RowNumber(IntegerConverter):
    """A row's number in an address, `<row:id>`: what no 64-bit column could hold leads to no page."""

    regex = "[1-9][0-9]{0,17}"
