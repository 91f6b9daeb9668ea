"""What residents and clerks read of a flag: the rules in their own words, without blame. Pure."""

from collections.abc import Mapping
from typing import Any

from civic.errors import msgid
from footprint.integrity.decisions import (
    CONFIRMED,
    CORRECTED,
    DROPPED,
    NO,
    REJECTED,
    RELEASED,
    RESTORED,
    UNKNOWN,
    YES,
)

WORDS: Mapping[str, str] = {
    "too_far": msgid(
        "%(km)s km in one day by one’s own strength. We ask from %(most_km)s km on: half of the longest way "
        "that anybody ever covered in a day."
    ),
    "no_time": msgid(
        "%(km)s km within the %(minutes)s minutes that the day had lasted when it was logged: that is %(kmh)s km/h."
    ),
    "too_many_a_day": msgid("%(entries)s entries of one day. From %(most)s on, we ask."),
    "too_many_at_once": msgid("%(entries)s entries for %(days)s days were sent within %(minutes)s minutes."),
    "limits_all_at_once": msgid("%(actions)s actions each reach their limit of the day, on %(days)s days."),
    "copied_diaries": msgid(
        "%(entries)s entries of %(days)s days stand in the same way in other households’ diaries: %(accounts)s "
        "accounts in %(households)s households."
    ),
    "one_device": msgid(
        "%(entries)s entries of %(days)s days are the same for %(accounts)s accounts of %(households)s households that "
        "signed in on one device, and this is no habit of the city."
    ),
    "one_network": msgid(
        "%(entries)s entries of %(days)s days are the same for %(accounts)s accounts of %(households)s households that "
        "signed in at one network address, and this is no habit of the city."
    ),
    "overnight_team": msgid(
        "%(entries)s entries of %(days)s days are the same for %(accounts)s accounts of %(households)s households that "
        "joined one team soon after each other, and this is no habit of the city."
    ),
}
"""What a rule noticed, by its name, with its figures."""
NAMES: Mapping[str, str] = {
    "too_far": msgid("Very far in a day"),
    "no_time": msgid("Faster than the day was long"),
    "too_many_a_day": msgid("Very many entries of a day"),
    "too_many_at_once": msgid("Very many entries at once"),
    "limits_all_at_once": msgid("Many limits reached on the same days"),
    "copied_diaries": msgid("The same diary in several households"),
    "one_device": msgid("Many accounts on one device, with the same diary"),
    "one_network": msgid("Many accounts at one address, with the same diary"),
    "overnight_team": msgid("A team that appeared overnight, with the same diary"),
}
HELD_TITLE = msgid("An entry of yours is being looked at; nothing is deleted")
DROPPED_TITLE = msgid("An entry of yours counts again")
DROPPED_BODY = msgid("Nobody decided in time, so what was being looked at counts again, exactly as before.")
STATES: Mapping[str | None, str] = {
    None: msgid("being looked at"),
    RELEASED: msgid("looked at: it counts"),
    REJECTED: msgid("looked at: it does not count"),
    DROPPED: msgid("it counts: nobody decided in time"),
}
"""What became of a flag, by its decision."""


ANSWER_NAMES: Mapping[str | None, str] = {
    YES: msgid("Yes, it was like this"),
    NO: msgid("No, it was not like this"),
    UNKNOWN: msgid("They cannot say"),
    None: msgid("not answered yet"),
}
"""What an organizer answered who was asked about an entry."""
OTHER = "other"
REASONS: Mapping[str, str] = {
    "part": msgid("Took part in only part of it"),
    "more": msgid("Did more than was reported"),
    "measured": msgid("It was measured or counted on the spot"),
    "slip": msgid("A slip when it was typed in"),
    OTHER: msgid("Something else, explained in words"),
}
"""Why an organizer corrects a quantity, by code; the codes are stored, the words may change."""
CORRECTED_TITLE = msgid("An organizer corrected a quantity that you reported")
CORRECTED_BODY = msgid(
    "%(who)s saw a different quantity from the one you reported. The record’s page says what was changed and why, "
    "and lets you ask for a review."
)
VERDICT_NAMES: Mapping[str, str] = {
    CONFIRMED: msgid("Confirmed by an organizer"),
    CORRECTED: msgid("Corrected by an organizer"),
    RESTORED: msgid("Restored after an appeal"),
}
"""What became of a reported quantity."""


def values(figures: Mapping[str, Any]) -> dict[str, str]:
    """The figures as the words take them."""
    return {name: str(figure) for name, figure in figures.items()}
