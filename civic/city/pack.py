"""A city is a folder: who it is, its districts with their populations, its seasons and languages.

`city.toml`, `districts.csv` and `subdistricts.csv` are read here; the rest of the pack (factors, actions, …) belongs
to the packages that use it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from civic.city.folder import PackFolder
from civic.city.open_data import OpenData, read_open_data
from civic.city.pages import Page, read_pages
from civic.city.problems import PackError, Problem
from civic.city.records import Record, Row, Table, identifier, text_columns, unique
from civic.city.text import NO_TEXT, Text
from civic.icons import PATHS

__all__ = [
    "City",
    "District",
    "Link",
    "PackError",
    "Population",
    "Problem",
    "SeasonRule",
    "Subdistrict",
    "Text",
    "check_city",
    "load_city",
]

STATUSES = (
    "verified",
    "verified_copy",
    "verified_secondary",
    "derived",
    "estimated",
    "recalled",
    "assumption",
)
"""How well a figure is known, best first: read in the primary text, in a third party's copy, in a text that quotes
it; computed from figures that were read; computed with an assumption or a recalled number; nobody has read a text."""
UNCONFIRMED = frozenset({"recalled", "assumption"})

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
LOOKS = ("spring", "summer", "autumn", "winter")
_MOST_GOAL_KG, _MG_PER_KG = 1_000_000, 1_000_000
_LONGEST_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Population:
    """A number of residents with the range in which it may lie, how well it is known, and from where."""

    residents: int
    low: int
    high: int
    status: str
    source: str

    @property
    def is_confirmed(self) -> bool:
        """False where nobody has read a text behind the figure: rates per head then carry a mark."""
        return self.status not in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """A street or town of a district; `residents` is 0 until the city has entered how many live there."""

    id: str
    name: Text
    residents: int = 0


@dataclass(frozen=True, slots=True)
class District:
    """Every resident belongs to exactly one. `tile` is (column, row) of the map."""

    id: str
    name: Text
    kind: Text
    code: str
    population: Population
    note: Text
    tile: tuple[int, int]
    subdistricts: tuple[Subdistrict, ...]

    @property
    def residents(self) -> int:
        """Persons, the middle value."""
        return self.population.residents

    @property
    def residents_low(self) -> int:
        """Persons, at least."""
        return self.population.low

    @property
    def residents_high(self) -> int:
        """Persons, at most."""
        return self.population.high

    @property
    def status(self) -> str:
        """How well the population is known; one of STATUSES."""
        return self.population.status

    @property
    def source(self) -> str:
        """Where the population was read."""
        return self.population.source

    @property
    def is_confirmed(self) -> bool:
        """Whether the denominator may be shown without a mark."""
        return self.population.is_confirmed


@dataclass(frozen=True, slots=True)
class SeasonRule:
    """A season begins each year on this day and ends where the next one begins.

    `look` is the time of year that the city is drawn in; `goal_mg` is what the city wants to save in it per 1,000
    residents, milligrams CO2e.
    """

    id: str
    name: Text
    start_month: int
    start_day: int
    look: str
    goal_mg: int


@dataclass(frozen=True, slots=True)
class Link:
    """Where to read more."""

    name: Text
    url: str


@dataclass(frozen=True)
class City:
    """A city as its pack describes it.

    The first of `languages` is the default, `country` (ISO 3166) is where factors are at
    home, `version` names the whole folder. `census` says in words which count of residents rates are divided by.
    """

    id: str
    name: Text
    province: Text
    country: str
    timezone: str
    languages: tuple[str, ...]
    population: Population
    census: Text
    seasons: tuple[SeasonRule, ...]
    links: tuple[Link, ...]
    open_data: OpenData
    districts: tuple[District, ...]
    pages: tuple[Page, ...]
    version: str

    @cached_property
    def district_by_id(self) -> Mapping[str, District]:
        """The districts by their id."""
        return {district.id: district for district in self.districts}


def load_city(folder: Path) -> City:
    """The city of a pack. Raises PackError naming every problem."""
    pack = PackFolder.read(folder)
    city = _read_city(pack)
    pack.refuse()
    return city


def check_city(folder: Path) -> list[Problem]:
    """What is wrong with city.toml, districts.csv and subdistricts.csv; empty when nothing is."""
    try:
        load_city(folder)
    except PackError as error:
        return list(error.problems)
    return []


def _read_city(pack: PackFolder) -> City:
    table = pack.toml("city.toml")
    pack.refuse()
    pack.languages = table.languages = _languages(table)
    population, census = _city_population(table)
    city = City(
        id=identifier(table, "id"),
        name=table.text("name"),
        province=table.text("province"),
        country=_country(table),
        timezone=_timezone(table),
        languages=pack.languages,
        population=population,
        census=census,
        seasons=_seasons(table),
        links=tuple(_link(link) for link in table.tables("links")),
        open_data=read_open_data(table),
        districts=_districts(pack),
        pages=read_pages(pack),
        version=pack.version(),
    )
    table.close()
    return city


def _languages(table: Table) -> tuple[str, ...]:
    languages = table.strings("languages")
    sound = all(_LANGUAGE.fullmatch(language) for language in languages) and len(set(languages)) == len(languages)
    if not sound or not languages:
        table.problem("languages", "The languages are not distinct language codes.", 'Write them like ["zh", "en"].')
    return languages


def icon(record: Record) -> str:
    """The pictogram under `icon`; a name that nothing is drawn for is a problem."""
    name = record.string("icon")
    if name and name not in PATHS:
        cure = f"Use one of: {', '.join(sorted(PATHS))}; or draw it in civic/icons.py."
        record.problem("icon", f"There is no icon '{name}'.", cure)
    return name


def _country(table: Table) -> str:
    country = table.string("country")
    if not _COUNTRY.fullmatch(country):
        table.problem("country", f"'{country}' is not a country code.", "Write two capital letters like CN.")
    return country


def _timezone(table: Table) -> str:
    name = table.string("timezone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        table.problem("timezone", f"'{name}' is not a time zone.", "Use an IANA name like Asia/Shanghai.")
    return name


def _city_population(table: Table) -> tuple[Population, Text]:
    """The residents of the whole city, and the count they were taken from."""
    residents = table.table("residents")
    if residents is None:
        table.problem("residents", "The city has no population.", "Add [residents] with total, status and source.")
        return Population(0, 0, 0, "", ""), NO_TEXT
    population, census = _population(residents, "total"), residents.text("census")
    residents.close()
    return population, census


def _population(record: Record, key: str) -> Population:
    residents = record.integer(key)
    population = Population(
        residents=residents,
        low=record.integer("low", residents),
        high=record.integer("high", residents),
        status=record.choice("status", STATUSES),
        source=record.string("source"),
    )
    if residents < 1 or not population.low <= residents <= population.high:
        cure = "Give a positive number that lies between low and high, or leave low and high empty."
        record.problem(key, f"The population {residents} is no number of people within its own range.", cure)
    return population


def _seasons(table: Table) -> tuple[SeasonRule, ...]:
    seasons = []
    seen: set[str] = set()
    for entry in table.tables("seasons"):
        seasons.append(_season(entry))
        unique(entry, seen, seasons[-1].id, "seasons")
        unique(entry, seen, f"{seasons[-1].start_month}-{seasons[-1].start_day}", "seasons that begin on")
    if not seasons:
        table.problem("seasons", "The year has no season.", "Add at least one [[seasons]].")
    return tuple(seasons)


def _season(table: Table) -> SeasonRule:
    starts = table.string("starts")
    match = _MONTH_DAY.fullmatch(starts)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTH[month - 1]:
        table.problem("starts", f"'{starts}' is not a day of every year.", "Write month and day like 03-01.")
        month, day = 1, 1
    look = table.choice("look", LOOKS)
    season = SeasonRule(identifier(table, "id"), table.text("name"), month, day, look, _goal_mg(table))
    table.close()
    return season


def _goal_mg(table: Table) -> int:
    goal_kg = table.integer("goal_kg_per_1000")
    if not 1 <= goal_kg <= _MOST_GOAL_KG:
        cure = f"Write whole kilograms per 1,000 residents, from 1 to {_MOST_GOAL_KG}."
        table.problem("goal_kg_per_1000", f"{goal_kg} is no goal of a season.", cure)
    return goal_kg * _MG_PER_KG


def _link(table: Table) -> Link:
    link = Link(table.text("name"), table.string("url"))
    if not link.url.startswith("https://"):
        table.problem("url", f"'{link.url}' is not a safe address.", "Give an address that begins with https://.")
    table.close()
    return link


def _districts(pack: PackFolder) -> tuple[District, ...]:
    texts = [column for key in ("name", "kind", "note") for column in text_columns(key, pack.languages)]
    rows = pack.csv(
        "districts.csv",
        ["id", *texts, "code", "residents", "low", "high", "status", "source", "column", "row"],
    )
    if not rows and "districts.csv" in pack.texts and not pack.problems:
        pack.problems.append(Problem("districts.csv", 0, "There is no district.", "Add one line for each district."))
    subdistricts = _subdistricts(pack, {row.string("id", "") for row in rows})
    seen: set[str] = set()
    return tuple(_district(row, seen, subdistricts) for row in rows)


def _district(row: Row, seen: set[str], subdistricts: Mapping[str, list[Subdistrict]]) -> District:
    district = District(
        id=identifier(row, "id"),
        name=row.text("name"),
        kind=row.text("kind"),
        code=row.string("code", ""),
        population=_population(row, "residents"),
        note=row.text("note", required=False),
        tile=(row.integer("column"), row.integer("row")),
        subdistricts=tuple(subdistricts.get(row.string("id", ""), ())),
    )
    unique(row, seen, district.id, "districts")
    unique(row, seen, f"{district.tile[0]},{district.tile[1]}", "districts on tile")
    return district


def _subdistricts(pack: PackFolder, districts: set[str]) -> dict[str, list[Subdistrict]]:
    found: dict[str, list[Subdistrict]] = {}
    seen: set[str] = set()
    for row in pack.csv("subdistricts.csv", ["id", "district", *text_columns("name", pack.languages)], ["residents"]):
        subdistrict = Subdistrict(identifier(row, "id"), row.text("name"), _people(row))
        district = row.choice("district", districts)
        unique(row, seen, subdistrict.id, "sub-districts")
        found.setdefault(district, []).append(subdistrict)
    return found


def _people(row: Row) -> int:
    """How many live in a sub-district; 0 where the cell is empty or missing."""
    if not row.string("residents", ""):
        return 0
    residents = row.integer("residents")
    if residents <= 0:
        row.problem("residents", "Nobody lives there.", "Enter the residents, or leave the cell empty.")
    return max(residents, 0)
