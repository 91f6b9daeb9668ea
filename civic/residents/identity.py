"""Who acts, where it must be a resident. Pure."""

from dataclasses import dataclass

from civic.accounts.identity import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentActor(Actor):
    """A resident whose account is open right now. The resident's number is not the account's.

    `unread` counts the messages in the inbox that were not opened yet.
    """

    resident_id: int
    household_id: int
    district_id: str
    subdistrict_id: str | None = None
    unread: int = 0

    is_resident = True

    def get_id(self) -> str:
        """What the session keeps: the account's text, and the resident's number behind it."""
        return f"{Actor.get_id(self)}.r{self.resident_id}"


def resident_id_of(actor: Actor) -> int | None:
    """The resident's number; None for an account that is no resident's."""
    return actor.resident_id if isinstance(actor, ResidentActor) else None
