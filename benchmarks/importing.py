"""Importing the answers to a survey: the file read in its process, its columns guessed, its rows checked and written.

    python -m benchmarks.importing

Compared with splitting the lines of the file at their commas. Seconds of processor time, on SQLite.
"""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy.orm import Session

from benchmarks.load import table
from campaigns.surveys import figures, importing, planning, queries, services
from campaigns.surveys.bank import load_bank
from campaigns.surveys.import_columns import WORDS, guess
from campaigns.surveys.importing import Frame
from campaigns.surveys.planning import WaveDraft
from campaigns.surveys.rules import Part
from campaigns.surveys.services import SurveyDraft
from campaigns.surveys.table_files import RawTable
from civic.accounts.identity import Actor
from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.city.pack import City, load_city
from civic.city.text import Text
from civic.database import migrate
from civic.database.engine import Database
from civic.paths import CITIES

_ROWS, _QUESTIONS = 10_000, 11
_PACK = CITIES / "zhenjiang"
Found = TypeVar("Found")


def main() -> None:
    city, clock = load_city(_PACK), _Clock()
    data = _file(city, Random(11))
    splitting = _timed(lambda: [line.split(",") for line in data.decode().splitlines()])[1]
    with TemporaryDirectory() as folder:
        _import(city, data, Database(f"sqlite:///{Path(folder) / 'survey.db'}"), clock)
    rows = [(what, f"{took:.2f}", f"{took / splitting:.0f}", "") for what, took in clock.took.items()]
    whole = sum(took for what, took in clock.took.items() if what != _RATES)
    whole_row = (f"all of {_ROWS:,} rows × {_QUESTIONS} questions", f"{whole:.2f}", f"{whole / splitting:.0f}", "≤ 5 s")
    table("Importing answers, CPU seconds", ("what", "seconds", "ratio", "limit"), [*rows, whole_row])


_RATES = "(every rate in every district)"


class _Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    def time(self, what: str, work: Callable[[], Found]) -> Found:
        found, self.took[what] = _timed(work)
        return found


def _timed(work: Callable[[], Found]) -> tuple[Found, float]:
    started = _cpu_s()
    return work(), _cpu_s() - started


def _cpu_s() -> float:
    """Of this process and of those it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _file(city: City, random: Random) -> bytes:
    names = ",".join(["number,district,sex,age,weight", *(f"Q{number}" for number in range(1, _QUESTIONS + 1))])
    districts = [one.id for one in city.districts]
    lines = (
        f"{row},{random.choice(districts)},{random.choice(('female', 'male'))},{random.randint(16, 90)},312.5,"
        + ",".join(random.choices("12", k=_QUESTIONS))
        for row in range(1, _ROWS + 1)
    )
    return "\n".join((names, *lines)).encode()


def _import(city: City, data: bytes, database: Database, clock: _Clock) -> None:
    migrate.upgrade(database)
    clerk = Actor(account_id=1, nickname="clerk")
    with database.write() as session:
        wave_id = _open_wave(session, city, clerk)
    raw = clock.time("reading the file in its process", lambda: importing.take_in(data, clerk))
    with database.write() as session:
        kept = importing.keep(session, clerk, wave_id, "answers.csv", data, raw, utc_now()).id
    with database.write() as session:
        _write(session, city, clerk, kept, clock)
    with database.read() as session:
        clock.time(_RATES, lambda: figures.published_rates(session, wave_id))


def _write(session: Session, city: City, clerk: Actor, kept: int, clock: _Clock) -> None:
    found, raw = importing.waiting(session, 1, kept)
    frame = Frame.of(session, city, found.wave_id)
    columns = clock.time("guessing its columns", lambda: guess(RawTable(*raw), frame.targets, WORDS["nothing"]))
    reading = clock.time("checking its rows", lambda: importing.read(session, frame, raw, columns))
    today, now = utc_now().date(), utc_now()
    clock.time("writing them", lambda: importing.write(session, clerk, frame, found, reading, today, now))


def _open_wave(session: Session, city: City, clerk: Actor) -> int:
    now = utc_now()
    session.add(Account(username="clerk", username_key="clerk", created_at=now))
    session.flush()
    words = Text(dict.fromkeys(city.languages, "Survey"))
    survey = services.create(session, clerk, SurveyDraft("survey", words, words, ""), now)
    offered = list(load_bank(_PACK, city.languages).questions.values())
    services.add_from_bank(session, clerk, survey.id, offered[:_QUESTIONS], now)
    wave = planning.add_wave(session, clerk, survey.id, WaveDraft(words, now.date(), now.date()), now)
    planning.set_strata(session, clerk, wave.id, [Part(one.id, "", one.residents, None) for one in city.districts], now)
    planning.open_wave(session, clerk, wave.id, now)
    assert len(queries.questions(session, survey.id)) == _QUESTIONS
    return wave.id


if __name__ == "__main__":
    main()
