"""What chats show of a link: a name, a line and a picture on every page that a visitor sees, in the page's language."""

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from PIL import Image

from civic.documents.preview import Preview, draw
from civic.documents.typefaces import without_unprintable
from tests.characters import Page, Site
from tests.crowds import neighbours
from tests.organizing import campaign


def told(page: Page) -> dict[str, str]:
    return {one.get("property", ""): one.get("content", "") for one in page.root.iter("meta") if one.get("property")}


def size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/boards", "/boards/teams", "/seasons", "/campaigns", "/about/method", "/signin"]
)
def test_every_page_has_a_preview(site: Site, path: str, language: str) -> None:
    visitor = site.visitor(language)
    page = visitor.open(path)
    found = told(page)
    assert found["og:title"] == page.h1
    assert found["og:description"]
    assert urlsplit(found["og:image"]).path.startswith(f"/preview/{language}/")
    answer = visitor.client.get(urlsplit(found["og:image"]).path)
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    width, height = size(answer.data)
    assert (round(width / 10), round(height / 10)) == (120, 63)


def test_the_boards_show_what_they_may(site: Site) -> None:
    visitor = site.visitor()
    empty = visitor.client.get("/preview/zh/boards.png").data
    neighbours(site, "danyang", people=9)
    assert visitor.client.get("/preview/zh/boards.png").data == empty
    neighbours(site, "danyang", people=1)
    assert visitor.client.get("/preview/zh/boards.png").data != empty


def test_a_campaign_without_a_cover_is_drawn(site: Site) -> None:
    slug = campaign(site, "community")
    found = told(site.visitor("en").open(f"/campaigns/{slug}"))
    picture = urlsplit(found["og:image"]).path
    assert picture == f"/preview/en/campaigns/{slug}.png"
    assert site.visitor().client.get(picture).content_type == "image/png"
    hidden = campaign(site, "community", state="submitted")
    assert site.visitor().open(f"/preview/en/campaigns/{hidden}.png").status == 404


@pytest.mark.parametrize("name", ["city", "boards"])
def test_there_is_none_in_a_language_that_the_city_does_not_speak(site: Site, name: str) -> None:
    assert site.visitor().open(f"/preview/xx/{name}.png").status == 404


def _names() -> Iterator[str]:
    yield from ("🌱🌱🌱", "שלום", "龘" * 40, "a\nb", "", "W" * 300)


@pytest.mark.parametrize("name", list(_names()))
def test_any_name_can_be_drawn(name: str) -> None:
    assert draw(Preview("Tongxing", name, name, [(name, "1 kg")])).startswith(b"\x89PNG")


def test_what_no_font_has_is_left_out() -> None:
    assert without_unprintable("低碳 🌱 שלום ok\n") == "低碳   ok"
