"""What the templates of the boards of people show, in the request's language."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from civic.language import locale
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards.rules import MassInterval
from footprint.people_boards.queries import MOST, ShownPerson
from footprint.people_boards.rules import NEW, SIZES


def among(compared_with: str) -> str:
    """With whom somebody is compared: a district, newcomers, households of a size."""
    if compared_with == NEW:
        return locale.gettext("Newcomers")
    if compared_with == SIZES[-1]:
        return locale.gettext("%(num)s people or more", num=compared_with)
    if compared_with in SIZES:
        return locale.gettext("%(num)s people", num=compared_with)
    return in_language(services().city.district_by_id[compared_with].name)


def list_context(rows: Sequence[ShownPerson]) -> dict[str, Any]:
    """The upper half by days, those of equal days together; the others, in no order."""
    ahead = [row(one) for one in rows if one.is_ahead]
    days = [{"days": days, "rows": list(some)} for days, some in groupby(ahead, key=lambda one: one["days"])]
    return {
        "bands": days,
        "others": [row(one) for one in rows if not one.is_ahead],
        "more": len(rows) == MOST,
        "counted": locale.moment(services().calendar.local(rows[0].counted_at)) if rows else "",
    }


def row(one: ShownPerson) -> dict[str, Any]:
    """What a resident shows, or a household for each of its people."""
    return {
        "nickname": one.nickname,
        "days": one.days,
        "total": MassInterval(one.low_mg, one.mid_mg, one.high_mg),
        "is_ahead": one.is_ahead,
    }
