"""Who acts: what a request knows about the signed-in resident. Pure."""

from dataclasses import dataclass


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
