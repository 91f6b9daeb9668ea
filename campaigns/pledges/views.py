"""What the pages of pledges show, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from campaigns.pledges import rules
from campaigns.pledges.models import Pledge
from campaigns.pledges.queries import OpenPledge, Promise
from campaigns.pledges.rules import Rhythm, unanswered
from campaigns.pledges.services import rhythm, rhythm_kind
from civic.calendar import CityCalendar, Period
from civic.language import locale
from civic.residents.queries import joined_at
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.catalogue import Action, Catalogue
from footprint.diary.queries import slices
from footprint.diary.views import unit_label
from footprint.ledger.queries import uses_milli
from footprint.method.views import quantity_label


def promise_card(
    promise: Promise, catalogue: Catalogue, calendar: CityCalendar, today: date, uses_milli: Mapping[int, int]
) -> dict[str, Any] | None:
    """A pledge with what is asked now, its past, and the break-even of its thing; None when the catalogue has dropped
    its action.

    Args:
        uses_milli: how often the resident has logged the same thing so far, by pledge.
    """
    pledge, action = promise.pledge, catalogue.actions.get(promise.pledge.action)
    if action is None:
        return None
    rhythm_ = rhythm(pledge, action, calendar)
    ended = pledge.ended_at is not None
    past = [] if ended and not promise.answers else rhythm_.periods(calendar, _until(pledge, calendar, today))
    asked = [] if ended else [_asked(promise, one, rhythm_.kind) for one in past if _is_asked(promise, one, today)]
    return {
        "id": pledge.id,
        "slug": promise.campaign_slug,
        "icon": action.icon,
        "name": in_language(action.name),
        "option": in_language(action.option(pledge.option).name) if len(action.options) > 1 else "",
        "quantity_label": quantity_label(action, pledge.quantity_milli),
        "quantity": pledge.quantity_milli // 1000,
        "is_monthly": rhythm_.kind == "month",
        "devices": action.id if action.is_device else "",
        "made_on": rhythm_.made_on,
        "ended": ended,
        "moved": pledge.end_reason == "moved",
        "next_on": None if ended else rhythm_.next_asked(calendar, today),
        "asked": asked[:1],
        "earlier": asked[1:],
        "past": [_past(promise, action, period, today) for period in past],
        "silent": None if ended else _silent(promise, past, rhythm_.kind, today),
        "breakeven": _breakeven(action, pledge, uses_milli.get(pledge.id, 0)),
    }


def _until(pledge: Pledge, calendar: CityCalendar, today: date) -> date:
    return calendar.today(pledge.ended_at) if pledge.ended_at else today


def _is_asked(promise: Promise, period: Period, today: date) -> bool:
    answer = promise.answers.get(period.key)
    return rules.is_open(period, today) and (answer is None or not answer.is_kept)


def _asked(promise: Promise, period: Period, kind: str) -> dict[str, Any]:
    return {
        "period": period.key,
        "label": period_label(period, kind),
        "said_no": period.key in promise.answers,
        "ends_on": period.end,
        "until": rules.open_until(period),
    }


def thanks(promises: Iterable[Promise], resident_id: int, pledge_id: str, period_key: str) -> dict[str, Any] | None:
    """What an answer that was just given brought the reader; None without one."""
    for promise in promises:
        given = promise.answers.get(period_key)
        if given is None or str(promise.pledge.id) != pledge_id:
            continue
        earned = _earned(promise.pledge, period_key, resident_id) if given.recorded_milli else None
        return {"is_kept": given.is_kept, "earned": earned}
    return None


def _earned(pledge: Pledge, period_key: str, resident_id: int) -> dict[str, Any]:
    """What the resident's entries of the pledge's action in the period are worth, and which period that is."""
    nothing = {"mid_mg": 0, "points": 0, "period": ""}
    action, calendar = current.catalogue().actions.get(pledge.action), services().calendar
    if action is None:
        return nothing
    rhythm_ = rhythm(pledge, action, calendar)
    period = next((one for one in rhythm_.periods(calendar, calendar.today()) if one.key == period_key), None)
    if period is None:
        return nothing
    mine = slices(services().database, resident_id, period.start, period.end)
    own = [one for one in mine if one.action == pledge.action]
    return {
        "mid_mg": sum(one.mid_mg for one in own),
        "points": sum(one.points for one in own),
        "period": period_label(period, rhythm_.kind),
    }


def period_label(period: Period, kind: str) -> str:
    """A month by its name, a week by its first and last day."""
    if kind == "month":
        return locale.month(period.start)
    return f"{locale.short_day(period.start)} – {locale.short_day(period.end)}"


def _past(promise: Promise, action: Action, period: Period, today: date) -> dict[str, Any]:
    answer = promise.answers.get(period.key)
    state = "kept" if answer and answer.is_kept else "not" if answer else "open"
    if answer is None and not rules.is_open(period, today):
        state = "silent"
    return {
        "label": period_label(period, rhythm_kind(action)),
        "state": state,
        "said": quantity_label(action, answer.said_milli) if answer and answer.is_kept else "",
        "recorded": quantity_label(action, answer.recorded_milli) if answer and answer.recorded_milli else "",
        "all_recorded": bool(answer and answer.recorded_milli == answer.said_milli),
    }


def _silent(promise: Promise, past: Sequence[Period], kind: str, today: date) -> str | None:
    """The last week or month that can no longer be answered, if nobody did."""
    last = next((period for period in past if not rules.is_open(period, today)), None)
    return period_label(last, kind) if last and last.key not in promise.answers else None


def _breakeven(action: Action, pledge: Pledge, uses_milli: int) -> dict[str, int] | None:
    needed = action.option(pledge.option).breakeven_uses
    if not needed:
        return None
    uses = uses_milli // 1000
    return {"needed": needed, "uses": min(uses, needed), "left": max(0, needed - uses)}


def choice_card(action: Action, pledged: bool) -> dict[str, Any]:
    """An action that can be pledged in a campaign."""
    return {
        "id": action.id,
        "icon": action.icon,
        "name": in_language(action.name),
        "help": in_language(action.help),
        "is_monthly": rhythm_kind(action) == "month",
        "pledged": pledged,
    }


def form_head(action: Action) -> dict[str, Any]:
    """The action as the head of the pledge's form."""
    return {
        "id": action.id,
        "icon": action.icon,
        "name": in_language(action.name),
        "help": in_language(action.help),
        "unit_label": unit_label(action),
        "is_monthly": rhythm_kind(action) == "month",
    }


