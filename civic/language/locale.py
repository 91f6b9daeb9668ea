"""The language that a request speaks: its words, and how it writes numbers, masses and days."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, dates, numbers
from babel.lists import format_list
from flask import g

from civic.language.languages import Language

_HAN = re.compile(r"[\u4e00-\u9fff]")
_MG_PER_G = 1_000
_MG_PER_KG = 1_000_000
_MG_PER_T = 1_000_000_000


def current() -> Language:
    """The language of the request at hand."""
    language: Language = g.language
    return language


def foreign_language(title: str) -> str:
    """The language of a title that is not in the reader's, by its letters; "" where it is, or cannot be told."""
    is_han, reads_han = bool(_HAN.search(title)), current().code == "zh"
    if is_han == reads_han or not title:
        return ""
    return "zh" if is_han else "en" * title.isascii()


def language_names(codes: Iterable[str]) -> dict[str, str]:
    """What the reader calls these languages, by code; a language's own name stands in `Language.name`."""
    known = current().locale.languages
    return {code: str(known.get(code, code)) for code in codes}


def gettext(message: str, **values: object) -> str:
    """The message in the request's language, its places filled."""
    words = current().words.gettext(message)
    return words % values if values else words


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """The message in the form that fits `n`, which also fills the place ``%(num)s``."""
    return current().words.ngettext(singular, plural, n) % {"num": number(n), **values}


@lru_cache(maxsize=64)
def _pattern(decimals: int, fixed: bool) -> numbers.NumberPattern:
    fraction = ("0" if fixed else "#") * decimals
    return numbers.parse_pattern("#,##0" + (f".{fraction}" if decimals else ""))


def number(value: float, decimals: int = 0, *, fixed: bool = False) -> str:
    """A number with the language's separators; `fixed` keeps trailing zeros."""
    return _written(value, decimals, fixed, current().locale)


@lru_cache(maxsize=16_384)
def _written(value: float, decimals: int, fixed: bool, locale: Locale) -> str:
    return str(_pattern(decimals, fixed).apply(value, locale))


def percent(fraction: float | None) -> str:
    """A fraction as a percentage with two digits that count: 12.5%, 0.35%, less than 0.01%; a dash for none."""
    if fraction is None:
        return "–"
    hundredths = fraction * 100
    if 0 < hundredths < 0.01:
        return f"<{number(0.01, 2)}%"
    return f"{number(hundredths, 1 if hundredths >= 1 else 2)}%"


def mass(milligrams: float) -> str:
    """A mass with the unit and as many digits as a person can use: 0.3 g, 350 g, 1.25 kg, 12.4 t."""
    size = abs(milligrams)
    if size < 10 * _MG_PER_G:
        return gettext("%(number)s g", number=number(milligrams / _MG_PER_G, 1))
    if size < _MG_PER_KG - _MG_PER_G // 2:
        return gettext("%(number)s g", number=number(milligrams / _MG_PER_G))
    if size < _MG_PER_T - _MG_PER_KG // 2:
        return gettext("%(number)s kg", number=_three_digits(milligrams / _MG_PER_KG))
    return gettext("%(number)s t", number=_three_digits(milligrams / _MG_PER_T))


def _three_digits(value: float) -> str:
    """A number from 1 on with three digits that count, or with all before the point: 1.25, 12.4, 350."""
    size = abs(value)
    return number(value, 2 if size < 10 else 1 if size < 100 else 0)


def roughly(value: float) -> str:
    """A count that nobody knows exactly: 0.3, 12, 350; two digits from a thousand on, "about 4,100"."""
    if abs(value) < 1_000:
        return number(value, 1 if abs(value) < 10 else 0)
    scale = 10 ** (math.floor(math.log10(abs(value))) - 1)
    return gettext("about %(number)s", number=number(round(value / scale) * scale))


def quantity(milli: int) -> str:
    """A quantity kept in thousandths, without needless zeros."""
    return number(milli / 1000, 3)


def day(value: date) -> str:
    """A day as the language writes it, without the year when it is plain."""
    return dates.format_date(value, format="medium", locale=current().locale)


def plain_day(value: date) -> str:
    """A day with its year only where it is not this one."""
    return short_day(value) if value.year == date.today().year else day(value)  # noqa: DTZ011 (only how it is shown)


def short_day(value: date) -> str:
    """A day without its year: 11月22日, Nov 22."""
    return _by_skeleton("MMMd", value)


def axis_day(value: date) -> str:
    """A day as short as an axis wants it, the same in every language: 11/22."""
    return f"{value.month}/{value.day}"


def month(value: date) -> str:
    """The month of a day with its year: 2026年11月, November 2026."""
    return _by_skeleton("yMMMM", value)


def short_month(value: date) -> str:
    """The month of a day without its year, for an axis: 11月, Nov."""
    return dates.format_date(value, format="LLL", locale=current().locale)


def weekday(value: date) -> str:
    """The weekday of a day in one or two letters: 一, M."""
    return dates.format_date(value, format="ccccc", locale=current().locale)


def month_names(months: Iterable[int]) -> str:
    """Months as a list: 6月、7月和8月; June, July, and August."""
    names = current().locale.months["stand-alone"]["wide"]
    return format_list([names[month] for month in months], locale=current().locale)


def _by_skeleton(skeleton: str, value: date) -> str:
    """The parts that the skeleton names, in the order and with the signs that the language's CLDR data give."""
    return _applied(skeleton, value, current().locale)


@lru_cache(maxsize=4096)
def _applied(skeleton: str, value: date, locale: Locale) -> str:
    return str(locale.datetime_skeletons[skeleton].apply(value, locale))


def moment(value: datetime) -> str:
    """An instant, already in the city's time, to the minute, its day written as `day` writes it."""
    locale = current().locale
    together = dates.get_datetime_format("medium", locale=locale)
    return str(together).format(dates.format_time(value, "short", tzinfo=value.tzinfo, locale=locale), day(value))
