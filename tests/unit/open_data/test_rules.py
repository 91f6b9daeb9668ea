"""Links between the parts of a list: following them, every part is seen once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from campaigns.open_data.rules import page_links

PLACES = re.compile(r'<a\?kind=month&limit=(\d+)&offset=(\d+)>; rel="(\w+)"')
LIMITS, TOTALS = st.integers(1, 20), st.integers(0, 100)


def starts(limit: int, offset: int, total: int) -> dict[str, int]:
    """Where each link leads."""
    found = [PLACES.fullmatch(link) for link in page_links("a", {"kind": "month"}, limit, offset, total)]
    assert all(one and int(one[1]) == limit for one in found)
    return {one[3]: int(one[2]) for one in found if one}


@given(LIMITS, TOTALS)
def test_every_part_is_reached_once(limit: int, total: int) -> None:
    seen, offset = [], 0
    while True:
        seen += range(total)[offset : offset + limit]
        links = starts(limit, offset, total)
        assert links["first"] == 0 and links["last"] == max(total - 1, 0) // limit * limit
        if "next" not in links:
            break
        offset = links["next"]
    assert seen == list(range(total))
    assert offset == links["last"]


@given(LIMITS, TOTALS, st.integers(0, 1_000_000))
def test_from_anywhere_there_is_a_way_back(limit: int, total: int, offset: int) -> None:
    links = starts(limit, offset, total)
    assert ("prev" in links) == (offset > 0)
    assert 0 <= links.get("prev", 0) <= max(total - 1, 0)
