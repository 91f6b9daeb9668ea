"""How moderators judge a painting."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from campaigns.gallery import queries, rules, services, views
from campaigns.moderation.services import SubjectJudge
from campaigns.programme.current import programme
from civic.language.locale import gettext
from footprint import current


def _allow(session: Session, number: int, now: datetime) -> None:
    services.allow(session, current.ledger(), programme().showing, number, now)


def _refuse(session: Session, number: int, reason: str, now: datetime) -> None:
    services.refuse(session, current.ledger(), number, reason, now)


def _preview(session: Session, number: int) -> dict[str, object]:
    found = queries.by_number(session, number)
    if found is None or not found.token:
        return {}
    return {
        "title": found.title,
        "text": found.description,
        "picture": found.token,
        "facts": [
            (gettext("First name of the child"), found.first_name),
            (gettext("Age group"), views.group_label(found.age_group)),
        ],
    }


def _guardian(session: Session, number: int) -> int | None:
    found = queries.by_number(session, number)
    return found.guardian_id if found else None


def _public_path(session: Session, number: int) -> str | None:
    found = queries.where(session, number)
    if found is None or found[1].state != rules.SHOWN:
        return None
    return url_for("gallery.painting", slug=found[0], id=number)


def _scope(_session: Session, _number: int) -> str:
    return queries.HIDDEN_AS


decider = SubjectJudge("painting", _allow, _refuse, _preview, _guardian, _public_path, _scope, queries.tokens)
