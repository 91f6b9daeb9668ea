"""A season's boards are final once no resident can log a day of it any more, and never change afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import structlog
import time_machine

from civic.app import build_services
from civic.config import Settings
from civic.database.engine import Database
from civic.scheduling.jobs import run_due
from footprint.ledger.jobs import jobs
from tests.db.ledger.town import HILL, Town, noon

LAST_DAY = date(2026, 11, 30)
AUTUMN, WINTER = "season:2026-autumn", "season:2026-winter"


def days_later(number: int) -> date:
    return LAST_DAY + timedelta(days=number)


def frozen_rows(town: Town, season: str = AUTUMN) -> dict[object, object]:
    return {key: figures for key, figures in town.derived().items() if season in key}


def test_it_freezes_when_its_last_day_can_no_longer_be_logged(town: Town) -> None:
    town.log(town.move_in(), on=LAST_DAY)
    assert town.freeze(LAST_DAY) == town.freeze(days_later(1)) == town.freeze(days_later(7)) == []
    assert town.freeze(days_later(8)) == [AUTUMN]
    assert town.freeze(days_later(8)) == town.freeze(days_later(9)) == []


def test_a_late_entry_counts_for_its_days_season_until_the_freeze(town: Town) -> None:
    ann = town.move_in()
    on_time = town.log(ann, occurred_on=LAST_DAY, on=days_later(7))
    assert town.entry(on_time).season == AUTUMN
    assert frozen_rows(town)


def test_afterwards_it_counts_for_the_current_one(town: Town) -> None:
    """Frozen by hand before its time: no resident can be that late."""
    ann = town.move_in()
    early = town.log(ann, on=LAST_DAY)
    town.tamper(f"INSERT INTO frozen_season VALUES ('{AUTUMN}', '2026-12-01 04:00:00')")
    before = frozen_rows(town)
    late = town.log(ann, occurred_on=LAST_DAY, on=days_later(2))
    town.undo(ann, early, on=days_later(3))
    assert (town.entry(late).season, town.entry(late).occurred_on) == (WINTER, LAST_DAY)
    assert frozen_rows(town) == before
    assert town.derived()["place", "month:2026-11", HILL][:2] == (1, 1)


def test_seasons_without_entries_and_leap_days_are_no_trouble(town: Town) -> None:
    assert town.freeze(date(2028, 2, 29)) == []
    town.log(town.move_in(), on=date(2027, 5, 31))
    assert town.freeze(date(2028, 2, 29)) == ["season:2027-spring"]


@pytest.fixture
def night(settings: Settings, town: Town, database: Database, tmp_path: Path) -> list[dict[str, object]]:
    """What the scheduler logs when it runs all jobs of the ledger at half past three on 9 December."""
    ann = town.move_in()
    town.log(ann, on=LAST_DAY)
    town.tamper("UPDATE place_total SET points = 99 WHERE period = 'all'")
    app_services = build_services(replace(settings, instance_dir=tmp_path), database)
    with (
        time_machine.travel(noon(days_later(8)) + timedelta(hours=15.5), tick=False),
        structlog.testing.capture_logs() as logs,
    ):
        assert run_due(app_services, jobs)
        assert run_due(app_services, jobs), "a second time there is nothing to do"
    return [dict(line) for line in logs]


def test_every_night_seasons_freeze_and_the_ledger_is_proven(night: list[dict[str, object]]) -> None:
    assert [line["event"] for line in night] == ["season frozen", "job done", "ledger differs", "job done"]
    assert night[0]["season"] == AUTUMN
    assert (night[2]["log_level"], night[2]["where"]) == ("error", "place_total all hill")
