"""A season's boards are final once no resident can log a day of it any more; what is told later stands beside it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import structlog
import time_machine

from civic.app import build_services
from civic.config import Settings
from civic.database.engine import Database
from civic.errors import Invalid
from civic.scheduling.jobs import run_due
from footprint.ledger.jobs import jobs
from footprint.ledger.verify import verify
from tests.db.ledger.town import CALENDAR, HILL, Town, noon

LAST_DAY = date(2026, 11, 30)
ANSWER = "campaign:1:pledge:2"
AUTUMN, WINTER = "season:2026-autumn", "season:2026-winter"


def days_later(number: int) -> date:
    return LAST_DAY + timedelta(days=number)


def frozen_rows(town: Town, season: str = AUTUMN) -> dict[object, object]:
    return {key: figures for key, figures in town.derived().items() if season in key and key[0] != "late"}


def late_lines(town: Town) -> dict[object, object]:
    return {key[1:]: figures for key, figures in town.derived().items() if key[0] == "late"}


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


def test_afterwards_it_counts_for_the_current_one_and_stands_beside_the_frozen_one(town: Town) -> None:
    ann = town.move_in()
    town.log(ann, on=LAST_DAY)
    town.freeze(days_later(8))
    before = frozen_rows(town)
    late = town.log(ann, quantity=2, occurred_on=LAST_DAY, on=days_later(10), source=ANSWER)
    assert (town.entry(late).season, town.entry(late).occurred_on) == (WINTER, LAST_DAY)
    assert frozen_rows(town) == before
    assert late_lines(town) == {(AUTUMN, days_later(10), ann): (1, 60_200, 83_400, 100_600)}
    assert town.derived()["place", "month:2026-11", HILL][:2] == (2, 1)


def test_what_is_undone_later_stands_beside_it_too(town: Town) -> None:
    ann = town.move_in()
    answered = town.log(ann, quantity=2, occurred_on=LAST_DAY, on=days_later(8), source=ANSWER)
    assert town.entry(answered).season == AUTUMN
    town.freeze(days_later(8))
    before = frozen_rows(town)
    town.undo(ann, answered, on=days_later(15))
    assert frozen_rows(town) == before
    assert late_lines(town) == {(AUTUMN, days_later(15), ann): (-1, -60_200, -83_400, -100_600)}


def test_an_answer_may_be_sixty_days_late_and_no_more(town: Town) -> None:
    ann = town.move_in()
    town.freeze(days_later(8))
    town.log(ann, occurred_on=LAST_DAY, on=days_later(60), source=ANSWER)
    for source, age in ((ANSWER, 61), ("self", 8)):
        with pytest.raises(Invalid):
            town.log(ann, occurred_on=LAST_DAY, on=days_later(age), source=source)
    assert verify(town.database, CALENDAR).differences == ()


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
