"""The picture of the city, in the reader's language: the river with its hills, a grove a district, one's own tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template
from markupsafe import Markup

from civic.city.pack import City, SeasonRule
from civic.disclosure.live import MINIMUM
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards.queries import DistrictFigures
from footprint.landscape import rules


@dataclass(frozen=True, slots=True)
class Drawing:
    """Parts of the picture that are the same for all: the time of year and of day, the scenery, each district's grove,
    what stands for what."""

    mood: str
    scenery: Markup
    groves: tuple[tuple[str, Markup], ...]
    legend: Markup


def season_of(city: City, day: date) -> SeasonRule:
    """The pack's rule of the season around a day."""
    key = services().calendar.season(day).key
    return next(rule for rule in city.seasons if key.endswith(f"-{rule.id}"))


def draw(
    city: City,
    rows: Sequence[DistrictFigures],
    day: date,
    goals: Mapping[str, Sequence[dict[str, Any]]],
    *,
    is_dark: bool,
    campaigns: int,
) -> Drawing:
    """The city as it was counted in the day's season, by day or by night, with a boat for each campaign that runs.

    Args:
        goals: the cards of each district's goals (`footprint/goals/views.py`).
    """
    season = season_of(city, day)
    in_order = sorted(rows, key=lambda row: (row.district.tile[1], row.district.tile[0]))
    boats = min(rules.BOATS, campaigns)
    return Drawing(
        f"{season.look} night" if is_dark else season.look,
        Markup(render_template("footprint/landscape/_scenery.html", look=season.look, boats=boats, is_dark=is_dark)),  # noqa: S704
        tuple((row.district.id, draw_grove(row, season, None, goals.get(row.district.id, ()))) for row in in_order),
        Markup(render_template("footprint/landscape/_legend.html", **_legend(season), least=MINIMUM)),  # noqa: S704
    )


def draw_grove(
    row: DistrictFigures, season: SeasonRule, own: dict[str, Any] | None, goals: Sequence[dict[str, Any]] = ()
) -> Markup:
    """A district's grove, with the boat of its first goal; in one's own district with `own`, one's tree."""
    card = grove_card(row, season)
    html = render_template("footprint/landscape/_grove.html", grove=card, own=own, goal=next(iter(goals), None))
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def grove_card(row: DistrictFigures, season: SeasonRule) -> dict[str, Any]:
    """What stands in a district's grove; nothing where too few took part."""
    rate = row.figures.rate if row.figures else None
    grown = rules.trees(rate.mid_mg, season.goal_mg) if rate else 0
    return {
        "label": in_language(row.district.name),
        "rate": rate,
        "grown": grown,
        "of": rules.TREES,
        "plants": [_plant(spot, grown) for spot in rules.SPOTS],
        "lanterns": rules.lanterns(row.figures.participants) if row.figures else 0,
    }


def _plant(spot: rules.Spot, grown: int) -> dict[str, Any]:
    """Every third is a pine, which stays green."""
    shape = "seed" if spot.turn > grown else "pine" if spot.turn % 3 == 0 else "tree"
    return {"x": spot.x, "y": spot.y, "shape": shape}


def own_tree(done: int) -> dict[str, Any]:
    """One's own tree after so many things done this week."""
    return {"leaves": rules.leaves(done)}


def _legend(season: SeasonRule) -> dict[str, Any]:
    return {
        "goal_mg": season.goal_mg,
        "half_mg": rules.tree_mg(rules.TREES - 1, season.goal_mg),
        "first_mg": rules.tree_mg(1, season.goal_mg),
        "trees": rules.TREES,
    }
