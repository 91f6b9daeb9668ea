"""Which characters can be printed, and which font draws each. Nothing is ever left out in print: what no font has, and
what is written from right to left, is refused with a sentence that names it.

`fonts/README.md` says what each font holds and how it was made.
"""

import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from civic.errors import Invalid
from civic.paths import FONTS

_RARE = ("NotoSansSC-Rare-1.ttf", "NotoSansSC-Rare-2.ttf", "NotoSansSC-Rare-3.ttf", "NotoSansCJKsc-Rare.otf")
MAIN = {"": "NotoSansSC-Regular.ttf", "B": "NotoSansSC-Bold.ttf"}
"""The files of the font that most of Chinese is written with, by style."""
FURTHER = {"letters": {"": "NotoSans-Regular.ttf", "B": "NotoSans-Bold.ttf"}, **{name: {"": name} for name in _RARE}}
"""What the main font lacks, by family; rare characters have one weight, and stand in it among bold ones."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def families(words: str) -> list[str]:
    """The further families that these words need."""
    missing = {ord(letter) for letter in words} - _letters(MAIN[""])
    return [family for family, styles in FURTHER.items() if missing & _letters(styles[""])]


def unprintable(words: str) -> str:
    """The characters that no font has, each once; one that shows nothing by its number."""
    lacking = [letter for letter in dict.fromkeys(words) if ord(letter) not in _all_letters() and letter not in "\n\t"]
    shown = [letter for letter in lacking if unicodedata.category(letter)[0] in "LNPS"]
    return " ".join(shown or (f"U+{ord(letter):04X}" for letter in lacking))


def check_printable(words: str) -> None:
    """Whether all of it can be printed.

    Raises:
        Invalid: naming what cannot.
    """
    backwards = [letter for letter in words if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT]
    if backwards:
        raise Invalid("Writing from right to left cannot be printed here: %(letters)s", letters="".join(backwards))
    if lacking := unprintable(words):
        raise Invalid("These characters cannot be printed here: %(letters)s", letters=lacking)


def without_unprintable(words: str) -> str:
    """The words without what no font has and without what is written from right to left, on one line."""
    letters = [letter if letter not in "\n\t" else " " for letter in words]
    known = [letter for letter in letters if ord(letter) in _all_letters()]
    return "".join(one for one in known if unicodedata.bidirectional(one) not in _RIGHT_TO_LEFT).strip()


@cache
def _all_letters() -> frozenset[int]:
    return _letters(MAIN[""]).union(*(_letters(styles[""]) for styles in FURTHER.values()))


@cache
def _letters(file: str) -> frozenset[int]:
    with TTFont(FONTS / file, lazy=True) as opened:
        return frozenset(opened.getBestCmap())
