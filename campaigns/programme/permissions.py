"""What whoever runs a campaign may do with it: one table. Pure."""

from collections.abc import Mapping

from campaigns.programme.rules import Standing
from civic.errors import Forbidden, msgid

RUN, WORDS, PUBLISH, MOVE, HOSTS, PARTICIPANTS = "run", "words", "publish", "move", "hosts", "participants"
YES, NO, GRANTED = "yes", "no", "granted"

#                  trusted owner, owner, trusted host, host
TABLE: Mapping[str, tuple[str, str, str, str]] = {
    # plan dates, let people in, write letters, ask questions, make posters, enter paper, read results
    RUN: (YES, YES, YES, YES),
    # words and pictures of a published campaign that are shown at once; those of others wait for the city
    WORDS: (YES, NO, YES, NO),
    # publish without having submitted it
    PUBLISH: (YES, NO, NO, NO),
    # submit, take back, close, archive
    MOVE: (YES, YES, NO, NO),
    # ask other organizations to run it together, and end that
    HOSTS: (YES, YES, NO, NO),
    # read who takes part and what they answered; a host when its owner has granted that
    PARTICIPANTS: (YES, YES, GRANTED, GRANTED),
}
_WHY_NOT = {
    PUBLISH: msgid("The city looks at your first campaigns before they are published. Please submit it."),
    PARTICIPANTS: msgid("The organization that owns the campaign has not opened the list of participants to yours."),
}
_NOT_YOURS = msgid("Only the organization that owns the campaign can do this.")


def may(standing: Standing, right: str) -> bool:
    """Whether somebody who runs a campaign has a right in it."""
    cell = TABLE[right][_column(standing)]
    return cell == YES or (cell == GRANTED and standing.is_shown_participants)


def need(standing: Standing, right: str) -> None:
    """Refuses what is not somebody's right.

    Raises:
        Forbidden: with the reason.
    """
    if not may(standing, right):
        has_a_reason = standing.owns or right == PARTICIPANTS
        raise Forbidden(_WHY_NOT[right] if has_a_reason and right in _WHY_NOT else _NOT_YOURS)


def right_for(act: str) -> str:
    """The right that a move of a campaign takes."""
    return PUBLISH if act == "publish" else MOVE


def _column(standing: Standing) -> int:
    return (0 if standing.owns else 2) + (0 if standing.is_trusted else 1)
