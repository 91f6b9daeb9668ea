"""The catalogue for other catalogues, held against the shapes of DCAT-AP 3, and the feed for readers."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pyshacl
import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace, URIRef

from tests.characters import Site
from tests.published import MONTH, NEWEST, REVISED, SECRET

SHAPES = Path(__file__).with_name("shapes") / "dcat-ap-3.ttl"
SPDX = Namespace("http://spdx.org/rdf/terms#")
ATOM = "{http://www.w3.org/2005/Atom}"
CATALOGUE, FEED = "/data/catalog.jsonld", "/data/feed.atom"


@pytest.fixture
def graph(program: FlaskClient) -> Graph:
    """What the catalogue says."""
    answer = program.get(CATALOGUE)
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    return Graph().parse(data=answer.text, format="json-ld")


def path_of(address: object) -> str:
    return urlsplit(str(address)).path


def downloads(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Of every file its address, digest ("" for none) and media type."""
    for file in graph.subjects(RDF.type, DCAT.Distribution):
        checksum = graph.value(file, SPDX.checksum)
        digest = graph.value(checksum, SPDX.checksumValue) if checksum else None
        media = str(graph.value(file, DCAT.mediaType)).removeprefix("https://www.iana.org/assignments/media-types/")
        yield path_of(graph.value(file, DCAT.downloadURL)), str(digest or "").lower(), media


def test_it_conforms_to_the_shapes(graph: Graph) -> None:
    conforms, _, told = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert conforms, told


def test_the_shapes_would_find_a_fault(graph: Graph) -> None:
    graph.remove((None, DCTERMS.title, None))
    assert not pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))[0]


def test_it_lists_what_is_published_and_every_board(graph: Graph) -> None:
    pages = {path_of(one) for one in graph.subjects(RDF.type, DCAT.Dataset)}
    releases = {f"/data/releases/{key}" for key in (MONTH, REVISED, NEWEST)}
    assert pages == releases | {
        f"/data/boards/{board}" for board in ("districts", "subdistricts", "newcomers", "teams")
    }
    assert SECRET not in graph.serialize()


def test_its_files_are_there_and_are_what_it_says(graph: Graph, program: FlaskClient) -> None:
    found = list(downloads(graph))
    assert len(found) == 3 * 3 + 4 * 2
    for path, digest, media in found:
        answer = program.get(path)
        assert (answer.status_code, answer.mimetype) == (200, media), path
        assert digest in ("", sha256(answer.data).hexdigest())
    assert sum(bool(digest) for _, digest, _ in found) == 3


def test_months_are_a_series_with_days_and_places(graph: Graph, city: Site) -> None:
    (series,) = graph.subjects(RDF.type, DCAT.DatasetSeries)
    months = set(graph.subjects(DCAT.inSeries, series))
    assert len(months) == 3
    (month,) = (one for one in months if path_of(one).endswith(MONTH))
    span = graph.value(month, DCTERMS.temporal)
    assert [str(graph.value(span, name)) for name in (DCAT.startDate, DCAT.endDate)] == ["2026-09-01", "2026-09-30"]
    codes = {str(graph.value(place, DCTERMS.identifier)) for place in graph.objects(month, DCTERMS.spatial)}
    assert {district.code for district in city.city.districts if district.code} <= codes


def test_an_older_revision_says_what_replaces_it(graph: Graph) -> None:
    replaced = [(path_of(old), path_of(new)) for old, new in graph.subject_objects(DCTERMS.isReplacedBy)]
    assert replaced == [(f"/data/releases/{REVISED}", f"/data/releases/{NEWEST}")]


def test_everything_is_under_the_licence_that_the_city_chose(graph: Graph, city: Site) -> None:
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(city.city.open_data.licence.url)}


# The feed


@pytest.mark.parametrize(
    ("language", "title"), [("en", "October 2026, revision 1"), ("zh", "2026年10月（第 1 次修订）")]
)
def test_the_feed_has_new_releases_first(city: Site, language: str, title: str) -> None:
    answer = city.visitor(language).client.get(FEED)
    assert answer.mimetype == "application/atom+xml"
    root = ET.fromstring(answer.data)
    entries = root.findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == title
    assert {path_of(entry.findtext(f"{ATOM}id")) for entry in entries} == {
        f"/data/releases/{key}" for key in (MONTH, REVISED, NEWEST)
    }
    for element in (root, *entries):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo
    (own,) = (link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert path_of(own) == FEED
    assert root.findtext(f"{ATOM}author/{ATOM}name")


@pytest.mark.parametrize("path", [CATALOGUE, FEED])
def test_both_are_for_programs_of_other_sites(program: FlaskClient, path: str) -> None:
    answer = program.get(path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert program.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
