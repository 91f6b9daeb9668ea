"""The roles in words. Pure."""

from collections.abc import Mapping

from civic.errors import msgid

ROLE_WORDS: Mapping[str, str] = {
    "moderator": msgid("moderator"),
    "city": msgid("staff of the city"),
    "administrator": msgid("administrator"),
}
NICKNAME_MAX = 40
