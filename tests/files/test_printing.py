"""What comes out of the printer: read back as a phone or a person reads it."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from campaigns.outreach.posters import Award, Notice, card, certificate, poster, resident_card
from civic.documents.printing import as_png, qr_svg

URL = "https://tongxing.example.org/campaigns/ride-k3f9xq?via=ab12cd34"
NOTICE = Notice(
    "同行 · 镇江",
    "镇江与低碳同行",
    "金山湖秋日骑行",
    "慢慢骑，六公里。",
    "11月28日",
    "金山湖北门",
    "自行车协会",
    "扫一扫",
    URL,
)
LONG = Notice("x" * 80, "y" * 80, "很长的标题" * 12, "z" * 400, "w" * 200, "v" * 200, "u" * 200, "t" * 60, URL)


def scanned(png: bytes) -> list[str]:
    with Image.open(io.BytesIO(png)) as picture:
        return [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))]


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return str(document[0].get_textpage().get_text_range()).replace("\r\n", "")


@pytest.mark.parametrize("notice", [NOTICE, LONG])
def test_posters_and_cards_can_be_scanned(notice: Notice) -> None:
    for pdf in (poster(notice), card(notice)):
        assert scanned(as_png(pdf)) == [URL]


def test_a_poster_says_everything_as_text() -> None:
    text = words(poster(NOTICE))
    for part in (NOTICE.title, NOTICE.summary, NOTICE.when, NOTICE.where, NOTICE.host):
        assert part in text


def test_a_cover_takes_the_place_of_the_hills() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), (200, 30, 30)).save(drawn, "JPEG")
    noticed = Notice(*(getattr(NOTICE, name) for name in Notice.__slots__[:-1]), drawn.getvalue())
    with Image.open(io.BytesIO(as_png(poster(noticed), 30))) as page:
        assert page.convert("RGB").getpixel((page.width // 2, page.height // 4))[0] > 150  # type: ignore[index]


def test_a_certificate_can_be_read_and_verified() -> None:
    named_by, figures = "姓名由持证人自填。", ["做了 1 件事"]
    sides = ("社区", "12月24日", "扫码核验", "VN7N DKCD", URL)
    award = Award("同行", "参与证书", "小花", named_by, "参加了", "骑行", figures, *sides)
    pdf = certificate(award)
    assert scanned(as_png(pdf)) == [URL]
    assert "小花" in words(pdf)
    assert named_by in words(pdf)
    assert "VN7N DKCD" in words(pdf)


def test_a_card_on_paper_carries_its_code() -> None:
    assert scanned(as_png(resident_card("同行", "同行", "小明", "2345 6789 AB", "x"), 200)) == ["23456789AB"]


def test_a_code_for_the_screen_has_light_behind_it() -> None:
    drawing = qr_svg(URL)
    assert drawing.startswith("<svg")
    assert "#fff" in drawing
