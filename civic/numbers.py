"""Every number that a person types, read in one way. Pure.

A point is the decimal sign, full-width and ideographic ones too. A comma only groups thousands:
"1,200" is 1200; "12,5" could be meant in two ways and is refused, as are signs of less than nothing, exponents,
underscores, fractions and raised digits.
"""

import re
import unicodedata
from collections.abc import Iterable

from civic.errors import Invalid

MILLI = 1_000
_LONGEST = 40
_MOST_DIGITS = 9
_IDEOGRAPHIC_STOP = unicodedata.lookup("IDEOGRAPHIC FULL STOP")
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<whole>[^\D0]\d{0,2}(?:,\d{3})+(?!\d)|\d*)(?:\.(?P<fraction>\d*))?(?P<rest>.*)", re.DOTALL
)


def read_thousandths(typed: str, units: Iterable[str] = ()) -> int:
    """A number not below 0, in thousandths, rounded half up: "3", "2.5", "12km", "１２ 公里", "1,200".

    Args:
        units: words that may follow the number, in any language.

    Raises:
        Invalid: nothing, no number, less than nothing, or a billion and more.
    """
    text = _plain(typed[: _LONGEST + 1])
    if not text:
        raise Invalid("Please say how much.")
    found = _NUMBER.fullmatch(text)
    whole, fraction = (found["whole"].replace(",", ""), found["fraction"] or "") if found else ("", "")
    if found is None or not (whole or fraction) or not _is_unit(found["rest"], units):
        raise Invalid("“%(typed)s” is not a number. Write it like 3 or 2.5.", typed=_excerpt(typed))
    if len(text) > _LONGEST or len(whole) > _MOST_DIGITS:
        raise Invalid("This quantity looks too large. Please check it.")
    if found["sign"] in ("-", "−"):
        raise Invalid("The quantity must be more than 0.")
    return int(whole or "0") * MILLI + _thousandths(fraction)


def read_quantity(typed: str, units: Iterable[str] = ()) -> int:
    """More than nothing, in thousandths.

    Raises:
        Invalid: as `read_thousandths`, and for 0 or less than half a thousandth.
    """
    milli = read_thousandths(typed, units)
    if milli == 0:
        raise Invalid("The quantity must be more than 0.")
    return milli


def read_whole(typed: str, *, least: int, most: int) -> int:
    """A whole number in these bounds; "3.0" is one.

    Raises:
        Invalid: anything else.
    """
    outside = Invalid("Please give a whole number from %(least)s to %(most)s.", least=least, most=most)
    try:
        number, rest = divmod(read_thousandths(typed), MILLI)
    except Invalid as problem:
        raise outside from problem
    if rest or not least <= number <= most:
        raise outside
    return number


def is_number(typed: str) -> bool:
    """Whether it is a number, also one below 0, for questions whose sense nobody knows here."""
    return as_number(typed) is not None


def as_number(typed: str) -> int | float | None:
    """The number that was typed, also one below 0; None where it is none."""
    text = _plain(typed[: _LONGEST + 1])
    below = text[:1] in ("-", "−")
    try:
        milli = read_thousandths(text[1:] if below else text)
    except Invalid:
        return None
    number = milli / MILLI if milli % MILLI else milli // MILLI
    return -number if below else number


def row_number(typed: str) -> int | None:
    """The number of a row that a form or an address carries, as the site wrote it; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 and int(typed) else None


def _plain(typed: str) -> str:
    """Full-width signs as plain ones; raised, circled and broken digits stay what they are: 10³ is not 103."""
    letters = (one if unicodedata.category(one) == "No" else unicodedata.normalize("NFKC", one) for one in typed)
    return "".join(letters).replace(_IDEOGRAPHIC_STOP, ".").strip()


def _thousandths(digits: str) -> int:
    """A decimal fraction's digits in thousandths, rounded half up: "25" → 250."""
    return (int(f"{digits:0<4}"[:4]) + 5) // 10


def _is_unit(rest: str, units: Iterable[str]) -> bool:
    word = unicodedata.normalize("NFKC", rest).strip().casefold()
    return not word or word in {unicodedata.normalize("NFKC", unit).strip().casefold() for unit in units}


def _excerpt(typed: str) -> str:
    """The beginning of what was typed, without letters that could turn the message around."""
    clean = "".join(letter for letter in typed[:20] if letter.isprintable()).strip()
    return clean + ("…" if len(typed) > len(clean) else "")
