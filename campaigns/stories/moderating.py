"""How moderators judge a story."""

from flask import url_for
from sqlalchemy.orm import Session

from campaigns.moderation.services import SubjectJudge
from campaigns.stories import queries, rules
from campaigns.stories import services as stories
from civic.language.locale import gettext


def _preview(session: Session, number: int) -> dict[str, object]:
    told = queries.story(session, number)
    if told is None:
        return {}
    shown: dict[str, object] = {"title": gettext("Story"), "text": told.text}
    if told.token:
        shown |= {"picture": told.token, "facts": [(gettext("What the picture shows"), told.picture_alt)]}
    return shown


def _author(session: Session, number: int) -> int | None:
    told = queries.story(session, number)
    return told.author_id if told else None


def _public_path(session: Session, number: int) -> str | None:
    told, slug = queries.story(session, number), queries.slug_of(session, number)
    if told is None or slug is None or told.state != rules.SHOWN:
        return None
    return url_for("stories.story", slug=slug, id=number)


def _scope(session: Session, number: int) -> str:
    told = queries.story(session, number)
    return rules.hidden_as(told is not None and told.shows_name)


decider = SubjectJudge("story", stories.allow, stories.refuse, _preview, _author, _public_path, _scope, queries.tokens)
