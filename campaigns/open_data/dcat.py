"""The catalogue for other catalogues: DCAT-AP 3 as JSON-LD. Pure.

What it says of addresses outside of this site are names: of licences, languages, file types, frequencies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civic.city.open_data import OpenData
from civic.city.text import NO_TEXT, Text

_EU = "http://publications.europa.eu/resource/authority"
MONTHLY, CONTINUOUS = f"{_EU}/frequency/MONTHLY", f"{_EU}/frequency/UPDATE_CONT"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES = {"text/csv": "CSV", "application/json": "JSON"}
_PACKAGE = "https://datapackage.org/standard/data-package/"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dataset; size in bytes and digest where the file never changes."""

    url: str
    title: Text
    media: str
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A release or a board; `series` and `newer` are addresses of others, "" for none."""

    url: str
    key: str
    title: Text
    description: Text
    files: Sequence[File]
    issued: datetime | None = None
    first: date | None = None
    last: date | None = None
    version: str = ""
    series: str = ""
    newer: str = ""
    notes: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Series:
    """Datasets of the same kind, one a month."""

    url: str
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class Site:
    """Who gives it away, where, and of which places: their names and, where they have one, their official codes."""

    page: str
    endpoint: str
    document: str
    title: Text
    description: Text
    terms: OpenData
    languages: Sequence[str]
    keywords: Sequence[Text]
    places: Mapping[str, tuple[Text, str]]


def catalogue(site: Site, series: Sequence[Series], datasets: Sequence[Dataset]) -> Node:
    """The whole catalogue."""
    issued = [one.issued for one in datasets if one.issued]
    return {
        "@context": _CONTEXT,
        "@id": f"{site.page}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _words(site.title),
        "dct:description": _words(site.description),
        "dct:publisher": {
            "@id": f"{site.page}#publisher",
            "@type": "foaf:Agent",
            "foaf:name": _words(site.terms.publisher),
        },
        "dct:license": _licence(site),
        "dct:language": _languages(site),
        "dct:spatial": [_place(key, name, code) for key, (name, code) in site.places.items()],
        "foaf:homepage": {"@id": site.page, "@type": "foaf:Document"},
        **({"dct:modified": _instant(max(issued)), "dct:issued": _instant(min(issued))} if issued else {}),
        "dcat:service": _service(site, datasets),
        "dcat:dataset": [*(_series(site, one) for one in series), *(_dataset(site, one) for one in datasets)],
    }


def _series(site: Site, one: Series) -> Node:
    return {
        "@id": one.url,
        "@type": "dcat:DatasetSeries",
        "dct:title": _words(one.title),
        "dct:description": _words(one.description),
        "dct:publisher": {"@id": f"{site.page}#publisher"},
        "dct:accrualPeriodicity": {"@id": MONTHLY},
        "dct:spatial": _places(site),
    }


def _dataset(site: Site, one: Dataset) -> Node:
    return {
        "@id": one.url,
        "@type": "dcat:Dataset",
        "dct:title": _words(one.title),
        "dct:description": _words(one.description),
        "dct:identifier": one.key,
        "dct:publisher": {"@id": f"{site.page}#publisher"},
        "dct:language": _languages(site),
        "dct:spatial": _places(site),
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:conformsTo": {"@id": _PACKAGE, "@type": "dct:Standard"},
        "dcat:theme": {"@id": f"{_EU}/data-theme/ENVI"},
        "dcat:keyword": [word for text in site.keywords for word in _words(text)],
        "dcat:landingPage": {"@id": one.url, "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(site, one, file) for file in one.files],
        **_when(one),
    }


def _when(one: Dataset) -> Node:
    """Of which time, and which of several revisions."""
    found: Node = {"dct:accrualPeriodicity": {"@id": MONTHLY if one.series else CONTINUOUS}}
    if one.issued:
        found["dct:issued"] = _instant(one.issued)
    if one.first and one.last:
        edges = {"dcat:startDate": _day(one.first), "dcat:endDate": _day(one.last)}
        found["dct:temporal"] = {"@type": "dct:PeriodOfTime", **edges}
    for name, address in (("dcat:inSeries", one.series), ("dct:isReplacedBy", one.newer)):
        if address:
            found[name] = {"@id": address}
    if one.version:
        found["dcat:version"] = one.version
    return found | ({"adms:versionNotes": _words(one.notes)} if one.notes else {})


def _distribution(site: Site, of: Dataset, file: File) -> Node:
    found: Node = {
        "@id": file.url,
        "@type": "dcat:Distribution",
        "dct:title": _words(file.title),
        "dct:license": _licence(site),
        "dct:language": _languages(site),
        "dcat:accessURL": {"@id": of.url},
        "dcat:downloadURL": {"@id": file.url},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file.media}"},
        "dct:format": {"@id": f"{_EU}/file-type/{_TYPES[file.media]}"},
    }
    if file.size is not None:
        found["dcat:byteSize"] = {"@type": "xsd:decimal", "@value": str(file.size)}
    if file.sha256:
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        }
    return found


def _service(site: Site, datasets: Sequence[Dataset]) -> Node:
    return {
        "@id": f"{site.page}#api",
        "@type": "dcat:DataService",
        "dct:title": _words(site.title),
        "dcat:endpointURL": {"@id": site.endpoint},
        "dcat:endpointDescription": {"@id": site.document},
        "dct:conformsTo": {"@id": _OPENAPI},
        "dct:license": _licence(site),
        "dcat:servesDataset": [{"@id": one.url} for one in datasets],
    }


def _place(key: str, name: Text, code: str) -> Node:
    """A place without a boundary: its name, and its official code where there is one."""
    return {
        "@id": f"_:{key}",
        "@type": "dct:Location",
        "skos:prefLabel": _words(name),
        **({"dct:identifier": code} if code else {}),
    }


def _places(site: Site) -> list[Node]:
    return [{"@id": f"_:{key}"} for key in site.places]


def _licence(site: Site) -> Node:
    return {"@id": site.terms.licence.url, "@type": "dct:LicenseDocument"}


def _languages(site: Site) -> list[Node]:
    return [{"@id": f"http://id.loc.gov/vocabulary/iso639-1/{code}"} for code in site.languages]


def _words(text: Text) -> list[Node]:
    return [_word(words, code) for code, words in text.by_language.items() if words]


def _word(words: str, code: str) -> Node:
    return {"@language": code, "@value": words}


def _day(day: date) -> Node:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _instant(instant: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": instant.isoformat(timespec="seconds")}
