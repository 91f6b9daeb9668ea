"""`verify` says yes to a sound ledger, and names whatever somebody changed behind its back."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from footprint.ledger import services
from footprint.ledger.models import Entry
from footprint.ledger.projections.all import PROJECTIONS
from footprint.ledger.projections.projection import Projection
from footprint.ledger.rebuild import rebuild
from footprint.ledger.verify import NIGHTS, Part, last_entry_before, verify
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, catalogue, days_ago, noon


@pytest.fixture
def busy_town(town: Town) -> Town:
    """Ann (resident 1) and Bob (2), entries 1 to 8: 3 is undone by 4, 6 and 7 are uses of a bag, 8 was told late."""
    ann, bob = town.move_in(HILL), town.move_in(PORT)
    town.log(ann, "walk", 20)
    town.log(ann, "walk", 20)
    town.undo(ann, town.log(ann, "lamp", 2))
    town.move(ann, PORT)
    town.use(catalogue(points=3))
    town.log(bob, "walk", 1, occurred_on=days_ago(7))
    town.log(bob, "bag", 3, option="cotton")
    town.log(bob, "bag", 3, option="cotton")
    winter = TODAY + timedelta(days=21)
    town.freeze(winter)
    town.log(bob, "walk", 1, occurred_on=TODAY, on=winter, source="campaign:1:pledge:2")
    return town


def by_name(parameter: Projection | str) -> str:
    """How a test of a derived table is found: by the table and the figure."""
    return parameter if isinstance(parameter, str) else parameter.name


def differences(town: Town) -> list[str]:
    return [str(difference) for difference in verify(town.database, CALENDAR).differences]


def test_a_sound_ledger_has_no_differences(busy_town: Town) -> None:
    report = verify(busy_town.database, CALENDAR)
    assert report.differences == ()
    assert (report.entries, report.reversals, report.pack_versions) == (8, 1, 2)
    assert (report.derived_rows["resident_total"], report.derived_rows["late_line"]) == (5, 1)


def test_nothing_to_check_is_no_difference(town: Town) -> None:
    assert differences(town) == []


TAMPERED = {
    "the figure": ("UPDATE entry SET mid_mg = mid_mg + 1 WHERE id = 1", "entry 1 says mid_mg 834001, its row gives"),
    "the credit": ("UPDATE entry SET credited_milli = 20000 WHERE id = 2", "entry 2 credits 20000 thousandths where"),
    "more than said": ("UPDATE entry SET credited_milli = 30000 WHERE id = 1", "entry 1 credits 30000 of 20000"),
    "points": ("UPDATE entry SET points = 2 WHERE id = 2", "entry 2 has 2 points, the rule"),
    "uses before": ("UPDATE entry SET uses_before_milli = 9000 WHERE id = 7", "entry 7 counts 9000 uses before it"),
    "action": ("UPDATE entry SET action = 'fly' WHERE id = 1", "entry 1 is about fly"),
    "option": ("UPDATE entry SET option = 'silk' WHERE id = 7", "entry 7 cannot be computed"),
    "pack version": ("UPDATE entry SET pack_version_id = 99 WHERE id = 1", "entry 1 was computed with version 99"),
    "tier": ("UPDATE entry SET tier = 7 WHERE id = 1", "entry 1 has the unknown evidence tier 7"),
    "day": ("UPDATE entry SET occurred_on = '2026-11-01' WHERE id = 1", "entry 1 happened on 2026-11-01"),
    "season": ("UPDATE entry SET season = 'season:1999-spring' WHERE id = 1", "entry 1 counts for season:1999-spring"),
    "half an undo": ("UPDATE entry SET mid_mg = -1 WHERE id = 4", "entry 4 says mid_mg -1, the opposite is -6800000"),
    "undo elsewhere": ("UPDATE entry SET district_id = 'port' WHERE id = 4", "entry 4 says district_id port"),
    "undo of others": ("UPDATE entry SET reverses_id = 5 WHERE id = 4", "entry 4 takes back 5, which is no earlier"),
    "undo of an undo": ("UPDATE entry SET reverses_id = 4 WHERE id = 7", "entry 7 takes back 4, which is no earlier"),
    "a lost entry": ("DELETE FROM entry WHERE id = 5", "resident_total 2 all port has entries 4"),
    "a person": (
        "UPDATE resident_total SET points = 99 WHERE resident_id = 1",
        "resident_total 1 all hill has points 99, the ledger gives",
    ),
    "a lost person": (
        "DELETE FROM resident_total WHERE resident_id = 1",
        "resident_total 1 all hill has entries 0, the ledger gives 2",
    ),
    "an invented person": (
        "INSERT INTO resident_total VALUES (2, 'season:2031-x', 'port', 1, 1, 1, 1, 1)",
        "resident_total 2 season:2031-x port has entries 1, the ledger gives 0",
    ),
    "a place": (
        "UPDATE place_total SET mid_mg = 5 WHERE period = 'all' AND district_id = 'hill'",
        "place_total all hill has mid_mg",
    ),
    "participants": ("UPDATE place_total SET participants = 7 WHERE period = 'week:2026-W46'", "participants 7"),
    "savers": (
        "UPDATE place_total SET savers = 9 WHERE period = 'month:2026-11' AND district_id = 'hill'",
        "place_total month:2026-11 hill has savers",
    ),
    "an invented place": (
        "INSERT INTO place_total VALUES ('all', 'moon', 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)",
        "place_total all moon has entries 1, the ledger gives 0",
    ),
    "a late line": (
        "UPDATE late_line SET mid_mg = 0",
        "late_line season:2026-autumn 2026-12-09 2 has mid_mg 0, the ledger gives 41700",
    ),
    "its season": (
        "UPDATE entry SET season = 'season:2026-autumn' WHERE id = 8",
        "late_line season:2026-autumn 2026-12-09 2 has entries 1, the ledger gives 0",
    ),
    "the source of a late one": ("UPDATE entry SET source = 'self' WHERE id = 8", "entry 8 happened on 2026-11-18"),
    "the pack": ("UPDATE pack_version SET catalogue = '{}' WHERE id = 1", "pack_version 1 cannot be read"),
    "the factor": (
        "UPDATE pack_version SET catalogue = replace(catalogue, '0.0417', '0.0317') WHERE id = 1",
        "pack_version 1 is named",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_named(busy_town: Town, what: str) -> None:
    statement, named = TAMPERED[what]
    busy_town.drop_triggers()
    busy_town.tamper(statement)
    found = differences(busy_town)
    assert any(named in difference for difference in found), found


EVERY_FIGURE = [(one, figure) for one in PROJECTIONS for figure in one.figures]


@pytest.mark.parametrize(("projection", "figure"), EVERY_FIGURE, ids=by_name)
def test_one_more_in_any_figure_is_found(busy_town: Town, projection: Projection, figure: str) -> None:
    one_row = " AND ".join(f"{key} = (SELECT min({key}) FROM {projection.name})" for key in projection.keys[:1])
    last = projection.keys[-1]
    one_row += f" AND {last} = (SELECT min({last}) FROM {projection.name} WHERE {one_row})"
    busy_town.tamper(f"UPDATE {projection.name} SET {figure} = {figure} + 1 WHERE {one_row}")
    found = differences(busy_town)
    assert found
    assert all(one.startswith(projection.name) and f"has {figure} " in one for one in found), found


@pytest.mark.parametrize("projection", PROJECTIONS, ids=by_name)
def test_a_lost_table_is_found_and_comes_back(busy_town: Town, projection: Projection) -> None:
    before = busy_town.derived()
    busy_town.tamper(f"DELETE FROM {projection.name}")
    assert any(one.startswith(projection.name) for one in differences(busy_town))
    rebuild(busy_town.database, CALENDAR)
    assert busy_town.derived() == before
    assert differences(busy_town) == []


def test_an_open_ledger_is_named(busy_town: Town) -> None:
    busy_town.drop_triggers()
    assert differences(busy_town)[0] == "entry can be changed: no trigger refuses UPDATE"


@pytest.mark.parametrize("how", ["disabled", "toothless"])
def test_a_trigger_that_refuses_nothing_is_none(busy_town: Town, how: str) -> None:
    if busy_town.database.dialect == "sqlite":
        busy_town.drop_triggers()
        busy_town.tamper("CREATE TRIGGER entry_no_update BEFORE UPDATE OF key ON entry BEGIN SELECT 1; END")
    elif how == "disabled":
        busy_town.tamper("ALTER TABLE entry DISABLE TRIGGER entry_append_only")
    else:
        busy_town.tamper(
            "CREATE OR REPLACE FUNCTION refuse_change_of_entry() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$"
        )
    assert "entry can be changed: no trigger refuses DELETE" in differences(busy_town)


def test_thousands_of_differences_are_counted_not_listed(town: Town) -> None:
    ann = town.move_in()
    with town.database.write() as session:
        for _ in range(150):
            services.record(session, town.ledger, town.claim(ann, "pledge"), noon(TODAY))
    town.drop_triggers()
    town.tamper("UPDATE entry SET points = 77, tier = 1")
    report = verify(town.database, CALENDAR)
    named = [difference for difference in report.differences if "has 77 points" in difference.what]
    assert (len(named), report.unlisted, report.entries) == (100, 50, 150)


def test_it_can_be_asked_while_residents_go_on(town: Town) -> None:
    people, stop = [town.move_in() for _ in range(3)], threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            for person in people:
                town.undo(person, town.log(person, "bag", occurred_on=TODAY - timedelta(days=1)))
                town.log(person)

    resident = threading.Thread(target=go_on)
    resident.start()
    try:
        assert [found for _ in range(5) for found in differences(town)] == []
    finally:
        stop.set()
        resident.join(30)


def found_in(town: Town, *parts: Part) -> set[str]:
    return {str(one) for part in parts for one in verify(town.database, CALENDAR, part).differences}


def test_a_week_of_nights_finds_what_the_whole_check_finds(busy_town: Town) -> None:
    busy_town.drop_triggers()
    for statement in ("UPDATE entry SET points = 2 WHERE id IN (2, 5)", "UPDATE action_total SET points = points + 1"):
        busy_town.tamper(statement)
    later = noon(TODAY) + timedelta(days=100)
    whole = set(differences(busy_town))
    nights = [Part(later, night) for night in range(NIGHTS)]
    assert found_in(busy_town, *nights) == whole
    assert all(found_in(busy_town, night) != whole for night in nights)


def test_who_has_a_new_entry_is_checked_whole_in_every_night(busy_town: Town) -> None:
    busy_town.drop_triggers()
    busy_town.tamper("UPDATE entry SET points = 2 WHERE id = 2")  # Ann's; the newest of hers is entry 4
    with busy_town.database.read() as session:
        her_last = session.scalar(select(Entry.recorded_at).where(Entry.id == 4))
    for night in range(NIGHTS):
        assert any(one.startswith("entry 2 ") for one in found_in(busy_town, Part(her_last, night)))


def test_the_last_entry_before_an_instant(busy_town: Town) -> None:
    with busy_town.database.read() as session:
        recorded = {row.id: row.recorded_at for row in session.execute(select(Entry.id, Entry.recorded_at))}
        for instant in {*recorded.values(), noon(TODAY) - timedelta(days=999), noon(TODAY) + timedelta(days=999)}:
            last = last_entry_before(session, instant)
            assert {number for number in recorded if number <= last} == {
                number for number, at in recorded.items() if at < instant
            }
