"""The page of friends, as its template shows it."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from campaigns.friends import queries, rules
from campaigns.friends.models import FriendCode
from campaigns.friends.queries import Known, Said
from civic.calendar import CityCalendar
from civic.codes import spoken
from civic.language.locale import gettext
from civic.web.forms import SubmittedForm
from footprint.rewards.queries import days_in_week


def code_link(code: str) -> str:
    """Where the code's QR picture leads."""
    return url_for("friends.page", code=code, _external=True)


def page(session: Session, calendar: CityCalendar, me_id: int, phrase: str, now: datetime) -> dict[str, Any]:
    """Everything on the page but the form of a code."""
    today = calendar.today(now)
    known, said = queries.known(session, me_id), queries.cheers(session, me_id, today)
    friends = [one for one in known if one.is_friend]
    showing = [one.id for one in friends if one.shows_days]
    days = days_in_week(session, [me_id, *showing], calendar.week(today).start) if showing else {}
    names, cheered = {one.nickname for one in friends}, {one.to_id for one in said if one.from_id == me_id}
    return {
        "code": _code(queries.good_code(session, me_id), calendar, now),
        "asking": [one.nickname for one in known if not one.is_friend and one.has_asked],
        "asked": [one.nickname for one in known if not one.is_friend and not one.has_asked],
        "friends": _friends(friends, days, cheered),
        "together": rules.together(days.get(me_id, 0), [days.get(one, 0) for one in showing]),
        "teammates": [
            {"nickname": one.nickname, "cheered": one.id in cheered}
            for one in queries.teammates(session, me_id)
            if one.nickname not in names
        ],
        "cheers": [_cheer(one, names) for one in said if one.to_id == me_id],
        "phrases": _phrases(rules.phrase(phrase, today)),
        "phrase": rules.phrase(phrase, today),
        "says": gettext(rules.PHRASES[rules.phrase(phrase, today)]),
        "kept": _kept(session, me_id),
    }


def _code(code: FriendCode | None, calendar: CityCalendar, now: datetime) -> dict[str, Any] | None:
    if code is None or not rules.holds(code.made_at, now):
        return None
    until = calendar.local(code.made_at + rules.CODE_HOLDS).date()
    return {"spoken": spoken(code.code), "link": code_link(code.code), "until": until}


def _friends(friends: Iterable[Known], days: Mapping[int, int], cheered: set[int]) -> list[dict[str, Any]]:
    return [{"nickname": one.nickname, "days": days.get(one.id, 0), "cheered": one.id in cheered} for one in friends]


def _cheer(said: Said, friends: Container[str]) -> dict[str, Any]:
    says = gettext(rules.PHRASES[said.phrase])
    return {"nickname": said.nickname, "day": said.day, "says": says, "of_friend": said.nickname in friends}


def _phrases(chosen: str) -> list[dict[str, Any]]:
    here = url_for("friends.page")
    return [
        {"href": f"{here}?phrase={code}#friends", "label": gettext(words), "current": code == chosen}
        for code, words in rules.PHRASES.items()
    ]


def _kept(session: Session, me_id: int) -> dict[str, Any]:
    """What was chosen: whether all is hidden, and the form of the wishes."""
    wish = queries.wish(session, me_id)
    ticked = {name: "y" for name in ("shows_days", "wants_cheers", "seen_by_team") if getattr(wish, name)}
    return {"hidden": wish.hidden, "form": SubmittedForm(None, **ticked)}
