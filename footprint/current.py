"""What footprint keeps for the app of the current request."""

from civic.web.context import end_read_session, services
from footprint.actions.baseline import Questionnaire
from footprint.actions.catalogue import Catalogue
from footprint.actions.change_reasons import ChangeReason
from footprint.ledger.services import Claim, Ledger, Recorded
from footprint.resources import CATALOGUE, CHANGE_REASONS, LEDGER, QUESTIONNAIRE


def catalogue() -> Catalogue:
    """The catalogue of the app's city."""
    return services().get(CATALOGUE)


def questionnaire() -> Questionnaire:
    """The household questionnaire of the app's city."""
    return services().get(QUESTIONNAIRE)


def change_reasons() -> tuple[ChangeReason, ...]:
    """Why the app's city changed numbers of its pack."""
    return services().get(CHANGE_REASONS)


def ledger() -> Ledger:
    """The ledger of the app's database."""
    return services().get(LEDGER)


def record_together(claim: Claim) -> Recorded:
    """Records the claim together with those of other requests, and returns when it is durable.

    Raises:
        Unauthenticated: its session was ended; nothing was written.
        DomainError: it was refused, or the database is busy (`TryAgain`); nothing was written.
    """
    end_read_session()
    return services().database.commit_among(claim, ledger().record_gathered)
