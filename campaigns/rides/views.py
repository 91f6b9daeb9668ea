"""Rides as templates show them, in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from flask import url_for

from campaigns.events.views import when
from campaigns.programme.models import Campaign
from campaigns.rides import rules
from campaigns.rides.models import Ride, RideRoute
from campaigns.rides.queries import Reported, Ridden, RideSummary
from campaigns.rides.services import options
from civic.disclosure.live import may_be_shown
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action, Catalogue

Parts: TypeAlias = list[tuple[RideSummary, Ridden]]


def head(campaign: Campaign) -> dict[str, Any]:
    """A campaign as the head of a page below it."""
    return {
        "title": in_language(campaign.title),
        "slug": campaign.slug,
        "href": url_for("campaigns.page", slug=campaign.slug),
    }


def km(metres: float) -> str:
    """A distance as people say it."""
    return gettext("%(number)s km", number=locale.number(metres / 1000, 2 if metres < 10_000 else 1))


def minutes(seconds: float) -> str:
    """A duration, rounded to minutes; a short one in seconds."""
    if seconds < 90:
        return ngettext("%(num)s second", "%(num)s seconds", round(seconds))
    return ngettext("%(num)s minute", "%(num)s minutes", round(seconds / 60))


def route_card(line: RideSummary, slug: str) -> dict[str, Any]:
    """An event with its route."""
    planned = line.distance_m is not None
    return {
        "id": line.id,
        "name": in_language(line.name),
        "when": when(line),
        "starts_at": line.starts_at,
        "has_route": planned,
        "distance": km(line.distance_m or 0) if planned else "",
        "level": gettext(rules.LEVELS[line.level]) if planned else "",
        "meeting_point": in_language(line.meeting_point) if planned else "",
        "description": in_language(line.description) if planned else "",
        "own": line.own,
        "href": url_for("rides.track", slug=slug, event_id=line.id),
        "desk": url_for("rides.route", slug=slug, event_id=line.id),
        "riders_desk": url_for("rides_desk.riders", slug=slug, event_id=line.id),
    }


def choices(action: Action) -> list[tuple[str, str]]:
    """What can be said to have been replaced, for the form."""
    return [(code, in_language(action.option(code).name)) for code in options(action)]


def own(ride: Ride, route: RideRoute, action: Action) -> dict[str, Any]:
    """The reader's own ride: what was found, and what was left out and why."""
    return {
        "state": ride.state,
        "distance": km(ride.distance_m),
        "planned": km(route.distance_m),
        "differs": abs(ride.distance_m - route.distance_m) > 0.3 * route.distance_m,
        "moving": minutes(ride.moving_s) if ride.moving_s else "",
        "speed": locale.number(ride.distance_m / ride.moving_s * 3.6, 1) if ride.moving_s else "",
        "fast": locale.percent(ride.fast_permille / 1000) if ride.fast_permille is not None else "",
        "option": in_language(action.option(ride.option).name),
        "cuts": [_cut(*cut) for cut in ride.cuts or ()],
        "shape": _drawn(ride.shape) if ride.shape else None,
        "entry": url_for("diary.entry", id=ride.entry_id) if ride.entry_id else None,
    }


def reported(one: Reported, slug: str, *, state: str, is_own: bool, waits: bool, is_open: bool) -> dict[str, Any]:
    """A rider's distance as the organizers' desk lists it.

    Args:
        state: what became of it, "" where nobody has looked at it.
        waits: a rule asked about it, and nobody has decided.
        is_open: no appeal has decided.
    """
    is_theirs = not (is_own or waits or one.nickname is None)
    return {
        "id": one.ride.id,
        "nickname": one.nickname or gettext("an account that was erased"),
        "distance": km(one.ride.distance_m),
        "evidence": gettext("by a track") if one.ride.state == rules.TRACK else gettext("without a track"),
        "state": state,
        "is_own": is_own,
        "waits": waits,
        "can_confirm": is_theirs and not state,
        "can_correct": is_theirs and is_open,
        "href": url_for("rides_desk.rider", slug=slug, event_id=one.ride.event_id, id=one.ride.id),
    }


def _cut(reason: str, minute: int, seconds: int, metres: int) -> str:
    return gettext(
        "After %(minute)s min, for %(long)s: %(why)s (%(far)s not counted)",
        minute=minute,
        long=minutes(seconds),
        why=gettext(rules.CUTS[reason]),
        far=km(metres),
    )


