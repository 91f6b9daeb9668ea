"""Pages of residents show their reader and the newest figures, though parts of them are kept for all."""

from collections.abc import Callable

import pytest

from tests.characters import Browser, Site

PAGES = ["/", "/boards/districts"]


@pytest.fixture
def newborn(open_city: Callable[..., Site]) -> Site:
    return open_city()


def name_on_top(browser: Browser, path: str) -> str:
    page = browser.open(path)
    return next("".join(link.itertext()) for link in page.root.iter("a") if link.get("class") == "account")


@pytest.mark.parametrize("path", PAGES)
def test_neighbours_with_the_same_figures_get_their_own_pages(newborn: Site, path: str) -> None:
    district = newborn.city.districts[0].id
    neighbours = [newborn.newcomer(district) for _ in range(3)]
    for _ in range(2):
        for one in neighbours:
            assert name_on_top(one, path).endswith(one.nickname)


@pytest.mark.parametrize("path", PAGES)
def test_the_own_action_shows_at_once(newborn: Site, path: str) -> None:
    before = newborn.xiaoming.open(path).text
    assert newborn.xiaoming.open(path).text == before
    newborn.xiaoming.log("bicycle", quantity="50", replaced_mode="car")
    assert newborn.xiaoming.open(path).text != before


@pytest.mark.parametrize("path", PAGES)
def test_language_and_theme_change_a_page(newborn: Site, path: str) -> None:
    resident = newborn.again(newborn.xiaoming, "zh")
    assert resident.open(path).root.get("lang") == "zh-CN"
    resident.open(f"{path}?lang=en")
    resident.open(f"{path}?theme=dark")
    root = resident.open(path).root
    assert (root.get("lang"), root.get("data-theme")) == ("en", "dark")


@pytest.mark.parametrize("path", PAGES)
def test_signing_out_everywhere_ends_pages_too(newborn: Site, path: str) -> None:
    resident = newborn.newcomer()
    other = newborn.again(resident, "zh")
    assert resident.nickname in other.open(path).html
    resident.send("/me/account", "/signout/everywhere")
    answer = other.open(path)
    assert answer.status == 200
    assert resident.nickname not in answer.html
