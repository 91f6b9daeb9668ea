"""The API does what its document says: examples made from it are sent, and every answer is held against it."""

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests import published
from tests.characters import Site

ADDRESSES = 10
EXAMPLES = "5"


@pytest.fixture
def server(open_city: Callable[..., Site]) -> Iterator[str]:
    """The address of a city that has published."""
    site = open_city()
    published.life(site)
    listening = make_server("127.0.0.1", 0, site.app, threaded=True)
    serving = threading.Thread(target=listening.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    serving.join()
    listening.server_close()


def test_a_stranger_finds_no_fault(server: str, tmp_path: Path) -> None:
    """schemathesis: every parameter at and beyond its bounds, made up ones, other methods, and each answer's schema."""
    document = f"{server}/api/v1/openapi.json"
    bounds = ("--seed", "7", "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--no-color")
    command = [Path(sys.executable).with_name("schemathesis"), "run", document, "--url", server, "--checks", "all"]
    ran = subprocess.run([*command, *bounds], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert f"Tested: {ADDRESSES}" in ran.stdout
    cases = re.search(r"(\d+) generated", ran.stdout)
    assert cases and int(cases[1]) > 100


def test_the_document_is_of_this_city(open_city: Callable[..., Site]) -> None:
    site = open_city()
    said = site.visitor("en").client.get("/api/v1/openapi.json").json
    assert said["openapi"].startswith("3.1")
    assert said["info"]["license"]["url"] == site.city.open_data.licence.url
    assert len(said["paths"]) == ADDRESSES
