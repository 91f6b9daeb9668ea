"""Rules of stories, pure."""

from collections.abc import Mapping

from campaigns.moderation.rules import NAMED_STORY
from civic.errors import msgid

TEXT_MAX, ALT_MAX = 600, 150
WAITING, SHOWN, REFUSED = "waiting", "shown", "refused"
STATES: Mapping[str, str] = {
    WAITING: msgid("waiting: somebody looks at it first"),
    SHOWN: msgid("everybody can read it"),
    REFUSED: msgid("kept from the public"),
}
PAGE = 20
MOST = 5
"""Stories of one resident about one campaign."""


def hidden_as(shows_name: bool) -> str:
    """With which of its author's stories one is hidden: if stories without a name vanished with those that show it, or
    the other way round, a reader would learn who told them."""
    return NAMED_STORY if shows_name else "story"


def may_read(state: str, *, is_author: bool, is_moderator: bool) -> bool:
    """Everybody what is shown; what is not, its author and moderators."""
    return state == SHOWN or is_author or is_moderator
