"""Who is signed in: the session's "id.epoch" turned into an Actor, at most once a request."""

import re

from flask import g

from civic.errors import TryAgain
from civic.residents import queries
from civic.residents.identity import Actor
from civic.web import services

__all__ = ["Actor", "load_actor"]

_SESSION_ID = re.compile(r"([1-9][0-9]{0,17})\.([0-9]{1,9})(\.2)?", re.ASCII)


def load_actor(text: str) -> Actor | None:
    """The resident of the session; None for the erased, for sessions that were ended, and for nonsense.

    Raises:
        TryAgain: the database did not answer. The error page asks once more and then hears: nobody.
    """
    parts = _SESSION_ID.fullmatch(text) if isinstance(text, str) else None
    if parts is None or "actor_unknown" in g:
        return None
    house = services()
    session = queries.SessionName(int(parts[1]), int(parts[2]), strong=bool(parts[3]))
    try:
        return queries.actor_of_session(house.database, session, demo=house.settings.demo)
    except TryAgain:
        g.actor_unknown = True
        raise
