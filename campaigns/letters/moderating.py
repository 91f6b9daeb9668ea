"""How moderators judge an organizer's first letters."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.letters import queries
from campaigns.letters import services as letters
from campaigns.moderation.services import SubjectJudge
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language


def _allow(session: Session, number: int, now: datetime) -> None:
    letters.allow(session, services().calendar, number, now)


def _preview(session: Session, number: int) -> dict[str, object]:
    found = queries.with_campaign(session, number)
    if found is None or not found[0].text:
        return {}
    letter, campaign = found
    return {
        "title": " / ".join(letter.title.by_language.values()),
        "text": "\n\n".join(letter.text.by_language.values()),
        "facts": [(gettext("Letter to participants of"), in_language(campaign.title))],
    }


def _author(session: Session, number: int) -> int | None:
    found = queries.with_campaign(session, number)
    return found[0].by_id if found else None


decider = SubjectJudge(letters.LETTER, _allow, letters.refuse, _preview, _author)
