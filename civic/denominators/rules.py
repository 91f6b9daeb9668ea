"""Which figure of residents holds on a day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from civic.city.pack import City, District, Population, Subdistrict
from civic.city.text import NO_TEXT, Text
from civic.errors import msgid

NOTICE = timedelta(days=2)
"""A version is approved so long before it holds: nothing that was shown changes afterwards, and every process, which
reads the versions once a day, has read it by then."""
SCOPE_MAX, SOURCE_MAX, URL_MAX, NOTE_MAX = 80, 200, 300, 500
RESIDENTS_MAX = 100_000_000
SPREAD_MAX = 50
STATUSES: Mapping[str, str] = {
    "verified": msgid("read in the original"),
    "verified_copy": msgid("read in a copy of the database"),
    "verified_secondary": msgid("read in a text that quotes it"),
    "derived": msgid("calculated from figures that were read"),
    "estimated": msgid("estimated, with an assumption in it"),
}
"""How well a figure of the city's is known, best first; what nobody has read anywhere is not entered."""
CITY = "city"
"""The place that is the whole city."""


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many live in a place, as a version says it; `low` and `high` are the range in which the number may lie.

    `version` 0 is the pack's, which holds from the beginning and names no day of its own.
    """

    version: int
    place: str
    residents: int
    low: int
    high: int
    scope: Text
    counted_on: date | None
    source: str
    url: str
    status: str
    holds_from: date | None


def district_place(district: District) -> str:
    """How a district is named among the places."""
    return f"district-{district.id}"


def part_place(part: Subdistrict) -> str:
    """How a sub-district is named among the places."""
    return f"part-{part.id}"


def places(city: City) -> dict[str, Text]:
    """Every place that has residents, with its name: the city, its districts, their sub-districts."""
    found = {CITY: city.name}
    for district in city.districts:
        found[district_place(district)] = district.name
    return found | {part_place(part): part.name for district in city.districts for part in district.subdistricts}


def of_pack(city: City) -> dict[str, Denominator]:
    """The pack's own figures, by place."""
    found = {CITY: _packed(CITY, city.population, city.census)}
    for district in city.districts:
        found[district_place(district)] = _packed(district_place(district), district.population, city.census)
        for part in district.subdistricts:
            if part.residents:
                people = Population(part.residents, part.residents, part.residents, "verified", "")
                found[part_place(part)] = _packed(part_place(part), people, NO_TEXT)
    return found


def _packed(place: str, people: Population, scope: Text) -> Denominator:
    return Denominator(
        0, place, people.residents, people.low, people.high, scope, None, people.source, "", people.status, None
    )


def holding(approved: Iterable[Denominator], day: date) -> dict[str, Denominator]:
    """The figure of each place that holds on a day: the one that came into force last, of two the later version."""
    begun = [one for one in approved if one.holds_from and one.holds_from <= day]
    return {one.place: one for one in sorted(begun, key=lambda one: (one.holds_from or date.min, one.version))}


def with_figures(city: City, held: Mapping[str, Denominator]) -> City:
    """The city with these figures in the place of its pack's."""
    if not held:
        return city
    whole = held.get(CITY)
    return replace(
        city,
        population=_population(whole) if whole else city.population,
        census=whole.scope if whole else city.census,
        districts=tuple(_district(district, held) for district in city.districts),
    )


def _district(district: District, held: Mapping[str, Denominator]) -> District:
    found = held.get(district_place(district))
    parts = tuple(_part(part, held.get(part_place(part))) for part in district.subdistricts)
    if found is None:
        return replace(district, subdistricts=parts)
    return replace(district, population=_population(found), note=_note(found), subdistricts=parts)


def _part(part: Subdistrict, found: Denominator | None) -> Subdistrict:
    return replace(part, residents=found.residents) if found else part


def _population(found: Denominator) -> Population:
    return Population(found.residents, found.low, found.high, found.status, found.source)


def _note(found: Denominator) -> Text:
    """What was counted, and when."""
    words = found.scope.by_language.items()
    return Text({code: f"{text} · {found.counted_on}" for code, text in words})


def spread(residents: int, percent: int) -> tuple[int, int]:
    """The range around a figure that so many percent to either side make."""
    part = residents * percent // 100
    return max(1, residents - part), residents + part
