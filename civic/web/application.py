"""Flask and Jinja without what none of our pages uses, and the points at which features add pages."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Blueprint, Flask
from flask.templating import Environment
from werkzeug.routing import IntegerConverter

from civic.feature import ExtensionPoint

ROUTES: ExtensionPoint[Blueprint] = ExtensionPoint("routes", key=lambda blueprint: blueprint.name)

WITHOUT_TOKEN: ExtensionPoint[Callable[..., Any]] = ExtensionPoint("views without a form token")
"""Views that are sent forms which are not ours and that need no session: mail programs, meters."""


class Templates(Environment):
    """Jinja whose templates share one dictionary of globals: a chain of two is walked in Python at every page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class Application(Flask):
    """Flask without the look at each function whether it is asynchronous: none of ours is."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class RowNumber(IntegerConverter):
    """A row's number in an address, `<row:id>`: what no 64-bit column could hold leads to no page."""

    regex = "[1-9][0-9]{0,17}"
