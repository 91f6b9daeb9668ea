"""The documented nginx before a real `serve`: a photograph goes through, and what is too large is told in our words."""

import re
from collections.abc import Iterator

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import PASSWORD, open_site
from tests.operations.proxying import FILES, HOST, Nginx, Visitor
from tests.servers import Databases, LiveServer
from tests.shows import FIELDS, campaign
from workbench.paint import encoded, photograph

MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def slug(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A database with a show that takes paintings: its URL, and the slug."""
    url = databases.make("sqlite")
    site = open_site(Database(url), CITIES / "zhenjiang", tmp_path_factory.mktemp("site"))
    return url, campaign(site)


@pytest.fixture(scope="module")
def proxy(slug: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    environ = {
        "TONGXING_DATABASE_URL": slug[0],
        "TONGXING_INSTANCE": str(tmp_path_factory.mktemp("instance")),
        "TONGXING_HOSTS": f"{HOST},127.0.0.1",
        "TONGXING_PROXIES": "1",
    }
    with LiveServer(environ, "--workers", "1") as server, Nginx(tmp_path_factory.mktemp("nginx"), server.port) as nginx:
        yield nginx


@pytest.fixture(scope="module")
def photo() -> bytes:
    """As large as those of a good telephone."""
    data = encoded(photograph(), quality=95)
    assert 5 * MEGABYTE < len(data) < 15 * MEGABYTE
    return data


def test_a_photograph_goes_through(proxy: Nginx, slug: tuple[str, str], photo: bytes) -> None:
    resident, path = Visitor(proxy.port), f"/campaigns/{slug[1]}/gallery/new"
    answers = {"username": "小林", "password": PASSWORD, "district": "jingkou", "consent": "y"}
    assert resident.post("/signup", {"csrf_token": resident.token("/signup"), **answers})[0] == 303
    hidden = {name: resident.hidden(path, name) for name in ("csrf_token", "key")}
    status, page = resident.upload(path, {**FIELDS, **hidden}, photo)
    assert status == 303, page


def test_a_form_that_is_too_long_is_refused_in_our_words(proxy: Nginx) -> None:
    for megabytes in (1, 5, 20):
        status, page = Visitor(proxy.port).post("/signin", {"username": "a" * (megabytes * MEGABYTE)})
        assert (status, "That is too large to send." in page) == (413, True)


def test_a_photograph_of_a_visitor_is_sent_to_the_sign_in(proxy: Nginx, slug: tuple[str, str], photo: bytes) -> None:
    status, page = Visitor(proxy.port).upload(f"/campaigns/{slug[1]}/gallery/new", FIELDS, photo)
    assert status == 303, page


def test_the_inside_is_not_shown_to_the_world(proxy: Nginx) -> None:
    visitor = Visitor(proxy.port)
    assert [visitor.get(path)[0] for path in ("/healthz", "/readyz", "/metrics")] == [200, 404, 404]


def test_both_documented_proxies_let_the_same_through() -> None:
    nginx, caddy = (FILES / "nginx.conf").read_text(), (FILES / "Caddyfile").read_text()
    assert re.findall(r"client_max_body_size (\d+)m;", nginx) == re.findall(r"max_size (\d+)MB", caddy) == ["24"]
