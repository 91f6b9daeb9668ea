"""What can go wrong on purpose. Services raise these; `civic.web` turns each into an HTTP answer, once.

A message is an English msgid with named places; it is translated where it is shown, in the reader's language.
"""


def msgid(message: str) -> str:
    """Marks a message that stands apart from where it is raised or shown, so that it is found and translated."""
    return message


class ConfigError(Exception):
    """A setting that cannot be used; the message names it and says what would do."""


class DomainError(Exception):
    """A refusal with a message for the person who asked.

    Args:
        message: msgid with ``%(name)s`` places.
        values: what fills the places.
    """

    status = 400

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Invalid(DomainError):
    """Input that cannot be taken; `field` names the form field it belongs to ("" for the form as a whole)."""

    status = 422

    def __init__(self, message: str, *, field: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class Unauthenticated(DomainError):
    """The thing asked for belongs to somebody who is signed in."""

    status = 401


class Forbidden(DomainError):
    """Known, signed in, and still not allowed."""

    status = 403


class NotFound(DomainError):
    """Does not exist, or not for this person: the two must look the same."""

    status = 404

    def __init__(self, message: str = msgid("This page does not exist."), **values: object) -> None:
        super().__init__(message, **values)


class Conflict(DomainError):
    """Contradicts what is already recorded."""

    status = 409


class TooMany(DomainError):
    """A limit on tries was reached; `retry_after_s` seconds until the next one is heard."""

    status = 429

    def __init__(self, message: str, *, retry_after_s: int, **values: object) -> None:
        super().__init__(message, **values)
        self.retry_after_s = retry_after_s


NOTHING_SAVED = msgid("The server is very busy. Nothing was saved; please try again.")
TOO_BUSY_TO_SHOW = msgid("The server is very busy. Please try again in a moment.")
MAY_BE_SAVED = msgid(
    "The server did not answer in time. What you sent may not have been saved; sending it again is safe."
)


class TryAgain(DomainError):
    """The database is busy or away; nothing was written and the same request may succeed later."""

    status = 503

    def __init__(self, message: str = NOTHING_SAVED, **values: object) -> None:
        super().__init__(message, **values)


class Unanswered(TryAgain):
    """The database did not answer a COMMIT: what was written may be there or not."""

    def __init__(self) -> None:
        super().__init__(MAY_BE_SAVED)


class RolledBack(TryAgain):
    """The database took the transaction back for others' sake; the same one, begun anew, is likely to pass."""
