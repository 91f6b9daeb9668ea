"""Who acts: what a request knows about the signed-in resident. Pure."""

import re
from dataclasses import dataclass

_SESSION_ID = re.compile(r"([1-9][0-9]{0,17})\.([0-9]{1,9})(\.2)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionName:
    """Whom a session names. It may have been ended since: only the database knows.

    `strong` says that it was opened with a second factor, `demo` that accounts of the demonstration may act.
    """

    resident_id: int
    epoch: int
    strong: bool = False
    demo: bool = False


def read_session_id(text: object, *, demo: bool) -> SessionName | None:
    """Whom the session names that keeps this text (see `Actor.get_id`); None for anything else."""
    parts = _SESSION_ID.fullmatch(text) if isinstance(text, str) else None
    return SessionName(int(parts[1]), int(parts[2]), bool(parts[3]), demo) if parts else None


@dataclass(frozen=True, slots=True)
class Actor:
    """A resident with an account that is open right now; Flask-Login's user.

    `epoch` must equal the resident's in the database: raising it there ends every session. `roles` are staff roles;
    a session carries them only when it was opened with a second factor, which makes it `strong`. `unread` counts the
    messages in the inbox that were not opened yet.
    """

    id: int
    nickname: str
    district_id: str
    subdistrict_id: str | None
    household_id: int
    epoch: int
    roles: frozenset[str] = frozenset()
    strong: bool = False
    unread: int = 0

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session keeps: "id.epoch", and ".2" when it is strong."""
        return f"{self.id}.{self.epoch}" + (".2" if self.strong else "")
