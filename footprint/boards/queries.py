"""The boards, put together from the derived sums of one period and the pack's populations: one statement a board."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from civic.city.pack import City, District
from footprint.boards import rules
from footprint.boards.rules import MassInterval
from footprint.ledger.queries import PlaceSum

MEASURES = ("per_1000", "participation")


class EvidenceMix(NamedTuple):
    """Shares of the kilograms by evidence tier."""

    self_reported: float
    organizer: float
    instrument: float


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """One district, or the whole city, on the board of a period."""

    district: District | None
    rank: rules.Rank | None
    rate: MassInterval
    total: MassInterval
    entries: int
    participants: int
    participation: float
    residents: int
    evidence: EvidenceMix


@dataclass(frozen=True, slots=True)
class Board:
    """All districts in the order of the measure, and the city."""

    rows: tuple[DistrictFigures, ...]
    all: DistrictFigures


def district_board(city: City, sums: Sequence[PlaceSum], measure: str) -> Board:
    """The board that the sums make; districts without entries stand at zero. Pure."""
    by_id = {place.district_id: place for place in sums}
    rows = [_standing(district, by_id.get(district.id), district.residents) for district in city.districts]
    contenders = [
        rules.Contender(
            row.total.mid_mg if measure == "per_1000" else row.participants,
            district.residents,
            district.residents_low,
            district.residents_high,
        )
        for row, district in zip(rows, city.districts, strict=True)
    ]
    ranked = [replace(row, rank=rank) for row, rank in zip(rows, rules.ranks(contenders), strict=True)]
    return Board(tuple(sorted(ranked, key=_place)), _standing(None, _city_sum(sums), city.population.residents))


def _place(row: DistrictFigures) -> int:
    return row.rank.place if row.rank else 0


def _city_sum(sums: Sequence[PlaceSum]) -> PlaceSum | None:
    """The districts added up; people who moved within the city count once."""
    if not sums:
        return None
    names = [name for name in PlaceSum.__slots__ if name != "district_id"]
    totals = {name: sum(getattr(place, name) for place in sums) for name in names}
    return PlaceSum(district_id="", **{**totals, "participants": totals["city_participants"]})


def _standing(district: District | None, place: PlaceSum | None, residents: int) -> DistrictFigures:
    if place is None:
        nothing = MassInterval(0, 0, 0)
        return DistrictFigures(district, None, nothing, nothing, 0, 0, 0.0, residents, EvidenceMix(0.0, 0.0, 0.0))
    total = MassInterval(place.low_mg, place.mid_mg, place.high_mg)
    rate = MassInterval(
        *(rules.per_residents(bound, residents) for bound in (place.low_mg, place.mid_mg, place.high_mg))
    )
    mix = rules.shares((place.self_reported_mg, place.organizer_mg, place.instrument_mg))
    return DistrictFigures(
        district=district,
        rank=None,
        rate=rate,
        total=total,
        entries=place.entries,
        participants=place.participants,
        participation=place.participants / residents,
        residents=residents,
        evidence=EvidenceMix(*mix),
    )
