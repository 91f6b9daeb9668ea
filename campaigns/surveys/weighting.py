"""What the weights of a wave are raked to, as staff enters it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.surveys import figures, queries
from campaigns.surveys.margins import check_totals
from campaigns.surveys.models import SurveyWeighting
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.errors import Conflict
from civic.statistics.raking import Bounds


def set_margins(
    session: Session,
    clerk: Actor,
    wave_id: int,
    margins: Mapping[str, Mapping[str, int]],
    bounds: Bounds,
    now: datetime,
) -> None:
    """Keeps margins, or none; they must be met by those who have answered.

    Raises:
        Conflict: the wave is of whoever answered, which no weights make a sample.
        Invalid: on `margins`, why they cannot be met.
    """
    wave = queries.wave(session, wave_id)
    found = figures.answers(session, wave_id)
    if not found.is_sample:
        raise Conflict("Only a sample of residents can be weighted.")
    kept = session.get(SurveyWeighting, wave_id) or SurveyWeighting(wave_id=wave_id)
    if margins:
        check_totals(margins)
        _keep(kept, clerk, margins, bounds, now)
        figures.weigh(found, kept)
        session.add(kept)
    elif kept.set_at:
        session.delete(kept)
    told = ", ".join(margins) or "none"
    record(
        session, by(clerk), "set margins of a survey", f"survey:{wave.survey_id}", f"wave {wave.number}: {told}", now
    )


def _keep(
    kept: SurveyWeighting, clerk: Actor, margins: Mapping[str, Mapping[str, int]], bounds: Bounds, now: datetime
) -> None:
    kept.margins = {variable: dict(levels) for variable, levels in margins.items()}
    kept.low_hundredths = round(bounds.low * figures.HUNDREDTHS)
    kept.high_hundredths = round(bounds.high * figures.HUNDREDTHS)
    kept.set_by_id, kept.set_at = clerk.account_id, now
