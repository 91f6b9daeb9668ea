"""Nothing is lost in print: every character of a name is drawn, in both weights, or the page is refused."""

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from campaigns.outreach.posters import Award, Notice, card, certificate, poster, resident_card
from civic.documents.printing import Sheet, as_png
from civic.documents.typefaces import FURTHER, MAIN, check_printable
from civic.errors import Invalid
from civic.paths import FONTS

STANDARD = "".join(Path(__file__).with_name("standard_characters.txt").read_text("utf-8").split())
"""The 8,105 characters of the General Standard Chinese Characters: Unihan's kTGH."""
HAN_OF_GB_18030 = "".join(map(chr, [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FF0)]))
"""What every system in China must show, beside the standard list."""
NAMES = "王喆 陶堃 朱镕 李昇 陈玥 林珺 周赟 吴祎 郑燚 孙璟 钱彧 赵垚 圌山 𠮷田 䶮㛃 乾隆 𫖯"
FOREIGN = "Łukasz Şahin Nguyễn Anaïs Ёлкин ΈΨη ₂²"


def page(words: str, *, bold: bool = False, size: float = 9, height: float = 297) -> bytes:
    sheet = Sheet(210, height, "x", "y")
    sheet.text(words, 5, 3, 200, size=size, bold=bold, lines=80)
    return sheet.pdf()


def said(pdf: bytes) -> str:
    return "".join(str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()).split())


CELL_MM = 20


def drawn(letters: Sequence[str], *, bold: bool) -> list[Image.Image]:
    """What the printer makes of each letter, in black and white."""
    sheet = Sheet(30, CELL_MM * len(letters), "x", "y")
    for place, letter in enumerate(letters):
        sheet.text(letter, 5, CELL_MM * place, 20, size=30, bold=bold)
    with Image.open(io.BytesIO(as_png(sheet.pdf(), 72))) as picture:
        page, height = picture.convert("L").point(lambda shade: 255 if shade < 128 else 0), picture.height
    cells = [height * place // len(letters) for place in range(len(letters) + 1)]
    return [page.crop((0, top, page.width, bottom)) for top, bottom in pairwise(cells)]


@pytest.mark.parametrize("style", ["", "B"])
def test_the_main_font_has_the_whole_standard_list_in_both_weights(style: str) -> None:
    assert len(set(STANDARD)) == 8105
    font = TTFont(FONTS / MAIN[style], lazy=True)
    letters, outlines = font.getBestCmap(), font["glyf"]
    assert [one for one in STANDARD if ord(one) not in letters] == []
    assert [one for one in STANDARD if outlines[letters[ord(one)]].numberOfContours == 0] == []


def test_both_weights_of_a_font_have_the_same_letters() -> None:
    for styles in (MAIN, FURTHER["letters"]):
        regular, bold = (set(TTFont(FONTS / styles[style], lazy=True).getBestCmap()) for style in ("", "B"))
        assert regular == bold


def test_everything_of_gb_18030_and_gbk_can_be_printed() -> None:
    check_printable(HAN_OF_GB_18030)
    pairs = (bytes([high, low]).decode("gbk", "ignore") for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    check_printable("".join(letter for letter in pairs if letter > "\x7f" and letter != "≒"))


@pytest.mark.parametrize("bold", [False, True])
def test_the_standard_list_comes_out_of_the_printer(bold: bool) -> None:
    for start in range(0, len(STANDARD), 4000):
        part = STANDARD[start : start + 4000]
        assert said(page(part, bold=bold)) == part


@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_is_drawn_as_itself(bold: bool) -> None:
    letters = sorted(set((NAMES + FOREIGN).replace(" ", "")))
    pictures = [one.tobytes() for one in drawn(letters, bold=bold)]
    assert [letter for letter, one in zip(letters, pictures, strict=True) if not any(one)] == []
    assert len(set(pictures)) == len(letters)


@pytest.mark.parametrize("name", ["喆堃镕昇玥珺赟祎燚璟彧垚", "圌𠮷䶮㛃乾𫖯", "ŁukaszŞahin", "ЁлкинаCO₂"])
def test_every_page_says_the_whole_name(name: str) -> None:
    pages = [
        certificate(Award("x", "x", name, "x", "x", name, [name], name, "x", "x", "x", "x")),
        *(make(Notice("x", name, name, name, "x", name, name, "x", "x")) for make in (poster, card)),
        resident_card("x", "x", name, "2345 6789 AB", "x"),
    ]
    assert [said(made).count(name) for made in pages] == [4, 5, 4, 1]


@pytest.mark.parametrize(
    ("words", "named"),
    [("骑行🚲", "🚲"), ("한국 骑行", "한 국"), ("สวัสดี", "ส"), ("a\u200bb", "U+200B"), ("a\u202eb", "U+202E")],
)
def test_what_no_font_has_is_refused_by_name(words: str, named: str) -> None:
    with pytest.raises(Invalid, match="cannot be printed") as refused:
        page(words)
    assert named in str(refused.value)


@pytest.mark.parametrize("words", ["محمد", "小明 محمد", "דוד", "\u0660"])
def test_writing_from_right_to_left_is_refused_not_reversed(words: str) -> None:
    with pytest.raises(Invalid, match="right to left"):
        page(words)
    with pytest.raises(Invalid, match="right to left"):
        resident_card("x", "x", words, "2345 6789 AB", "x")
