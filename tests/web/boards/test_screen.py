"""The board on the screen of a hall: it asks for itself anew, and keeps to what the board may say."""

from collections.abc import Callable

from tests.characters import Site, text_of
from tests.crowds import neighbours


def test_the_screen_shows_the_board_and_renews_itself(open_city: Callable[..., Site]) -> None:
    city = open_city()
    neighbours(city, "jingkou")
    neighbours(city, "jurong", people=9)
    page = city.visitor("en").open("/screen/boards")
    lines = {text_of(line) for line in page.root.findall(".//ol/li")}
    assert any(line.startswith("1") and "Jingkou" in line and line.endswith("g") for line in lines)
    assert "Jurong fewer than 10" in lines
    assert page.root.find(".//meta[@http-equiv='refresh']").get("content") == "60"
    assert page.root.findall(".//script") == []


def test_the_screen_of_a_period(site: Site) -> None:
    for period in ("week", "month", "season", "all"):
        assert site.visitor("en").open(f"/screen/boards?period={period}").status == 200
