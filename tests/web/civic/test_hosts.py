"""Requests for somebody else's host name get nothing, whether the page is kept at the front or not."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/", "/boards", "/healthz", "/nothing-there"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "a b", "[::1", "用户"])
def test_another_host_is_refused(client: FlaskClient, path: str, host: str) -> None:
    client.get(path)
    refused = client.get(path, headers={"Host": host})
    assert (refused.status_code, refused.mimetype) == (400, "text/plain")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_the_own_hosts_come_in(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200
