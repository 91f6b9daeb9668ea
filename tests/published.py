"""Releases as they stand published: two months, the later one revised, and a third that nobody may see yet."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from campaigns.open_data import queries
from campaigns.publishing.models import Release, ReleaseNotice, ReleaseTable
from campaigns.publishing.rules import State
from campaigns.publishing.tidy import STATUS, Column, Kind, Role, Schema, Shown, TableText, Value, schema_text, write
from civic.city.pack import City
from civic.city.text import Text
from tests.characters import Site

MONTH, REVISED, SECRET = "month-2026-09", "month-2026-10", "month-2026-08"
NEWEST = f"{REVISED}-r1"
_PEOPLE = 12


def life(site: Site) -> None:
    """What the city has published."""
    with site.database.write() as session:
        publish(session, site.city, "2026-09")
        publish(session, site.city, "2026-10")
        publish(session, site.city, "2026-10", 1, people=40)
        publish(session, site.city, "2026-08", state=State.REVIEWED)
        say(session, site.city, REVISED)


def publish(
    session: Session,
    city: City,
    period: str,
    revision: int = 0,
    *,
    people: int = _PEOPLE,
    state: State = State.PUBLISHED,
) -> TableText:
    """A release of a month with one table, which it returns."""
    at = datetime(2026, 11, 9 + revision, 8, 30, tzinfo=UTC)
    release = Release(
        kind="month", period=period, revision=revision, state=state,
        built_by="account:1", built_at=at, published_at=at if state == State.PUBLISHED else None,
        pack_version=city.version, code_version="1", upto_entry_id=77, inputs=5, inputs_sha256="ab" * 32, open_holds=2,
    )  # fmt: skip
    session.add(release)
    session.flush()
    table = participation(city, people)
    schema = schema_text(table.schema)
    kept = {"key": table.schema.key, "table_schema": schema, "csv": table.csv, "sha256": table.sha256}
    session.add(ReleaseTable(release_id=release.id, position=0, size=table.size, **kept))
    return table


def say(session: Session, city: City, key: str) -> None:
    """Tells what is wrong in a release."""
    period = key.partition("-")[2]
    release = session.query(Release).filter_by(period=period, revision=0).one()
    words = Text(dict.fromkeys(city.languages, "One lamp was counted twice."))
    session.add(ReleaseNotice(release_id=release.id, words=words, told_by="account:1", told_at=release.built_at))


def participation(city: City, people: int = _PEOPLE) -> TableText:
    """Every district with people and kilograms, all but the first hidden."""
    words = Text({language: f"Participation ({language})" for language in city.languages})
    schema = Schema(
        "participation",
        words,
        (
            Column("district", Kind.STRING, words, Role.DIMENSION),
            Column("participants", Kind.INTEGER, words, minimum=10),
            Column("kg", Kind.NUMBER, words, unit="kg CO2e", description=words),
            Column(STATUS, Kind.STRING, words, Role.STATUS),
        ),
        words,
        {"district": {district.id: district.name for district in city.districts}},
    )
    return write(
        schema, [_row(district.id, people if not place else None) for place, district in enumerate(city.districts)]
    )


def _row(district: str, people: int | None) -> dict[str, Value]:
    if people is None:
        return {"district": district, STATUS: Shown.WITHHELD}
    return {"district": district, "participants": people, "kg": people * 1_000, STATUS: Shown.PUBLISHED}


# What fills the places of addresses


def _keys(site: Site) -> list[str]:
    with site.database.read() as session:
        return [head.key for head in queries.heads(session)]


def _files(name: str) -> Callable[[Site], list[str]]:
    return lambda site: [f"/api/v1/releases/{key}{name}" for key in _keys(site)]


def _boards(before: str, after: str = "") -> Callable[[Site], list[str]]:
    return lambda _site: [f"{before}/{board}{after}" for board in ("districts", "teams")]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/data/releases/<key>": lambda site: [f"/data/releases/{key}" for key in _keys(site)],
    "/data/boards/<board>": _boards("/data/boards"),
    "/api/v1/releases/<key>": _files(""),
    "/api/v1/releases/<key>/datapackage.json": _files("/datapackage.json"),
    "/api/v1/releases/<key>/dictionary.csv": _files("/dictionary.csv"),
    "/api/v1/releases/<key>/tables/<name>": _files("/tables/participation"),
    "/api/v1/releases/<key>/tables/<name>.csv": _files("/tables/participation.csv"),
    "/api/v1/boards/<board>": _boards("/api/v1/boards"),
    "/api/v1/boards/<board>.csv": _boards("/api/v1/boards", ".csv"),
}
