"""What the demonstration's city has entered: an invented standard of its own, and invented records of its reach."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.demo.scenes import in_all
from campaigns.indicators.measures import ATTENDEES, FOR_A_CAR
from campaigns.indicators.resources import DEFINITIONS
from campaigns.recognition.models import Recognition
from campaigns.recognition.rules import INVENTED
from campaigns.standard.models import StandardIndicator
from campaigns.standard.rules import APPROVED
from civic.city.text import Text
from civic.errors import msgid
from civic.services import Services

_RECORDS = (
    ("award", 400, msgid("Invented: an award for low-carbon communities"), "award"),
    ("conference", 210, msgid("Invented: the programme presented at a conference"), "conference"),
    ("press", 64, msgid("Invented: three hundred riders in the evening paper"), "ride"),
    ("documentary", 30, msgid("Invented: a broadcast about one basket and one family"), "basket"),
)
"""Kind, so many days ago, title, end of the address."""
_PUBLISHER, _DOCUMENT = msgid("Invented publisher"), msgid("Invented document of the demonstration")
_INDICATORS = (
    ("D-1", FOR_A_CAR, msgid("Invented: rides that replace a car")),
    ("D-2", ATTENDEES, msgid("Invented: people at events")),
)
_FIRST, _SECOND = "demonstration:1", "demonstration:2"
"""Two clerks whom nobody is."""


def add_recognized(app_services: Services, _seed: int, now: datetime) -> None:
    """Records of every kind, and two indicators that hold."""
    with app_services.database.write() as session:
        for kind, days, title, name in _RECORDS:
            session.add(_record(app_services, kind, now - timedelta(days=days), in_all(app_services, title), name))
        _add_indicators(session, app_services, now)


def _record(app_services: Services, kind: str, at: datetime, title: Text, name: str) -> Recognition:
    return Recognition(
        kind=kind,
        happened_on=app_services.calendar.today(at),
        title=title,
        publisher=_in_first(app_services, _PUBLISHER),
        link=f"https://example.org/{name}",
        status=INVENTED,
        entered_by=_FIRST,
        entered_at=at,
    )


def _in_first(app_services: Services, words: str) -> str:
    """In the city's first language."""
    return in_all(app_services, words).in_(app_services.city.languages[0])


def _add_indicators(session: Session, app_services: Services, now: datetime) -> None:
    metrics = {one.computation: one.key for one in app_services.get(DEFINITIONS).metrics.values()}
    for code, computation, name in _INDICATORS:
        if computation in metrics:
            session.add(_indicator(app_services, code, metrics[computation], in_all(app_services, name), now))


def _indicator(app_services: Services, code: str, metric: str, name: Text, now: datetime) -> StandardIndicator:
    document = _in_first(app_services, _DOCUMENT)
    return StandardIndicator(
        code=code,
        version=1,
        name=name,
        words=document,
        source=document,
        source_on=app_services.calendar.today(now),
        source_link="",
        unit="",
        target="",
        metric=metric,
        state=APPROVED,
        proposed_by=_FIRST,
        proposed_at=now,
        decided_by=_SECOND,
        decided_at=now,
    )
