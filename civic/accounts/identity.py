"""Who acts: what a request knows about the account that is signed in. Pure."""

import re
from dataclasses import dataclass

_SESSION_ID = re.compile(r"([1-9][0-9]{0,17})\.([0-9a-f]{16})(\.2)?(?:\.r([1-9][0-9]{0,17}))?", re.ASCII)
NO_SESSION = "none"
"""The session of whoever acts without one: no account knows a session of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionName:
    """Whom a session names. It may have been ended since: only the database knows.

    `key` is the session's own, drawn at random when it was opened. `strong` says that it was opened with a second
    factor, `demo` that accounts of the demonstration may act. `resident_id` is whose account it is, 0 for nobody's;
    whoever relies on it confirms the two together.
    """

    account_id: int
    key: str
    resident_id: int = 0
    strong: bool = False
    demo: bool = False


def read_session_id(text: object, *, demo: bool) -> SessionName | None:
    """Whom the session names that keeps this text (see `Actor.get_id`); None for anything else."""
    parts = _SESSION_ID.fullmatch(text) if isinstance(text, str) else None
    if parts is None:
        return None
    return SessionName(
        account_id=int(parts[1]),
        key=parts[2],
        resident_id=int(parts[4] or 0),
        strong=bool(parts[3]),
        demo=demo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An account that is open right now; Flask-Login's user.

    `session_key` must stand among the account's sessions in the database: what takes it from there ends the session.
    `roles` are staff roles; a session carries them only when it was opened with a second factor, which makes it
    `strong`.
    """

    account_id: int
    nickname: str
    session_key: str = NO_SESSION
    roles: frozenset[str] = frozenset()
    strong: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False
    is_resident = False

    def get_id(self) -> str:
        """What the session keeps: "account.key", and ".2" when it is strong."""
        return f"{self.account_id}.{self.session_key}" + (".2" if self.strong else "")
