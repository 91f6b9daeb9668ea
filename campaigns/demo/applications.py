"""What waits on the demonstration's desk: two invented organizations that want to take part, and a letter that was
sent to organizers."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.demo.scenes import in_all
from campaigns.letters import circulars
from campaigns.letters.rules import ORGANIZERS
from campaigns.letters.services import Draft
from campaigns.organizations import services
from campaigns.organizations.services import Contact, Profile
from civic.accounts.models import Account
from civic.errors import msgid
from civic.residents.queries import living
from civic.services import Services

_OFFICE = msgid("Chair, invented for the demonstration")
_APPLICATIONS = (
    (
        "school",
        msgid("Hillside primary school"),
        msgid("Four classes want to walk to school together. An invented school of the demonstration."),
        timedelta(days=3, hours=5),
    ),
    (
        "club",
        msgid("Sunday cyclists"),
        msgid("We ride along the river on Sundays, slowly. An invented club of the demonstration."),
        timedelta(days=1, hours=2),
    ),
)
_TITLE = msgid("Thank you for this season")
_TEXT = msgid("Please enter the dates of next month by Friday. A letter invented for the demonstration.")
_CLERK = "city"
_WRITTEN = timedelta(days=5)


def add_applications(app_services: Services, _seed: int, now: datetime) -> None:
    """Applications that have waited for days, by residents who are nobody else in the demonstration; and the letter."""
    with app_services.database.write() as session:
        people = living(session, Account.username.not_in(("resident", "organizer", _CLERK)), limit=len(_APPLICATIONS))
        for person, (kind, name, about, waited) in zip(people, _APPLICATIONS, strict=False):
            profile = Profile(
                kind=kind,
                name=in_all(app_services, name),
                about=in_all(app_services, about),
                district_id=person.district_id,
                subdistrict_id=None,
            )
            contact = Contact(office=_office(app_services), reach="desk@example.org", proof="https://example.org/")
            services.apply(session, app_services.city, person, profile, contact, now - waited)
        _write(session, app_services, now - _WRITTEN)


def _office(app_services: Services) -> str:
    return in_all(app_services, _OFFICE).in_(app_services.city.languages[0])


def _write(session: Session, app_services: Services, now: datetime) -> None:
    (clerk,) = living(session, Account.username == _CLERK)
    draft = Draft("demonstration-letter", ORGANIZERS, in_all(app_services, _TITLE), in_all(app_services, _TEXT))
    circulars.send(session, app_services.calendar, clerk, draft, now)
