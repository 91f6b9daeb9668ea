"""What a nickname and a password may be, and how long somebody waits after failed sign-ins. Pure."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.accounts.guessable import is_guessable
from civic.accounts.suggesting import suggestion
from civic.calendar import is_ahead
from civic.errors import Invalid
from civic.language.alphabets import is_mark, is_stacked, mixes_alphabets, shows_nothing

ROLES = ("moderator", "city", "administrator")

USERNAME_MIN, USERNAME_MAX = 2, 20
PASSWORD_MIN, PASSWORD_MAX = 10, 200
RENAMES_EVERY = timedelta(days=30)
"""Others know each other by their nicknames."""
_USERNAME_MAX_STORED, _KEY_MAX_STORED = 40, 80
_PUNCTUATION = frozenset("_-·")


@dataclass(frozen=True, slots=True)
class Username:
    """A nickname as it is shown, and the key under which it is unique."""

    shown: str
    key: str


def read_username(typed: str) -> Username:
    """The nickname that was meant: full-width letters become plain ones, spaces around it go.

    Raises:
        Invalid: it cannot be a nickname; the message says why.
    """
    shown = unicodedata.normalize("NFKC", typed).strip()
    _check_length(shown)
    _check_characters(shown)
    return Username(shown, _fold(shown))


def username_key(typed: str) -> str | None:
    """The key of the nickname that somebody signs in with, None for what can be nobody's."""
    try:
        return read_username(typed).key
    except Invalid:
        return None


def username_beginning(typed: str) -> str:
    """What the keys of nicknames begin with that begin like that; "" for any."""
    return _fold(unicodedata.normalize("NFKC", typed).strip())[:_KEY_MAX_STORED]


def _fold(shown: str) -> str:
    return unicodedata.normalize("NFKC", shown.casefold())


def _check_length(shown: str) -> None:
    visible = sum(not is_mark(letter) for letter in shown)
    if not shown:
        raise Invalid("Please choose a nickname.", field="username")
    if visible < USERNAME_MIN:
        raise Invalid("A nickname has at least %(least)s characters.", field="username", least=USERNAME_MIN)
    too_big = len(shown) > _USERNAME_MAX_STORED or len(_fold(shown)) > _KEY_MAX_STORED
    if visible > USERNAME_MAX or too_big:
        raise Invalid("A nickname has at most %(most)s characters.", field="username", most=USERNAME_MAX)


def _check_characters(shown: str) -> None:
    if any(shows_nothing(letter) for letter in shown):
        raise Invalid("There is an invisible character in this nickname. Please type it again.", field="username")
    if any(letter.isspace() for letter in shown):
        raise Invalid("A nickname has no spaces. Use - or _ instead.", field="username")
    if not all(_is_writing(letter) for letter in shown) or is_stacked(shown):
        raise Invalid("Only letters, digits, Chinese characters and - _ · can stand in a nickname.", field="username")
    if not any(letter.isalnum() for letter in shown):
        raise Invalid("A nickname needs at least one letter, digit or Chinese character.", field="username")
    if mixes_alphabets(shown):
        raise Invalid("Please write the nickname in one alphabet: letters that look alike confuse.", field="username")


def _is_writing(letter: str) -> bool:
    return letter in _PUNCTUATION or unicodedata.category(letter)[0] in "LM" or unicodedata.category(letter) == "Nd"


def normal_password(typed: str) -> str:
    """The password as it is hashed: a phone's Chinese keyboard may type Ａ where another types A."""
    return unicodedata.normalize("NFKC", typed)


def read_password(typed: str, username: str = "") -> str:
    """A new password, normalized.

    Raises:
        Invalid: too short, too long, unspeakable, or one that is tried first by whoever guesses.
    """
    password = normal_password(typed)
    if not password:
        raise Invalid("Please choose a password.", field="password")
    if max(len(typed), len(password)) > PASSWORD_MAX:
        raise Invalid("A password has at most %(most)s characters.", field="password", most=PASSWORD_MAX)
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in password):
        raise Invalid("There is a character in this password that no keyboard types.", field="password")
    if len(password) < PASSWORD_MIN:
        raise Invalid("A password has at least %(least)s characters.", field="password", least=PASSWORD_MIN)
    if _is_mostly(password, username):
        raise Invalid("The password must not be your nickname.", field="password")
    if is_guessable(password):
        raise Invalid(
            "This password is among the first that are guessed. Please choose another, for example %(example)s",
            field="password",
            example=suggestion(),
        )
    return password


def _is_mostly(password: str, username: str) -> bool:
    """Whether little is left of the password without the nickname."""
    name = _fold(normal_password(username).strip())
    return len(name) >= USERNAME_MIN and len(_fold(password).replace(name, "")) <= len(password) // 3


SESSIONS_MAX = 20
"""How many sessions of an account are open at once; signing in once more ends the oldest."""


def new_session_key() -> str:
    """The name of a session that is being opened: 64 random bits, so that none comes twice, in no restored database."""
    return secrets.token_hex(8)


# Lock-out. Each try is counted before it is judged and taken back when it was right, so that a hundred tries at
# once are not a hundred free ones. While somebody waits, further tries are refused and not counted.

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LockOut:
    """`free` failures cost nothing, each further one doubles the wait; one is forgiven every `forgiven_every`."""

    free: int
    forgiven_every: timedelta


ACCOUNT = LockOut(free=5, forgiven_every=timedelta(minutes=15))
ADDRESS = LockOut(free=20, forgiven_every=timedelta(minutes=1))
"""Forgets faster: a mobile carrier puts a whole neighbourhood behind one address."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FailedTries:
    """Failures of one account or address; those before `since` are already forgiven, the latest was at `last_at`."""

    failures: int
    since: datetime
    last_at: datetime


def wait(tally: FailedTries, policy: LockOut, now: datetime) -> timedelta:
    """How long until the next try is heard; zero when it is heard now.

    Nobody waits for a clock that was wrong: after a failure that it noted the next try is heard, and noted anew.
    """
    doublings = tally.failures - policy.free
    if doublings < 0 or is_ahead(tally.last_at, now):
        return timedelta()
    length = min(_FIRST_WAIT * (1 << min(doublings, 10)), _LONGEST_WAIT)
    return min(max(tally.last_at + length - now, timedelta()), length)


def forgiven(tally: FailedTries, policy: LockOut, now: datetime) -> FailedTries:
    """The tally after the failures that time has healed."""
    since = min(tally.since, now)
    steps = (now - since) // policy.forgiven_every
    if steps >= tally.failures:
        return FailedTries(0, now, tally.last_at)
    return FailedTries(tally.failures - steps, since + steps * policy.forgiven_every, tally.last_at)


def another(tally: FailedTries, policy: LockOut, now: datetime) -> FailedTries:
    """The tally after one more try."""
    before = forgiven(tally, policy, now)
    return FailedTries(before.failures + 1, before.since, now)


def taken_back(tally: FailedTries) -> FailedTries:
    """The tally after a try turned out right."""
    return FailedTries(max(tally.failures - 1, 0), tally.since, tally.last_at)
