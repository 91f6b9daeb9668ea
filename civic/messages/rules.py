"""When people may be disturbed, and what they can turn off. Pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from civic.errors import msgid

TOPICS: Mapping[str, str] = {
    "account": msgid("My account"),
    "reminder": msgid("Reminders"),
    "campaign": msgid("Letters of organizers"),
    "moderation": msgid("Answers of moderators"),
}
MORNING, EVENING = time(8), time(20)
KEPT = timedelta(days=365)
"""Older messages are forgotten."""


def humane(local: datetime) -> datetime:
    """The next moment, from `local` on, at which a city's people may hear from us: between eight and eight."""
    if local.time() < MORNING:
        return local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    if local.time() >= EVENING:
        return (local + timedelta(days=1)).replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return local
