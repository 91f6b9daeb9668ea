"""What the page of a household's devices shows, in the reader's language."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from civic.language import locale
from civic.language.locale import gettext
from civic.web.templating import in_language
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action, Catalogue
from footprint.actions.devices import counts_until, month_end, months_to_confirm
from footprint.devices.queries import Named
from footprint.devices.services import claimable
from footprint.ledger.models import Device
from footprint.ledger.rules import ANSWER_DAYS


def device_label(action: Action, device: Device) -> str:
    """The household's own word for it, or its number."""
    return device.name or gettext("%(thing)s no. %(number)s", thing=in_language(action.name), number=device.number)


def head(action: Action) -> dict[str, Any]:
    """The action as the head of the page."""
    return {
        "id": action.id,
        "name": in_language(action.name),
        "help": in_language(action.help),
        "icon": action.icon,
        "years": action.crediting_years,
        "most": action.most_devices,
        "points": action.points,
    }


def answers(catalogue: Catalogue, action: Action, today: date) -> list[dict[str, Any]]:
    """The answers to the action's question, and what one saves by each in the month that passed last."""
    day = today.replace(day=1) - timedelta(days=1)
    return [
        {
            "id": option.id,
            "name": in_language(option.name),
            "note": in_language(option.note),
            "reduction": quantify(catalogue, Activity(action.id, option.id, 1000, day)),
        }
        for option in action.options
    ]


def question(action: Action) -> dict[str, Any] | None:
    """The action's question as the form of a new device asks it."""
    if action.question is None:
        return None
    return {
        "field": action.question.field,
        "legend": in_language(action.question.text),
        "choices": [(option.id, in_language(option.name), in_language(option.note)) for option in action.options],
    }


def months(action: Action, named: Sequence[Named], today: date, joined_on: date) -> list[dict[str, Any]]:
    """The months of which something can be confirmed now, newest first."""
    earliest = max(today - timedelta(days=ANSWER_DAYS), joined_on)
    found = []
    for day in months_to_confirm(today, earliest):
        devices = claimable(named, action, day)
        if devices:
            shown = [{"id": one.id, "label": device_label(action, one)} for one in devices]
            found.append({"value": day.isoformat(), "label": locale.month(day), "last_day": day, "devices": shown})
    return found


def devices(action: Action, named: Sequence[Named], today: date) -> list[dict[str, Any]]:
    """The household's devices: what of each is counted, and when the next month can be confirmed."""
    return [_device(action, one, today) for one in named]


def _device(action: Action, named: Named, today: date) -> dict[str, Any]:
    device, until = named.device, counts_until(named.device.counts_from, action.crediting_years)
    first_end = month_end(max(device.counts_from, today.replace(day=1)))
    options = {option.id: in_language(option.name) for option in action.options}
    return {
        "id": device.id,
        "label": device_label(action, device),
        "name": device.name,
        "option": options.get(device.option, "") if action.question else "",
        "months": len(named.months),
        "from": locale.month(device.counts_from),
        "until": locale.month(until),
        "over": today > until,
        "given_up": device.ended_on is not None,
        "next_on": first_end + timedelta(days=1) if first_end <= until and device.ended_on is None else None,
    }
