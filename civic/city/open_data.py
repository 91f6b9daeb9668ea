"""On which terms a city gives its figures away, and who answers for them. Read from `[open_data]` of city.toml."""

from dataclasses import dataclass

from civic.city.records import Table
from civic.city.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence for data, by its SPDX identifier."""

    id: str
    title: str
    url: str


_CREATIVE, _COMMONS = "https://creativecommons.org/", "https://opendatacommons.org/licenses/"
LICENCES = {
    one.id: one
    for one in (
        Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal", f"{_CREATIVE}publicdomain/zero/1.0/"),
        Licence("CC-BY-4.0", "Creative Commons Attribution 4.0 International", f"{_CREATIVE}licenses/by/4.0/"),
        Licence("CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0", f"{_CREATIVE}licenses/by-sa/4.0/"),
        Licence("ODC-By-1.0", "Open Data Commons Attribution License 1.0", f"{_COMMONS}by/1-0/"),
        Licence("ODbL-1.0", "Open Data Commons Open Database License 1.0", f"{_COMMONS}odbl/1-0/"),
        Licence("PDDL-1.0", "Open Data Commons Public Domain Dedication 1.0", f"{_COMMONS}pddl/1-0/"),
    )
}
"""Those under which data are open: everybody may use, change and pass them on."""
_NONE = Licence("", "", "")


@dataclass(frozen=True, slots=True)
class OpenData:
    """What stands beside everything that is published."""

    licence: Licence
    publisher: Text


def read_open_data(city: Table) -> OpenData:
    """What the city chose; what is missing or unknown is a problem of its table."""
    table = city.table("open_data")
    if table is None:
        cure = 'Add [open_data] with licence, like "CC-BY-4.0", and publisher.'
        city.problem("open_data", "The city has no licence for what it publishes.", cure)
        return OpenData(_NONE, NO_TEXT)
    chosen = OpenData(LICENCES.get(table.choice("licence", LICENCES), _NONE), table.text("publisher"))
    table.close()
    return chosen
