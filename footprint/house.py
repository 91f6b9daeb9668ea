"""What this package hangs into the app: the catalogue, the questionnaire, and the ledger of the app's database."""

from collections.abc import Mapping
from typing import cast

from civic.calendar import utc_now
from civic.services import Services
from civic.web.context import end_read_session, services
from footprint.actions.baseline import Questionnaire
from footprint.actions.baseline_file import load_questionnaire
from footprint.actions.catalogue import Catalogue, load_catalogue
from footprint.ledger.services import Claim, Ledger, Recorded, open_ledger


def furnish(house: Services) -> None:
    """Loads the catalogue of the app's city.

    Raises:
        PackError: the catalogue cannot be used.
    """
    folder = house.settings.city_dir
    house.rooms["catalogue"] = load_catalogue(folder, house.city.languages)
    house.rooms["questionnaire"] = load_questionnaire(folder, catalogue_of(house.rooms))


def catalogue_of(rooms: Mapping[str, object]) -> Catalogue:
    """The catalogue among an app's rooms."""
    return cast(Catalogue, rooms["catalogue"])


def ledger_of(house: Services) -> Ledger:
    """The ledger; its catalogue's version is registered in the database on first use."""
    if "ledger" not in house.rooms:
        house.rooms["ledger"] = open_ledger(house.database, catalogue_of(house.rooms), house.calendar, utc_now())
    return cast(Ledger, house.rooms["ledger"])


def catalogue() -> Catalogue:
    """The catalogue of the current app."""
    return catalogue_of(services().rooms)


def questionnaire() -> Questionnaire:
    """The household questionnaire of the current app's city."""
    return cast(Questionnaire, services().rooms["questionnaire"])


def ledger() -> Ledger:
    """The ledger of the current app."""
    return ledger_of(services())


def record_together(claim: Claim) -> Recorded:
    """Records the claim together with those of other requests, and returns when it is durable.

    Raises:
        Unauthenticated: its session was ended; nothing was written.
        DomainError: it was refused, or the database is busy (`TryAgain`); nothing was written.
    """
    end_read_session()
    return services().database.commit_among(claim, ledger().record_gathered)
