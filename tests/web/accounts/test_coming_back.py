"""Whoever has to sign in comes back to the page on which they were."""

from tests.characters import Site


def test_the_link_and_a_button_lead_back(site: Site) -> None:
    visitor = site.visitor()
    assert "/signin?next=/boards" in visitor.open("/boards").links()
    answer = visitor.client.post(
        "/signout/everywhere",
        data={"csrf_token": visitor.token()},
        headers={"Referer": "http://localhost/boards?period=week"},
    )
    assert answer.location.endswith("/signin?next=/boards?period%3Dweek")
    away = visitor.client.post(
        "/signout/everywhere", data={"csrf_token": visitor.token()}, headers={"Referer": "http://evil.example/x"}
    )
    assert away.location.endswith("/signin?next=/")
