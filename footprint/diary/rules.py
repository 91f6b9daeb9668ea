"""What a resident types, made into numbers and days. Pure."""

import re
import unicodedata
from datetime import date

from civic.errors import Invalid

MILLI = 1_000
_LONGEST_QUANTITY = 40
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<fraction>\d*))?(?P<rest>.*)", re.DOTALL
)
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def parse_quantity(typed: str, unit_words: tuple[str, ...] = ()) -> int:
    """The quantity in thousandths of the unit, from what a person types: "3", "2.5", "12km", "１２ 公里", "1,200".

    Args:
        typed: the field's content.
        unit_words: words of the action's unit that may follow the number, in any language.

    Raises:
        Invalid: on field `quantity`, saying what is wrong.
    """
    text = unicodedata.normalize("NFKC", typed[: _LONGEST_QUANTITY + 1]).strip()
    if not text:
        raise Invalid("Please say how much.", field="quantity")
    found = _NUMBER.fullmatch(text)
    whole, fraction = (found["whole"].replace(",", ""), found["fraction"] or "") if found else ("", "")
    if found is None or not (whole or fraction) or not _is_unit(found["rest"], unit_words):
        raise Invalid("“%(typed)s” is not a number. Write it like 3 or 2.5.", field="quantity", typed=_shown(typed))
    if len(text) > _LONGEST_QUANTITY or len(whole) > 9:
        raise Invalid("This quantity is too large to be true.", field="quantity")
    milli = int(whole or "0") * MILLI + _thousandths(fraction)
    if found["sign"] in ("-", "−") or milli <= 0:
        raise Invalid("The quantity must be more than 0.", field="quantity")
    return milli


def parse_day(typed: str) -> date:
    """The day of an ISO date (2026-11-22).

    Raises:
        Invalid: on field `occurred_on`; also for days that do not exist, 30 February for example.
    """
    text = unicodedata.normalize("NFKC", typed[:20]).strip()
    if not text:
        raise Invalid("Please choose a day.", field="occurred_on")
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("There is no such day. Please choose one of the list.", field="occurred_on") from None


def parse_key(typed: str) -> str:
    """The form's idempotency key.

    Raises:
        Invalid: on the form as a whole, when the key is missing or was tampered with.
    """
    if not _KEY.fullmatch(typed):
        raise Invalid("This form was not complete. Please check it and send it again.")
    return typed


def _thousandths(digits: str) -> int:
    """A decimal fraction's digits in thousandths, rounded half up: "25" → 250."""
    return (int(f"{digits:0<4}"[:4]) + 5) // 10


def _is_unit(rest: str, unit_words: tuple[str, ...]) -> bool:
    word = rest.strip().casefold()
    return not word or word in {unicodedata.normalize("NFKC", unit).strip().casefold() for unit in unit_words}


def _shown(typed: str) -> str:
    """The beginning of what was typed, without letters that could turn the message around."""
    clean = "".join(letter for letter in typed[:20] if letter.isprintable()).strip()
    return clean + ("…" if len(typed) > len(clean) else "")
