"""The documented nginx before a real `serve`: a photograph goes through, and what is too large is told in our words."""

import re
import shutil
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import PASSWORD, open_site
from tests.servers import ROOT, Databases, LiveServer
from tests.shows import FIELDS, campaign
from workbench.paint import encoded, photograph
from workbench.servers import free_port, wait_for

FILES = ROOT / "docs" / "operations" / "files"
HOST = "tongxing.example.org"
MEGABYTE = 1 << 20
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    """Debian's nginx with the file as it is shipped, only ports and paths changed, until the block ends."""

    def __init__(self, folder: Path, serve_port: int) -> None:
        self.port = free_port()
        self._folder = folder
        changes = {
            "listen 80;": f"listen {free_port()};",
            "listen [::]:80;": "",
            "listen 443 ssl http2;": f"listen {self.port} ssl http2;",
            "listen [::]:443 ssl http2;": "",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{serve_port};",
            "/etc/tongxing/": f"{folder}/",
        }
        shipped = (FILES / "nginx.conf").read_text()
        for before, after in changes.items():
            assert before in shipped
            shipped = shipped.replace(before, after)
        (folder / "site.conf").write_text(shipped)
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            + "http {\n"
            + "".join(
                f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"include {folder}/site.conf;\n}}\n"
        )

    def __enter__(self) -> Self:
        program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        assert program, "no nginx: python3 civic/dev.py test installs or asks for it"
        self._folder.chmod(0o755)
        _make_certificate(self._folder)
        user = f"user {self._folder.owner()};"
        command = [program, "-p", self._folder, "-c", self._folder / "nginx.conf", "-g", user]
        self._process = subprocess.Popen(command)
        wait_for(lambda: Visitor(self.port).get("/healthz"), self._process, OSError)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _make_certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    target = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run([*command, *target], check=True, capture_output=True)


class Visitor:
    """A browser that keeps cookies and believes the certificate of the test."""

    def __init__(self, port: int) -> None:
        self._site = f"https://127.0.0.1:{port}"
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusting), urllib.request.HTTPCookieProcessor(CookieJar()), _Stay()
        )

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask(path, None, "")

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """Sends a form."""
        return self._ask(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, fields: Mapping[str, str], picture: bytes) -> tuple[int, str]:
        """Sends a form with a picture."""
        line = "----a-line-that-stands-in-no-photograph"
        named = f"--{line}\r\nContent-Disposition: form-data; name="
        parts = [f'{named}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        head = f'{named}"picture"; filename="p.jpg"\r\n'
        body = "".join([*parts, head, "Content-Type: image/jpeg\r\n\r\n"]).encode() + picture
        return self._ask(path, body + f"\r\n--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}")

    def token(self, path: str) -> str:
        """The form token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path)[1])
        assert found
        return found[1]

    def hidden(self, path: str, name: str) -> str:
        """A hidden field of a page."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', self.get(path)[1])
        assert found
        return found[1]

    def _ask(self, path: str, body: bytes | None, kind: str) -> tuple[int, str]:
        headers = {"Host": HOST, "Referer": f"https://{HOST}/", "Accept-Language": "en", "Content-Type": kind}
        asked = urllib.request.Request(self._site + path, body, headers)
        try:
            answer: HTTPResponse = self._opener.open(asked, timeout=60)
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        return answer.status, answer.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are looked at, not followed."""

    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


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
