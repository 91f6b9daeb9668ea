"""Opening a session: what of the visitor's goes over into it, and who greets whoever has come."""

from collections.abc import Callable
from contextlib import suppress

from flask import g, session, url_for
from flask_login import current_user

from civic.accounts.identity import Actor
from civic.errors import DomainError
from civic.feature import ExtensionPoint
from civic.web.context import services
from civic.web.requests import front_page

AFTER_ARRIVAL: ExtensionPoint[Callable[[Actor], str | None]] = ExtensionPoint("after arrival")
"""Each may act for somebody who has just signed up or in, inside the request, after the commit; it may return a
path of this site to go on to. A DomainError it raises is not their fault: the session stands all the same."""

HOMES: ExtensionPoint[Callable[[Actor], str | None]] = ExtensionPoint("where an account begins")
"""Each may say where somebody begins who signs in and was not on the way to somewhere; None for no opinion."""

OUTLIVES_SIGNIN: ExtensionPoint[str] = ExtensionPoint("outlives sign-in")
"""What of a visitor's session goes over into the new one, by name: nothing that says who may do what."""


def open_session(actor: Actor) -> Actor:
    """Signs the actor in, in a new session; the same with all that the rooms above know of them."""
    kept = {name: session[name] for name in services().registry.all(OUTLIVES_SIGNIN) if name in session}
    session.clear()
    session.update(kept, _user_id=actor.get_id())
    session.permanent = True
    g.pop("_login_user", None)
    known: Actor = current_user._get_current_object()
    session["_user_id"] = known.get_id()
    return known


def greet(actor: Actor) -> str | None:
    """Tells the features who has come; where the first of them wants to go."""
    wishes = []
    for hook in services().registry.all(AFTER_ARRIVAL):
        with suppress(DomainError):
            wishes.append(hook(actor))
    return next((wish for wish in wishes if wish), None)


def home_of(actor: Actor) -> str:
    """Where somebody begins: where a feature says, else the front page, or the account of whoever has nothing there."""
    homes = (home(actor) for home in services().registry.all(HOMES))
    usual = front_page() if actor.is_resident else url_for("accounts.account")
    return next((home for home in homes if home), usual)