def cards(session: Session, promises: Iterable[Promise], resident_id: int) -> list[dict[str, Any]]:
    """The pledges as their cards, with the break-even of the reader's own bag: a look-up more for each such bag.
    Who is here only since a period was over reads its question as a fact: the others of the home can answer it."""
    catalogue, calendar = current.catalogue(), services().calendar
    shown = []
    for promise in promises:
        uses = {}
        if _pays_back(promise.pledge, catalogue):
            pledge = promise.pledge
            uses[pledge.id] = uses_milli(session, resident_id, pledge.action, pledge.option)
        shown.append(promise_card(promise, catalogue, calendar, calendar.today(), uses))
    known = [card for card in shown if card]
    asked = [question for card in known for question in [*card["asked"], *card["earlier"]]]
    if asked:
        joined_on = calendar.today(joined_at(session, resident_id))
        for question in asked:
            question["by_others"] = joined_on > question["ends_on"]
    return known


def _pays_back(pledge: Pledge, catalogue: Catalogue) -> bool:
    action = catalogue.actions.get(pledge.action)
    return action is not None and action.option(pledge.option).breakeven_uses > 0


def due(pledges: Sequence[OpenPledge], today: date) -> int:
    """How many periods of the home's pledges wait for an answer that the reader can give."""
    actions, calendar = current.catalogue().actions, services().calendar
    found = 0
    for pledge in {one.id: one for one in pledges}.values():
        action = actions.get(pledge.action)
        if action is not None:
            rhythm = Rhythm(rhythm_kind(action), calendar.today(pledge.made_at))
            answered = {one.answered for one in pledges if one.id == pledge.id and one.answered}
            found += len(unanswered(rhythm, calendar, answered, calendar.today(pledge.known_since), today))
    return found
