"""Numbers of residents as the city's desk shows them, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from civic.city.pack import City
from civic.denominators import rules
from civic.denominators.models import DenominatorFigure
from civic.denominators.queries import Version
from civic.denominators.rules import Denominator
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language


def groups(city: City) -> list[dict[str, Any]]:
    """The places of the city: itself with its districts, then each district's parts: {name, places (code, name)}."""
    names = {place: in_language(name) for place, name in rules.places(city).items()}
    main = [rules.CITY, *(rules.district_place(one) for one in city.districts)]
    parts = [
        (in_language(one.name), [rules.part_place(part) for part in one.subdistricts])
        for one in city.districts
        if one.subdistricts
    ]
    return [
        {"name": name, "places": [(place, names[place]) for place in places]}
        for name, places in [(gettext("City and districts"), main), *parts]
    ]


def held(found: Denominator | None) -> dict[str, Any] | None:
    """What holds in a place."""
    if found is None:
        return None
    return {
        "residents": found.residents,
        "low": found.low,
        "high": found.high,
        "scope": in_language(found.scope),
        "counted_on": found.counted_on,
        "source": found.source,
        "source_lang": locale.foreign_language(found.source),
        "url": found.url,
        "status": found.status,
        "version": found.version,
        "since": found.holds_from,
    }


def version(one: Version, mine: int) -> dict[str, Any]:
    """A version and what became of it; `mine` is the reader's account."""
    entered, decision = one.entered, one.decision
    calendar = services().calendar
    return {
        "id": entered.id,
        "scope": in_language(entered.scope),
        "counted_on": entered.counted_on,
        "source": entered.source,
        "source_lang": locale.foreign_language(entered.source),
        "url": entered.url,
        "status": entered.status,
        "holds_from": entered.holds_from,
        "entered_at": locale.moment(calendar.local(entered.entered_at)),
        "is_mine": entered.entered_by_account_id == mine,
        "state": "waiting" if decision is None else "approved" if decision.approved else "declined",
        "note": decision.note if decision else "",
        "decided_at": locale.moment(calendar.local(decision.decided_at)) if decision else None,
    }


def compared(city: City, figures: Mapping[str, DenominatorFigure], held: Mapping[str, Denominator]) -> list[Any]:
    """Each place that a version names: {name, residents, low, high, before}."""
    return [
        {
            "name": in_language(name),
            "residents": figures[place].residents,
            "low": figures[place].low,
            "high": figures[place].high,
            "before": held[place].residents if place in held else None,
        }
        for place, name in rules.places(city).items()
        if place in figures
    ]
