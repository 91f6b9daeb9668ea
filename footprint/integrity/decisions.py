"""What can become of a flag, and for how long it may wait. Pure."""

from datetime import timedelta

from civic.disclosure.live import may_move

RELEASED, REJECTED, DROPPED = "released", "rejected", "dropped"
DECISIONS = (RELEASED, REJECTED, DROPPED)
"""The entries count again, as somebody decided; they do not; they do, as nobody decided in time."""
OPEN_DAYS = 14
"""What nobody has decided after so many days counts again: neither a resident nor a season waits for ever."""
OPEN_FOR = timedelta(days=OPEN_DAYS)
WINDOW_DAYS = 28
"""The rules look at entries of so many days; four weeks are enough for each."""
ANSWER_MAX = 1000
REFERENCES_MAX = 5
"""So many tracks and organizers may be named for one flag."""
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)
"""What an organizer answers who is asked about an entry."""
APPEAL_FOR = timedelta(days=14)
"""So long a season that is over waits for an appeal against a correction."""
EVIDENCE_DAYS = 30
EVIDENCE_FOR = timedelta(days=EVIDENCE_DAYS)
"""A photograph is kept so long after the decision: as long as that may be appealed."""
CONFIRMED, CORRECTED, RESTORED = "confirmed", "corrected", "restored"
VERDICTS = (CONFIRMED, CORRECTED, RESTORED)
"""An organizer saw it like this; saw another quantity; after an appeal, what the resident reported counts again."""
WORDS_MAX = 300
MARK_DAYS = 30
"""From where somebody signed in is forgotten after so many days."""


def may_become(decision: str | None, to: str) -> bool:
    """Whether a flag may be decided so: what waits in any way; what was rejected may be released on appeal."""
    return decision is None or (decision, to) == (REJECTED, RELEASED)


def shown_people(people: int, shown: int) -> int:
    """How many people are told of, after `shown` were: it moves once it differs by enough of them."""
    return people if may_move(abs(people - shown)) else shown
