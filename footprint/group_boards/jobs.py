"""What the scheduler does about boards of groups."""

from datetime import datetime, timedelta

from civic.calendar import utc_now
from civic.denominators.in_force import city_on
from civic.scheduling.jobs import RecurringTask
from civic.services import Services
from footprint.boards.jobs import weeks_over
from footprint.group_boards.kinds import GROUP_KINDS
from footprint.group_boards.services import gather, kept_periods, look, show
from footprint.group_boards.shares import bring_up, forget


def count_group_boards(services: Services) -> None:
    """Counts the boards of groups as they stand now."""
    _count(services, utc_now())


def count_for_demo(services: Services, _seed: int, now: datetime) -> None:
    """A demonstration begins with boards that were counted, each past week's when it was over."""
    for over in [*weeks_over(services, now), now]:
        for kind in services.registry.all(GROUP_KINDS):
            forget(services.database, kind)
        _count(services, over)


def _count(services: Services, now: datetime) -> None:
    """Reads without keeping anybody from writing, then writes board by board."""
    kinds, calendar, database = services.registry.all(GROUP_KINDS), services.calendar, services.database
    today = calendar.today(now)
    city = city_on(services, today)
    with database.write() as session:
        gather(session, kinds, calendar, now)
    for kind in kinds:
        bring_up(database, kind, kept_periods(calendar, today))
    with database.read(one_snapshot=True) as session:
        boards = look(session, city, kinds, calendar, today)
    for found in boards:
        if found.ripe:
            with database.write() as session:
                show(session, found, now)


jobs = [RecurringTask("count group boards", timedelta(hours=1), count_group_boards)]
