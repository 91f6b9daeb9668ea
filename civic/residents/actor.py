"""Which resident asks, if one does."""

from flask_login import current_user

from civic.residents.identity import ResidentActor


def me() -> ResidentActor:
    """The resident who is signed in, behind a guard that lets nobody else through."""
    actor: ResidentActor = current_user._get_current_object()
    return actor


def resident() -> ResidentActor | None:
    """The resident who is signed in; None for a visitor, and for an account that is no resident's."""
    return me() if current_user.is_resident else None
