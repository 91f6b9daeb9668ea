"""Who acts: what a request knows about the account that is signed in. Pure."""

import re
from dataclasses import dataclass

_SESSION_ID = re.compile(r"([1-9][0-9]{0,17})\.([0-9]{1,9})(\.2)?(?:\.r([1-9][0-9]{0,17}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionName:
    """Whom a session names. It may have been ended since: only the database knows.

    `strong` says that it was opened with a second factor, `demo` that accounts of the demonstration may act.
    `resident_id` is whose account it is, if it is a resident's; whoever relies on it confirms the two together.
    """

    account_id: int
    epoch: int
    resident_id: int
    strong: bool = False
    demo: bool = False


def read_session_id(text: object, *, demo: bool) -> SessionName | None:
    """Whom the session names that keeps this text (see `Actor.get_id`); None for anything else.

    Without a resident's number it is an account of staff, or a session from when account and resident had one number.
    """
    parts = _SESSION_ID.fullmatch(text) if isinstance(text, str) else None
    if parts is None:
        return None
    return SessionName(
        account_id=int(parts[1]),
        epoch=int(parts[2]),
        resident_id=int(parts[4] or parts[1]),
        strong=bool(parts[3]),
        demo=demo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An account that is open right now; Flask-Login's user.

    `epoch` must equal the account's in the database: raising it there ends every session. `roles` are staff roles;
    a session carries them only when it was opened with a second factor, which makes it `strong`.
    """

    account_id: int
    nickname: str
    epoch: int
    roles: frozenset[str] = frozenset()
    strong: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False
    is_resident = False

    def get_id(self) -> str:
        """What the session keeps: "id.epoch", and ".2" when it is strong."""
        return f"{self.account_id}.{self.epoch}" + (".2" if self.strong else "")
