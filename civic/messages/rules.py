"""When people may be disturbed, what they can turn off, what an address looks like, when to try again. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from civic.errors import Invalid, msgid

TOPICS: Mapping[str, str] = {
    "account": msgid("My account"),
    "reminder": msgid("Reminders"),
    "campaign": msgid("Campaigns: dates, places, letters"),
    "friends": msgid("Friends and cheers"),
    "moderation": msgid("Answers of moderators"),
}
QUIETED = frozenset({"reminder", "friends"})
"""Topics that quiet mode keeps out of the inbox."""
MUTED_AT_FIRST = ("friends",)
"""Topics that come by mail only to those who ask for it."""
MORNING, EVENING = time(8), time(20)
KEPT = timedelta(days=365)
"""Older messages are forgotten."""
MAILS_KEPT = timedelta(days=30)
"""What was sent or given up is remembered for so long, for whoever looks for a lost mail."""

DAY = timedelta(days=1)
CONFIRM_WITHIN = timedelta(days=3)
RESET_WITHIN = timedelta(minutes=30)
"""How long a link sets a forgotten password anew, and how many are sent to a resident in a day."""
QUESTIONS_A_DAY, QUESTIONS_PER_ADDRESS = 5, 3
"""How often a day a resident may have an address asked, and how often an address is asked, whoever gives it."""
FIRST_IN_LINE = timedelta(days=2)
"""By how much the question whether an address is right goes before letters that wait: somebody looks out for it."""

REFUSALS_MOST = 3
"""So many mails in a row that a server refused for good, and the address is believed not to receive."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480))
"""After a temporary refusal; together a day, then a mail is given up."""
INTERRUPTED_AFTER = timedelta(minutes=10)
"""A mail that has been underway for so long belonged to a process that ended without sending it."""

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
ADDRESS_MAX, LOCAL_MAX = 254, 64


def humane(local: datetime) -> datetime:
    """The next moment, from `local` on, at which a city's people may hear from us: between eight and eight."""
    if local.time() < MORNING:
        return local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    if local.time() >= EVENING:
        return (local + timedelta(days=1)).replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return local


def is_humane(local: datetime) -> bool:
    """Whether it is an hour of the day at which mails may arrive."""
    return humane(local) == local


def read_address(typed: str) -> str:
    """An e-mail address; its domain in the letters that mail servers speak.

    Raises:
        Invalid: nothing that a mail could be sent to.
    """
    local, _, domain = typed.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        domain = ""
    address = f"{local}@{domain}"
    fits = len(local) <= LOCAL_MAX and len(address) <= ADDRESS_MAX
    if not (fits and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise Invalid("This does not look like an e-mail address.", field="address")
    return address


def names_nobody(code: int, said: bytes) -> bool:
    """Whether a server's answer to an address says that nobody has it (RFC 5321, 4.2.3); a status of 5.7 speaks of
    policy (RFC 3463), of the sender that is."""
    return code in (550, 551, 553) and not said.lstrip().startswith(b"5.7.")


def mailbox_key(address: str) -> str:
    """What addresses of one mailbox have in common, for limits: letter case, what follows a plus and dots in the name
    make no other mailbox of it at the large providers."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def pause(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None when it is time to give up."""
    return _PAUSES[tries - 1] if tries <= len(_PAUSES) else None


def one_line(text: str) -> str:
    """Text such that a mail's header can hold it: no line ends, nothing that cannot be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
