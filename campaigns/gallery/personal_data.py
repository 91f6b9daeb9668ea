"""What belongs to a person: erasing it."""

from sqlalchemy.orm import Session

from campaigns.gallery import services
from civic.calendar import utc_now


def forget(session: Session, resident_id: int) -> None:
    """Paintings and votes go."""
    services.forget(session, resident_id, utc_now())
