"""Kinds of papers, and how long they are kept. Pure."""

from collections.abc import Mapping
from datetime import date

from civic.errors import msgid

ASSESSMENT, BREACH = "assessment", "breach"
KINDS: Mapping[str, str] = {ASSESSMENT: msgid("Impact assessment"), BREACH: msgid("Notice of a breach")}
TITLE_MAX, WORDS_MAX, FILE_NAME_MAX = 120, 8_000, 120
MAX_MEGABYTES = 2
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
BACKUPS_KEPT_DAYS = 30
"""By then no backup holds what was erased: the operator deletes older ones, as the page on privacy promises."""
KEPT_YEARS = 3
"""Personal Information Protection Law of the People's Republic of China, article 56."""
_PDF = b"%PDF-"


def kept_until(dated_on: date) -> date:
    """The last day until which a paper must be kept."""
    year = dated_on.year + KEPT_YEARS
    try:
        return dated_on.replace(year=year)
    except ValueError:  # 29 February
        return dated_on.replace(year=year, day=28)


def is_pdf(data: bytes) -> bool:
    """Whether the file begins as a PDF does."""
    return data.startswith(_PDF)