def _drawn(shape: Sequence[Sequence[Sequence[int]]]) -> dict[str, Any]:
    """The shape as the paths of a small picture."""
    width = max(x for line in shape for x, _ in line) or 1
    height = max(y for line in shape for _, y in line) or 1
    margin = max(width, height) // 20 + 1
    return {
        "box": f"{-margin} {-margin} {width + 2 * margin} {height + 2 * margin}",
        "lines": [" ".join(f"{x},{y}" for x, y in line) for line in shape],
    }


def ridden(line: RideSummary) -> dict[str, Any]:
    """How many rode at one event, and from enough riders on how far."""
    riders = sum(one.riders for one in line.ridden)
    far = sum(one.metres for one in line.ridden)
    return {"riders": riders, "ridden": km(far) if may_be_shown(riders) else ""}


def figures(lines: Sequence[RideSummary], catalogue: Catalogue) -> dict[str, Any] | None:
    """What was ridden in a campaign: riders, kilometres, the share that replaced a trip, and what a kilometre of it
    saves, each for itself; None below ten riders.

    A share is said of settled rides alone, and not where it, or what is left of it, is of fewer than ten in one of
    them: told while riders come, two looks would show what the newest said.
    """
    rows = [(line, one) for line in lines for one in line.ridden]
    riders, metres = sum(one.riders for _, one in rows), sum(one.metres for _, one in rows)
    if not may_be_shown(riders) or not metres:
        return None
    replaced, factor = _replaced(lines, catalogue)
    counted = max((line.ridden_at for line in lines if line.ridden_at), default=None)
    return {
        "riders": riders,
        "distance": km(metres),
        "replaced": replaced,
        "factor": factor,
        "evidence": _evidence(lines),
        "counted": locale.moment(services().calendar.local(counted)) if counted else "",
    }


def _replaces(line: RideSummary, one: Ridden, catalogue: Catalogue) -> bool:
    """Whether it was ridden in the place of something that emits."""
    return catalogue.action(line.action).option(one.option).method.formula is not None


def _split(lines: Sequence[RideSummary], is_part: Callable[[RideSummary, Ridden], bool]) -> tuple[Parts, Parts]:
    """What is part of it and what is not, of the settled rides whose parts can be told."""
    part: Parts = []
    rest: Parts = []
    for line in (one for one in lines if _is_settled(one)):
        here = [(line, one) for one in line.ridden if is_part(line, one)]
        others = [(line, one) for one in line.ridden if not is_part(line, one)]
        if rules.may_tell_parts(_riders(here), _riders(here) + _riders(others)):
            part += here
            rest += others
    return part, rest


def _is_settled(line: RideSummary) -> bool:
    calendar = services().calendar
    return rules.is_settled(calendar.today(line.starts_at), calendar.today())


def _riders(parts: Parts) -> int:
    return sum(one.riders for _, one in parts)


def _metres(parts: Parts) -> int:
    return sum(one.metres for _, one in parts)


def _replaced(lines: Sequence[RideSummary], catalogue: Catalogue) -> tuple[str, str]:
    """The share of the kilometres that replaced a trip, and what one of those saves; "" where it cannot be told."""
    instead, others = _split(lines, lambda line, one: _replaces(line, one, catalogue))
    far = _metres(instead)
    if not far + _metres(others):
        return "", ""
    factor = locale.mass(_saved_mg(instead, catalogue) / far * 1000) if far else ""
    return locale.percent(far / (far + _metres(others))), factor


def _saved_mg(instead: Iterable[tuple[RideSummary, Ridden]], catalogue: Catalogue) -> int:
    return sum(
        quantify(
            catalogue, Activity(line.action, one.option, one.metres, services().calendar.today(line.starts_at))
        ).mid_mg
        for line, one in instead
    )


def _evidence(lines: Sequence[RideSummary]) -> dict[str, str] | None:
    """The shares of riders with a track and without one; None where they cannot be told."""
    measured, others = _split(lines, lambda _line, one: one.state == rules.TRACK)
    riders = _riders(measured) + _riders(others)
    if not riders:
        return None
    share = _riders(measured) / riders
    return {"measured": locale.percent(share), "confirmed": locale.percent(1 - share)}
