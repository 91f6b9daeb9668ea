"""The day that a resident types. Pure."""

import re
import unicodedata
from datetime import date

from civic.errors import Invalid


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
