"""Where a walk through the house leads: every address of `routes.txt`, filled in for a city, and who goes there."""

from pathlib import Path

from civic.web.requests import SAFE_METHODS
from footprint.ledger.models import Entry, FrozenSeason
from tests import (
    answered,
    campaigning,
    finals,
    gatherings,
    measuring,
    officework,
    organizations,
    outings,
    post,
    published,
    quizzing,
    releasing,
    shows,
    standards,
    surveying,
    thanking,
)
from tests.characters import Browser, Site

ROUTES = Path(__file__).with_name("routes.txt")
COMMAND = "python -m tests.house.test_routes > tests/house/routes.txt"


def remembered(method: str = "GET") -> list[str]:
    """The rules that take a method, as routes.txt remembers them."""
    lines = [line.split() for line in ROUTES.read_text().splitlines() if line and not line.startswith("#")]
    return sorted({rule for methods, rule, *_ in lines if method in methods.split("|")})


def addresses(rule: str, site: Site) -> list[str]:
    """Every address that a rule stands for in a city.

    Raises:
        KeyError: nobody has said what fills one of the rule's places.
    """
    if "<" not in rule:
        return [rule]
    if rule in _WHOLE:
        return _WHOLE[rule](site)
    before, _, rest = rule.partition("<")
    place, _, after = rest.partition(">")
    return [before + value + after for value in _FILLINGS[place](site)]


def _entries(site: Site) -> list[str]:
    with site.database.read() as session:
        return [str(number) for (number,) in session.query(Entry.id).where(Entry.resident_id == 1)]


def _seasons(site: Site) -> list[str]:
    with site.database.read() as session:
        return [key.removeprefix("season:") for (key,) in session.query(FrozenSeason.season)]


_ROOMS = (
    answered,
    finals,
    organizations,
    campaigning,
    shows,
    gatherings,
    outings,
    post,
    quizzing,
    releasing,
    thanking,
    surveying,
    measuring,
    published,
    standards,
    officework,
)
_WHOLE = {rule: fill for room in _ROOMS for rule, fill in room.ADDRESSES.items()}
"""Addresses by whole rules: what `<slug>` or `<row:id>` stands for depends on the page."""

_FILLINGS = {
    "action": lambda site: [one.id for one in site.catalogue.actions.values() if not one.is_device],
    "board": lambda _site: ["teams", "newcomers", "subdistricts"],
    "language": lambda site: list(site.city.languages),
    "page": lambda site: [one.id for one in site.city.pages],
    "kind": lambda site: [one.id for one in site.catalogue.actions.values() if one.is_device],
    "row:id": _entries,
    "season": _seasons,
}


def _seasons(site: Site) -> list[str]:
    with site.database.read() as session:
        return [key.removeprefix("season:") for (key,) in session.query(FrozenSeason.season)]


def walkers(site: Site) -> dict[str, dict[str, Browser]]:
    """Who walks: a visitor, a resident and, on staff's pages, staff, in every language of the city."""
    return {
        "visitor": {language: site.visitor(language) for language in site.city.languages},
        "resident": {language: site.again(site.xiaoming, language) for language in site.city.languages},
        "staff": {language: site.again(site.administrator, language) for language in site.city.languages},
    }


def is_safe(methods: str) -> bool:
    """Whether none of the methods changes anything."""
    return set(methods.split("|")) <= SAFE_METHODS
