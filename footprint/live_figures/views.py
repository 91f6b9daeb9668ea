"""Live figures by district, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from civic.disclosure.live import may_be_shown
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards.queries import LiveFigures, Place


def rows(period: str, found: Mapping[Place, LiveFigures]) -> list[dict[str, Any]]:
    """Every district as it is right now: {name, entries, participants, savers, mid_mg}."""
    return [
        {"name": in_language(district.name), **_figures(found.get(Place(period, district.id)))}
        for district in services().city.districts
    ]


def _figures(figures: LiveFigures | None) -> dict[str, int]:
    names = ("entries", "participants", "savers", "mid_mg")
    return {name: getattr(figures, name) if figures else 0 for name in names}


def masked(places: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every district as the boards show it, None for fewer than may be shown: {name, participants}."""
    return [
        {
            "name": in_language(district.name),
            "participants": people if may_be_shown(people := places.get(district.id, 0)) else None,
        }
        for district in services().city.districts
    ]
