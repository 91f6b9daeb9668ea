"""What stands on the boards of a season that is over: a district and a team, counted."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from civic.calendar import address_of, utc_now
from civic.city.pack import City
from civic.city.text import Text
from footprint.boards.models import BoardRow
from footprint.boards.queries import MEASURES
from footprint.group_boards.models import GroupRow, GroupStanding
from footprint.ledger.models import FrozenSeason
from tests.characters import Site

_GRAMS = 20_000
_FIGURES = {
    "counted_at": utc_now(),
    "upto_entry_id": 0,
    "entries": 20,
    "participants": 20,
    "low_mg": 10_000_000,
    "mid_mg": 1_000 * _GRAMS,
    "high_mg": 30_000_000,
    "sum_g": _GRAMS,
    "sum_of_squares_g2": 20 * (_GRAMS // 20) ** 2,
}
_STANDING = {
    "rank": 1,
    "best": 1,
    "worst": 1,
    "band": 1,
    "mean": 10**9,
    "weight_ppm": 10**6,
    "shrunk": 10**9,
}


def fill(session: Session, city: City, season: str) -> None:
    """Twenty people of the first district and twenty of a team, who saved a kilogram each."""
    tiers = {"self_reported_mg": _FIGURES["mid_mg"], "paper_mg": 0, "organizer_mg": 0, "instrument_mg": 0}
    session.add(BoardRow(period=season, district_id=city.districts[0].id, **_FIGURES, **tiers))
    session.add(
        GroupRow(
            period=season,
            kind="team",
            group_id="1",
            name=Text(dict.fromkeys(city.languages, "Willows")),
            people=20,
            **_FIGURES,
            **tiers,
        )
    )
    where = {"period": season, "kind": "team", "group_id": "1", "measure": MEASURES[0], "size_class": "small"}
    session.add(GroupStanding(**where, position=0, compared=1, is_ahead=True, is_tied=False, **_STANDING))


def _season(site: Site) -> str:
    with site.database.read() as session:
        return address_of(session.query(FrozenSeason.season).all()[0][0])


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/seasons/<season>/districts/<district>": lambda site: [
        f"/seasons/{_season(site)}/districts/{site.city.districts[0].id}"
    ],
    "/seasons/<season>/<board>/<group>": lambda site: [f"/seasons/{_season(site)}/teams/1"],
}
