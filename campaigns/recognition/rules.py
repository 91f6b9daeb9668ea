"""What is recorded of how the programme is known outside. Pure."""

from collections.abc import Mapping

from civic.errors import Invalid, msgid

KINDS: Mapping[str, str] = {
    "award": msgid("Award"),
    "conference": msgid("Conference"),
    "press": msgid("Press"),
    "documentary": msgid("Documentary or broadcast"),
}
VERIFIED, REPORTED, INVENTED = "verified", "reported", "invented"
STATUSES: Mapping[str, str] = {
    VERIFIED: msgid("read in the original"),
    REPORTED: msgid("read in a text that reports it"),
}
"""What staff may say; `INVENTED` is a demonstration's."""
STATUS_WORDS: Mapping[str, str] = {**STATUSES, INVENTED: msgid("invented for the demonstration")}
TITLE_MAX, PUBLISHER_MAX, LINK_MAX, WHY_MAX = 120, 120, 300, 300


def check_link(link: str) -> None:
    """Something that was read can be found again.

    Raises:
        Invalid: on `link`, no address of the web.
    """
    if not link.startswith(("https://", "http://")):
        raise Invalid("Please give an address that begins with https://.", field="link")
