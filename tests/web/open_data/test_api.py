"""What programs read: what was published, as it is stored, and refusals that they understand."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from campaigns.indicators.resources import DEFINITIONS
from campaigns.publishing.tidy import TableText
from tests import published
from tests.characters import Site
from tests.published import MONTH, NEWEST, REVISED, SECRET

API = "/api/v1"
CSV = f"{API}/releases/{MONTH}/tables/participation.csv"
WITH_COOKIES = {"HTTP_COOKIE": "lang=en"}


@pytest.fixture
def table(city: Site) -> TableText:
    return published.participation(city.city)


def links(answer: Any) -> dict[str, str]:
    """The addresses of a Link header by their relation."""
    found = (one.split("; rel=") for one in answer.headers["Link"].split(", "))
    return {name.strip('"'): path_of(address.strip("<>")) for address, name in found}


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


# Releases


def test_a_file_is_what_is_stored_byte_for_byte(program: FlaskClient, table: TableText) -> None:
    answer = program.get(CSV)
    assert answer.data == table.csv.encode()
    assert answer.headers["ETag"] == f'"{sha256(answer.data).hexdigest()}"' == f'"{table.sha256}"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{MONTH}-participation.csv"'


def test_the_list_has_what_is_published_and_nothing_else(program: FlaskClient) -> None:
    said = program.get(f"{API}/releases").json
    assert [one["key"] for one in said["items"]] == [NEWEST, REVISED, MONTH]
    assert [one["superseded_by"] for one in said["items"]] == [None, NEWEST, None]


def test_a_release_says_where_it_comes_from(program: FlaskClient, city: Site, table: TableText) -> None:
    said = program.get(f"{API}/releases/{REVISED}").json
    assert (said["inputs_sha256"], said["pack_version"]) == ("ab" * 32, city.city.version)
    assert "open_holds" not in said, "few entries that are held are a hidden cell of the table of doubtful ones"
    assert said["licence"] == {
        "id": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0 International",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert said["notices"][0]["words"]["en"] == "One lamp was counted twice."
    assert [(one["sha256"], one["bytes"]) for one in said["tables"]] == [(table.sha256, table.size)]
    assert program.get(path_of(said["tables"][0]["csv_url"])).data == table.csv.encode()


def test_an_older_revision_stays_and_points_to_the_newer(program: FlaskClient) -> None:
    older = links(program.get(f"{API}/releases/{REVISED}"))
    assert older["successor-version"] == older["latest-version"] == f"{API}/releases/{NEWEST}"
    newest = links(program.get(f"{API}/releases/{NEWEST}"))
    assert newest["predecessor-version"] == f"{API}/releases/{REVISED}"
    assert "successor-version" not in newest
    file = links(program.get(f"{API}/releases/{REVISED}/tables/participation.csv"))
    assert file["successor-version"] == f"{API}/releases/{NEWEST}"


def test_rows_have_types_and_hidden_ones_no_figures(program: FlaskClient, city: Site) -> None:
    said = program.get(f"{API}/releases/{MONTH}/tables/participation").json
    first, second = (district.id for district in city.city.districts[:2])
    assert said["rows"][:2] == [
        {"district": first, "participants": 12, "kg": 12_000.0, "status": "published"},
        {"district": second, "participants": None, "kg": None, "status": "withheld"},
    ]
    assert said["columns"][1]["minimum"] == 10
    assert said["words"]["district"][first]["en"] == "Jingkou"


def test_a_package_names_files_that_are_there(program: FlaskClient) -> None:
    address = f"{API}/releases/{MONTH}/datapackage.json"
    said = program.get(address).get_json(force=True)
    assert said["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0 International",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ]
    for resource in said["resources"]:
        file = program.get(f"{address.rpartition('/')[0]}/{resource['path']}")
        assert (len(file.data), f"sha256:{sha256(file.data).hexdigest()}") == (resource["bytes"], resource["hash"])


def test_every_column_stands_in_the_dictionary(program: FlaskClient) -> None:
    lines = program.get(f"{API}/releases/{MONTH}/dictionary.csv").text.splitlines()
    assert lines[0].startswith("table,column,type,unit,title_zh,title_en,")
    assert [line.split(",")[1] for line in lines[1:]] == ["district", "participants", "kg", "status"]


def test_indicators_are_as_the_city_defines_them(program: FlaskClient, city: Site) -> None:
    said = program.get(f"{API}/indicators?limit=100").json
    known = city.app_services.get(DEFINITIONS)
    assert [one["key"] for one in said["items"]] == list(known.metrics)
    first = said["items"][0]
    assert all(first[name]["zh"] and first[name]["en"] for name in ("name", "formula", "caveats"))
    assert [one["title"] for one in first["sources"]] == [
        known.sources[name].title for name in known.metrics[first["key"]].sources
    ]


# Parts of lists


def test_a_list_is_read_part_by_part(program: FlaskClient) -> None:
    found, address = [], f"{API}/releases?limit=1&kind=month"
    while address:
        answer = program.get(address)
        found += [one["key"] for one in answer.json["items"]]
        address = links(answer).get("next", "")
    assert found == [NEWEST, REVISED, MONTH]
    assert links(program.get(f"{API}/releases?limit=1&offset=2"))["prev"] == f"{API}/releases?limit=1&offset=1"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=1.0",
        "limit=٣",
        "limit=",
        "offset=1000001",
        "offset=x",
        "q=1",
        "kind=A",
    ],
)
def test_a_wrong_part_is_refused_with_the_name_of_the_parameter(program: FlaskClient, query: str) -> None:
    answer = program.get(f"{API}/releases?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert f"“{query.partition('=')[0]}”" in answer.get_json(force=True)["detail"]


# Refusals


@pytest.mark.parametrize(
    "path",
    [
        f"/releases/{SECRET}",
        f"/releases/{SECRET}/tables/participation.csv",
        "/releases/month-1999-01",
        "/releases/%F0%9F%92%A1",
        "/releases/month-2026-09-r0",
        f"/releases/{MONTH}/tables/secrets",
        f"/releases/{MONTH}/tables/secrets.csv",
        "/boards/near-me",
        "/boards/households",
        "/boards/districts?period=month&key=2026-13",
        "/nothing",
    ],
)
def test_what_is_not_published_is_not_there(program: FlaskClient, path: str) -> None:
    answer = program.get(API + path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json(force=True)["status"] == 404


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        (f"{API}/releases", "text/csv", 406),
        (f"{API}/releases", "application/json;q=0, */*", 406),
        (f"{API}/releases", "application/*", 200),
        (CSV, "application/json", 406),
        (CSV, "text/csv, */*;q=0.1", 200),
        (CSV, "nonsense", 406),
    ],
)
def test_an_address_has_one_form(program: FlaskClient, path: str, accept: str, status: int) -> None:
    program.get(path)  # so that it is kept
    answer = program.get(path, headers={"Accept": accept})
    assert answer.status_code == status
    assert status == 200 or answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(program: FlaskClient, method: str) -> None:
    answer = getattr(program, method)(f"{API}/releases")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_who_asks_without_end_is_told_to_wait(open_city: Callable[..., Site]) -> None:
    program = open_city(writes_per_minute=1).app.test_client()
    statuses = [program.get(f"{API}/releases?offset={number}").status_code for number in range(30)]
    assert statuses[:10] == [200] * 10
    refused = program.get(f"{API}/releases?offset=99")
    assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60
    assert program.get(f"{API}/releases?offset=3").status_code == 200, "what is kept costs nothing"


# Caches, other sites


@pytest.mark.parametrize("path", [CSV, f"{API}/releases", f"{API}/boards/districts", f"{API}/openapi.json"])
def test_a_client_that_has_it_is_told_so(program: FlaskClient, city: Site, path: str) -> None:
    etag = program.get(path).headers["ETag"]
    carried = city.visitor("en")
    carried.token()  # a session: the app answers, not what is kept in front of it
    for client in (program, carried.client):
        told = {name.strip() for line in client.get(path).headers.getlist("Vary") for name in line.split(",")}
        assert {"Accept-Language", "Cookie"} <= told
        again = client.get(path, headers={"If-None-Match": f'W/"other", {etag}'})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert client.get(path, headers={"If-None-Match": packed.headers["ETag"]}).status_code == 304
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_says_what_a_get_would(program: FlaskClient) -> None:
    head, answer = program.head(CSV), program.get(CSV)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
    assert head.headers["Content-Length"] == answer.headers["Content-Length"]


def test_pages_of_other_sites_may_read(program: FlaskClient) -> None:
    asked = program.options(CSV, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    for answer in (asked, program.get(CSV), program.get(f"{API}/releases/none")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [CSV, f"{API}/releases", f"{API}/releases?lang=zh", f"{API}/boards/teams", f"{API}/x"])
def test_nobody_gets_a_cookie(program: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in program.get(path).headers


def test_what_is_kept_changes_with_what_is_published(open_city: Callable[..., Site]) -> None:
    site = open_city()
    program = site.app.test_client(use_cookies=False)
    assert program.get(f"{API}/releases").json["total"] == 0
    published.life(site)
    assert program.get(f"{API}/releases").json["total"] == 3
    assert program.get(f"{API}/releases/{MONTH}").json["notices"] == []
    with site.database.write() as session:
        published.say(session, site.city, MONTH)
    assert len(program.get(f"{API}/releases/{MONTH}").json["notices"]) == 1
