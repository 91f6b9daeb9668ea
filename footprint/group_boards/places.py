"""The kinds of groups that the city itself makes up: sub-districts, and each district's newcomers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import Session

from civic.city.pack import City
from civic.city.text import Text
from civic.errors import msgid
from civic.residents.models import Resident
from civic.residents.moving import district_at
from footprint.group_boards.kinds import BoardPage, GroupKind, Pairs, Season
from footprint.group_boards.queries import counts_already

_NEWCOMERS = "newcomers"
_first_district: ColumnElement[str] = type_coerce(district_at(Resident.id, Resident.created_at), String)


def _new_residents(_session: Session, season: Season, now: datetime) -> Sequence[Pairs]:
    """Who signed up in the season, by the district in which they began."""
    return [
        select(_first_district, Resident.id).where(
            Resident.created_at >= season.begins,
            Resident.created_at <= now,
            Resident.district_id.is_not(None),
            ~counts_already(_NEWCOMERS, season, resident_id=Resident.id),
        )
    ]


def _district_names(_session: Session, city: City) -> Mapping[str, Text]:
    return {district.id: district.name for district in city.districts}


def _subdistrict_names(_session: Session, city: City) -> Mapping[str, Text]:
    return {part.id: part.name for district in city.districts for part in district.subdistricts}


def _subdistrict_people(city: City) -> Mapping[str, int]:
    """Of all, or of none while one is not known."""
    parts = [part for district in city.districts for part in district.subdistricts]
    return {part.id: part.residents for part in parts} if all(part.residents for part in parts) else {}


newcomers = GroupKind(
    id=_NEWCOMERS,
    page=BoardPage(
        address="newcomers",
        title=msgid("Newcomers"),
        about=msgid("How those who signed up this season get going, district by district."),
        per=msgid("per newcomer"),
        people=msgid("newcomers"),
        others=msgid("More districts"),
        rules=(
            msgid(
                "Whoever signs up is a newcomer until the season is over, and counts for the district where they began."
            ),
        ),
    ),
    names=_district_names,
    joining=_new_residents,
    districts=lambda city: {district.id: district.id for district in city.districts},
)
subdistricts = GroupKind(
    id="subdistrict",
    page=BoardPage(
        address="subdistricts",
        title=msgid("Sub-districts"),
        about=msgid("What people did street by street and town by town."),
        per=msgid("per 1,000 residents"),
        people=msgid("residents"),
        others=msgid("More sub-districts"),
        rules=(
            msgid("A record counts for the sub-district that its resident had named then."),
            msgid("Nothing is compared until the city has entered how many people live in each sub-district."),
        ),
        per_people=1_000,
    ),
    names=_subdistrict_names,
    people=_subdistrict_people,
    most=200,
    districts=lambda city: {part.id: district.id for district in city.districts for part in district.subdistricts},
)
