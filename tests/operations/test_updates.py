"""Behind the documented proxy a newer `serve` takes over from an older one, and nobody sees an error."""

import threading
from pathlib import Path

from tests.operations.proxying import HOST, Nginx, Visitor
from tests.servers import Databases, LiveServer

_BROWSERS = 6
_ASKED_BEFORE = 20


class Crowd:
    """Visitors that read and send forms without a pause until they are told to stop."""

    def __init__(self, port: int) -> None:
        self.seen: list[tuple[str, int]] = []
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(_BROWSERS)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _ask(self) -> None:
        visitor = Visitor(self._port)
        while not self._stop.is_set():
            self.seen.append(("read", visitor.get("/signin")[0]))
            fields = {"csrf_token": visitor.token("/signin"), "username": "nobody", "password": "wrong"}
            self.seen.append(("sent", visitor.post("/signin", fields)[0]))

    def go_on(self) -> None:
        """Waits until some more were answered."""
        more = len(self.seen) + _ASKED_BEFORE
        while len(self.seen) < more and any(thread.is_alive() for thread in self._threads):
            self._stop.wait(0.01)


def serve(url: str, instance: Path) -> LiveServer:
    environ = {
        "TONGXING_DATABASE_URL": url,
        "TONGXING_INSTANCE": str(instance),
        "TONGXING_HOSTS": f"{HOST},127.0.0.1",
        "TONGXING_PROXIES": "1",
        "TONGXING_WRITES_PER_MINUTE": "100000",
    }
    return LiveServer(environ, "--workers", "1")


def test_a_newer_serve_takes_over_without_an_error(databases: Databases, tmp_path: Path) -> None:
    url = databases.make("sqlite")
    older, newer = serve(url, tmp_path / "instance"), serve(url, tmp_path / "instance")
    (tmp_path / "nginx").mkdir()
    with newer, Nginx(tmp_path / "nginx", older.port) as nginx:
        with older, Crowd(nginx.port) as crowd:
            crowd.go_on()
            nginx.ask(newer.port)
            older.process.terminate()
            older.process.wait(60)
            crowd.go_on()
        statuses = {(kind, status) for kind, status in crowd.seen}
        assert statuses <= {("read", 200), ("sent", 422), ("sent", 429)}
        newer.process.terminate()
        newer.process.wait(60)
        status, page = Visitor(nginx.port).post("/signin", {"username": "x"})
        assert (status, "不会重复记录" in page, "nginx" in page) == (503, True, False)
