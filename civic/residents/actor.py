"""Who is signed in: the session's "id.epoch" turned into an Actor, at most once a request."""

from flask import Flask, g, session
from flask_login import AnonymousUserMixin, LoginManager

from civic.errors import TryAgain
from civic.residents import queries
from civic.residents.identity import Actor, SessionName, read_session_id
from civic.web.context import services

__all__ = ["Actor", "SignIn", "load_actor", "named_in_session"]

_NOBODY = AnonymousUserMixin()


class SignIn(LoginManager):  # type: ignore[misc]
    """Flask-Login for a site that signs in by its session alone.

    Left out is what every page would pay for and none uses: remember cookies, users by header, and a fingerprint of
    address and browser (a phone changes its address all day; epochs end sessions instead).
    """

    def init_app(self, app: Flask, add_context_processor: bool = False) -> None:
        app.login_manager = self  # type: ignore[attr-defined]

    def _load_user(self) -> None:
        name = session.get("_user_id")
        g._login_user = (load_actor(name) if name is not None else None) or _NOBODY


def named_in_session() -> SessionName | None:
    """Whom the request's session names, not looked up: for a write that confirms it in its own transaction."""
    return read_session_id(session.get("_user_id"), demo=services().settings.demo)


def load_actor(text: str) -> Actor | None:
    """The resident of the session; None for the erased, for sessions that were ended, and for nonsense.

    Raises:
        TryAgain: the database did not answer. The error page asks once more and then hears: nobody.
    """
    house = services()
    name = read_session_id(text, demo=house.settings.demo)
    if name is None or "actor_unknown" in g:
        return None
    try:
        return queries.actor_of_session(house.database, house.get(queries.ACTOR_STATEMENT), name)
    except TryAgain:
        g.actor_unknown = True
        raise
