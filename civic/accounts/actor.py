"""Who is signed in: the session's text turned into an Actor, at most once a request."""

from collections.abc import Callable
from typing import TypeAlias

from flask import Flask, g, session
from flask_login import AnonymousUserMixin, LoginManager, current_user

from civic.accounts.identity import Actor, SessionName, read_session_id
from civic.errors import TryAgain
from civic.services import Services
from civic.web.context import services

Find: TypeAlias = Callable[[Services, SessionName], Actor | None]
"""Whom a session names; None for the erased and for sessions that were ended."""


class Nobody(AnonymousUserMixin):  # type: ignore[misc]
    """A visitor."""

    is_resident = False


_NOBODY = Nobody()


class SignIn(LoginManager):  # type: ignore[misc]
    """Flask-Login for a site that signs in by its session alone.

    Left out is what every page would pay for and none uses: remember cookies, users by header, and a fingerprint of
    address and browser (a phone changes its address all day; the account's list of sessions ends them instead).

    Args:
        find: looks an actor up with all that the rooms above know of them, in one statement.
    """

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find

    def init_app(self, app: Flask, add_context_processor: bool = False) -> None:
        app.login_manager = self  # type: ignore[attr-defined]

    def _load_user(self) -> None:
        g._login_user = self._named() or _NOBODY

    def _named(self) -> Actor | None:
        """The actor of the session.

        Raises:
            TryAgain: the database did not answer. The error page asks once more and then hears: nobody.
        """
        name = named_in_session()
        if name is None or "actor_unknown" in g:
            return None
        try:
            return self._find(services(), name)
        except TryAgain:
            g.actor_unknown = True
            raise


def named_in_session() -> SessionName | None:
    """Whom the request's session names, not looked up: for a write that confirms it in its own transaction."""
    return read_session_id(session.get("_user_id"), demo=services().settings.demo)


def me() -> Actor:
    """The account that is signed in, behind a guard that lets nobody else through."""
    actor: Actor = current_user._get_current_object()
    return actor
