"""Moving house and logging at the same moment: nobody waits in a circle, and the sums hold."""

import contextlib
import random
import threading
from functools import partial

from civic.database.engine import Database
from civic.errors import Conflict, Invalid
from civic.feature import Registry
from civic.residents import households
from civic.residents.models import Resident
from civic.residents.queries import living
from footprint.ledger.services import Outcome, Recorded
from tests.db.ledger.town import TODAY, Town, days_ago, noon

MOVERS, LOGGERS, ROUNDS = 4, 2, 30


def test_who_moves_and_who_logs_do_not_wait_in_a_circle(town: Town) -> None:
    people = [town.move_in() for _ in range(8)]
    processes = [Database(town.database.url) for _ in range(MOVERS + LOGGERS)]
    outcomes: list[Outcome] = []
    accidents: list[BaseException] = []

    def move(process: Database, chance: random.Random) -> None:
        for _ in range(ROUNDS):
            actor, host = chance.sample(people, 2)
            with contextlib.suppress(Conflict, Invalid):
                _move(process, actor, host)

    def log(process: Database, chance: random.Random) -> None:
        for number in range(ROUNDS):
            some = chance.sample(people, 5)
            day = days_ago(number % 7)
            claims = [town.claim(person, chance.choice(("walk", "lamp")), 1, occurred_on=day) for person in some]
            outcomes.extend(town.record_many(claims, by=process))

    def run(work: "partial[None]") -> None:
        try:
            work()
        except BaseException as error:
            accidents.append(error)

    works = [
        partial(move if number < MOVERS else log, process, random.Random(number))
        for number, process in enumerate(processes)
    ]
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for process in processes:
        process.dispose()
    assert (accidents, town.deadlocks()) == ([], 0)
    assert len(outcomes) == LOGGERS * ROUNDS * 5
    assert all(isinstance(outcome, Recorded) for outcome in outcomes)


def _move(process: Database, resident: int, host: int) -> None:
    """In with the host, by a code that is made for it, and out again."""
    with process.read() as session:
        guest, owner = (living(session, Resident.id == number)[0] for number in (resident, host))
    with process.write() as session:
        code = households.open_door(session, owner)
    with process.write() as session:
        households.move_in(session, Registry(()), guest, code, noon(TODAY))
    with process.write() as session:
        households.move_out(session, Registry(()), guest, noon(TODAY))
