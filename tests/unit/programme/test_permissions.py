"""Who may do what with a campaign: each cell of the table."""

from itertools import product

import pytest

from campaigns.programme import permissions
from campaigns.programme.permissions import HOSTS, MOVE, PARTICIPANTS, PUBLISH, RUN, WORDS
from campaigns.programme.rules import ORGANIZER_MOVES, Standing
from civic.errors import Forbidden

TRUSTED_OWNER = {RUN, WORDS, PUBLISH, MOVE, HOSTS, PARTICIPANTS}
RIGHTS = {
    # owns, is trusted, is shown participants
    (True, True, False): TRUSTED_OWNER,
    (True, True, True): TRUSTED_OWNER,
    (True, False, False): {RUN, MOVE, HOSTS, PARTICIPANTS},
    (True, False, True): {RUN, MOVE, HOSTS, PARTICIPANTS},
    (False, True, False): {RUN, WORDS},
    (False, True, True): {RUN, WORDS, PARTICIPANTS},
    (False, False, False): {RUN},
    (False, False, True): {RUN, PARTICIPANTS},
}
CELLS = list(product(RIGHTS, permissions.TABLE))


@pytest.mark.parametrize(("who", "right"), CELLS)
def test_a_cell(who: tuple[bool, bool, bool], right: str) -> None:
    standing = Standing(*who)
    assert permissions.may(standing, right) == (right in RIGHTS[who])
    if right in RIGHTS[who]:
        permissions.need(standing, right)
    else:
        with pytest.raises(Forbidden):
            permissions.need(standing, right)


def test_the_table_is_whole() -> None:
    assert set(permissions.TABLE) == TRUSTED_OWNER
    assert {permissions.right_for(act) for act in ORGANIZER_MOVES} == {PUBLISH, MOVE}


def test_why_not_is_said() -> None:
    owner, host = Standing(owns=True, is_trusted=False), Standing(owns=False, is_trusted=False)
    for standing, right, words in (
        (owner, PUBLISH, "Please submit it"),
        (host, PUBLISH, "Only the organization that owns"),
        (host, MOVE, "Only the organization that owns"),
        (host, PARTICIPANTS, "has not opened the list"),
    ):
        with pytest.raises(Forbidden) as refusal:
            permissions.need(standing, right)
        assert words in str(refusal.value)
