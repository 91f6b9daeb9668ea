"""Debian's nginx with the file as it is shipped, and a browser of the command line before it."""

import re
import shutil
import signal
import ssl
import subprocess
import urllib.request
from collections.abc import Mapping
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.servers import ROOT
from workbench.servers import free_port, wait_for, wait_until

FILES = ROOT / "docs" / "operations" / "files"
HOST = "tongxing.example.org"
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
            "/etc/tongxing": str(folder),
        }
        shipped = (FILES / "nginx.conf").read_text()
        for before, after in changes.items():
            assert before in shipped
            shipped = shipped.replace(before, after)
        (folder / "site.conf").write_text(shipped)
        shutil.copy(FILES / "busy.html", folder)
        self._name(serve_port)
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            + "http {\n"
            + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in _TEMPORARY)
            + f"include {folder}/site.conf;\n}}\n"
        )

    def __enter__(self) -> Self:
        program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        assert program, "no nginx: python3 civic/dev.py test installs or asks for it"
        self._folder.chmod(0o755)
        _make_certificate(self._folder)
        user = f"user {self._folder.owner()};"
        command: list[str | Path] = [program, "-p", self._folder, "-c", self._folder / "nginx.conf", "-g", user]
        self._process = subprocess.Popen(command)
        wait_for(self._ask, self._process, OSError)
        return self

    def _name(self, serve_port: int) -> None:
        shipped = (FILES / "serving.conf").read_text()
        (self._folder / "serving.conf").write_text(shipped.replace("127.0.0.1:8000", f"127.0.0.1:{serve_port}"))

    def ask(self, serve_port: int) -> None:
        """From now on another one is asked, as `tongxing-update` does it; returns when nobody asks the one before."""
        before = self._workers()
        self._name(serve_port)
        self._process.send_signal(signal.SIGHUP)
        wait_until(lambda: bool(self._workers()) and not before & self._workers())

    def _workers(self) -> set[str]:
        pid = self._process.pid
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    def _ask(self) -> None:
        Visitor(self.port).get("/healthz")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _make_certificate(folder: Path) -> None:
    command: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
    ]
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

    def redirect_request(self, *_: object) -> None:
        return None
