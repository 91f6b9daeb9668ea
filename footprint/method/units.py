"""Units, boundaries and formulas of factors in words of the request's language."""

from collections.abc import Mapping

from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.templating import in_language
from footprint.actions.catalogue import Factor, FactorVersion
from footprint.carbon.expressions import parse, plain, render

_UNITS = {
    "kgCO2": msgid("kg CO₂"),
    "kgCO2e": msgid("kg CO₂e"),
    "tCO2": msgid("t CO₂"),
    "tCO2e": msgid("t CO₂e"),
    "pkm": msgid("passenger-kilometre"),
    "vkm": msgid("vehicle-kilometre"),
    "km": msgid("kilometre"),
    "persons": msgid("persons"),
    "person-year": msgid("person and year"),
    "household": msgid("household"),
    "car": msgid("car"),
    "lamp": msgid("lamp"),
    "kWh": msgid("kWh"),
    "W": msgid("watts"),
    "h": msgid("hours"),
    "day": msgid("day"),
    "yr": msgid("year"),
    "min": msgid("minute"),
    "season": msgid("season"),
    "AC": msgid("air conditioner"),
    "AC-day": msgid("days of an air conditioner"),
    "load": msgid("load of washing"),
    "tree": msgid("tree"),
    "bag": msgid("bag"),
    "cup": msgid("cup"),
    "bottle": msgid("bottle"),
    "meal": msgid("meal"),
    "sheet": msgid("sheet"),
    "item": msgid("piece"),
    "uses": msgid("uses"),
    "attendance": msgid("attendance"),
    "kg": msgid("kilogram"),
    "L": msgid("litre"),
    "m3": msgid("cubic metre"),
    "km2": msgid("square kilometre"),
    "K": msgid("degree Celsius"),
    "kJ": msgid("kJ"),
}
"""Units that have a word; what a pack counts besides is shown as the pack writes it."""
_BOUNDARIES = {
    "co2_combustion": msgid("CO₂ from burning the fuel, nothing before it"),
    "gate_to_grave": msgid("use and disposal, without the making"),
    "cradle_to_gate": msgid("from the raw material to the finished thing or service"),
    "cradle_to_grave": msgid("the whole life, from raw material to disposal"),
    "co2_only": msgid("CO₂ from burning the fuel, nothing before it"),
    "combustion": msgid("burning the fuel, nothing before it"),
    "life_cycle": msgid("the whole life, from raw material to disposal"),
    "not_stated": msgid("not stated by the source"),
}
_PLACES = {
    "co2_combustion": msgid("inside: CO₂ of power used in the city or fuel burnt in it; nothing upstream is counted"),
    "gate_to_grave": msgid("mostly inside: use and disposal; nothing upstream is counted"),
    "cradle_to_gate": msgid("mostly upstream: making and supply, largely outside the city"),
    "cradle_to_grave": msgid("both, undivided: making mostly upstream, use and disposal mostly inside"),
    "not_stated": msgid("not known: the source does not say what it counts"),
}
"""Where that takes place, seen from the city's inventory."""
_TRIPS = {
    "gate_to_grave": msgid(
        "driving, inside as far as the trip lies in the city; making of fuel and vehicle upstream, not counted"
    ),
    "cradle_to_gate": msgid(
        "both, undivided: driving inside as far as the trip lies in the city; "
        "making of fuel and vehicle mostly upstream"
    ),
}
"""The same of what is counted by the kilometre: a trip may leave the city, and a finished one was driven."""
_BY_DISTANCE = ("pkm", "vkm", "km")
_WARMING = {
    "co2_only": msgid("none needed: CO₂ alone"),
    "ar4": msgid("IPCC, fourth report"),
    "ar5": msgid("IPCC, fifth report"),
    "ar5_recalled": msgid("IPCC, fifth report (provisional, to be confirmed)"),
    "ar6": msgid("IPCC, sixth report"),
    "not_stated": msgid("not stated by the source"),
}


def unit_label(unit: str) -> str:
    """kg CO₂e per passenger-kilometre; "" for a plain share."""
    parts = [gettext(_UNITS[part]) if part in _UNITS else part for part in unit.split("/")]
    if parts == ["1"]:
        return ""
    words = parts[0]
    for part in parts[1:]:
        words = gettext("%(above)s per %(below)s", above=words, below=part)
    return words


def boundary_label(boundary: str) -> str:
    """What an emission factor counts."""
    return gettext(_BOUNDARIES[boundary])


def place_label(factor: FactorVersion) -> str:
    """What of an emission factor lies inside the city's own boundary, and what upstream of it."""
    is_trip = factor.unit.rpartition("/")[2] in _BY_DISTANCE
    return gettext((is_trip and _TRIPS.get(factor.boundary)) or _PLACES[factor.boundary])


def warming_label(gwp: str) -> str:
    """The set of warming potentials by which gases were added up; "" where an earlier catalogue does not say."""
    return gettext(_WARMING[gwp]) if gwp in _WARMING else ""


def boundaries() -> list[str]:
    """Those that databases print, each in words."""
    return [boundary_label(one) for one in ("gate_to_grave", "cradle_to_gate", "cradle_to_grave", "co2_combustion")]


def named_value(factor: FactorVersion) -> str:
    """A number with its name and unit: Petrol car, compact 0.1674 kg CO₂e per vehicle-kilometre."""
    value = f"{in_language(factor.name)} {plain(factor.value)}"
    unit = unit_label(factor.unit)
    return gettext("%(number)s %(unit)s", number=value, unit=unit) if unit else value


def formula_label(factor: FactorVersion, factors: Mapping[str, Factor]) -> str:
    """How a computed factor was computed, with names and numbers of the versions of its first day; "" for one read."""
    if not factor.formula:
        return ""

    def shown(name: str) -> str:
        version = factors[name].on(factor.valid_from)
        return named_value(version) if version else name

    return f"{render(parse(factor.formula), shown)} = {locale.number(float(factor.value), 5)}"
