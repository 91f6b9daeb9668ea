"""Tables that staff sends: read in a bounded process, kept for a day while staff looks through them, then written as a
whole or not at all."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import SystemRandom

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, defer

from campaigns.surveys import queries, rules
from campaigns.surveys.import_columns import QUESTION, WORDS, ColumnMap, Meaning, Target
from campaigns.surveys.import_rows import ImportedRow, Reading, Wave, check_columns, read_rows
from campaigns.surveys.models import (
    SurveyAnswer,
    SurveyImport,
    SurveyQuestion,
    SurveyResponse,
    SurveyStratum,
    SurveyWave,
)
from campaigns.surveys.table_files import FIELD, RawTable, answer_to, check_envelope
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.bounded.runner import read_bounded
from civic.city.pack import City
from civic.errors import Conflict, Forbidden, Invalid, NotFound

KEPT = timedelta(days=1)
"""So long a table waits for staff."""
MOST_WAITING = 5
NAME_MAX = 80
_BEYOND = 2**31 - 1
_LETTERS = "abcdefghi"


# Before any transaction


def take_in(data: bytes, clerk: Actor) -> RawTable:
    """The table of a file; to be done outside of any transaction.

    Raises:
        Invalid: on `file`, whatever keeps it from being a table.
        TryAgain: too many files are being read.
    """
    check_envelope(data)
    return RawTable(**read_bounded(answer_to, data, clerk.account_id, FIELD).facts)


# What waits


def keep(
    session: Session, clerk: Actor, wave_id: int, name: str, data: bytes, table: RawTable, now: datetime
) -> SurveyImport:
    """Keeps a table until staff has looked through it.

    Raises:
        Conflict: the wave takes no answers, or too many tables wait.
        Invalid: on `file`, this one was imported or waits already.
    """
    wave = _open(session, wave_id)
    digest = sha256(data).hexdigest()
    _check_new(sent(session, wave_id), digest)
    kept = SurveyImport(wave_id=wave.id, file_hash=digest, name=name[:NAME_MAX], rows=len(table.rows))
    kept.content, kept.sent_by_id, kept.sent_at = _packed(table), clerk.account_id, now
    session.add(kept)
    session.flush()
    record(
        session,
        by(clerk),
        "send a table of answers",
        f"survey:{wave.survey_id}",
        f"wave {wave.number}, {kept.name}",
        now,
    )
    return kept


def _open(session: Session, wave_id: int) -> SurveyWave:
    """The wave, locked: what two clerks send at the same time comes one after the other."""
    wave = session.get(SurveyWave, wave_id, with_for_update=True)
    if wave is None:
        raise NotFound()
    if wave.state != rules.OPEN:
        raise Conflict("This wave takes no answers now.")
    return wave


def _check_new(others: Sequence[SurveyImport], digest: str) -> None:
    same = next((one for one in others if one.file_hash == digest), None)
    if same and same.imported_at:
        raise Invalid("This very file was imported already.", field=FIELD)
    if same:
        raise Invalid("This very file is waiting below.", field=FIELD)
    if sum(one.imported_at is None for one in others) >= MOST_WAITING:
        raise Conflict("Too many tables are waiting. Import or drop one first.")


def sent(session: Session, wave_id: int) -> Sequence[SurveyImport]:
    """The tables of a wave, the newest first, without what is in them."""
    found = select(SurveyImport).options(defer(SurveyImport.content)).where(SurveyImport.wave_id == wave_id)
    return session.scalars(found.order_by(SurveyImport.id.desc())).all()


def waiting(session: Session, survey_id: int, import_id: int) -> tuple[SurveyImport, RawTable]:
    """A table that waits, of a wave of the survey.

    Raises:
        NotFound: there is none, it was imported, or a day is over.
    """
    found = session.get(SurveyImport, import_id, populate_existing=True)
    if found is None or found.content is None or queries.wave(session, found.wave_id).survey_id != survey_id:
        raise NotFound()
    return found, RawTable(**json.loads(zlib.decompress(found.content)))


def taken_up(session: Session, survey_id: int, import_id: int) -> tuple[SurveyImport, RawTable]:
    """The same to be written: of two who import it at once, the second finds that it waits no more.

    Raises:
        NotFound: as `waiting`.
        Conflict: the wave takes no answers.
    """
    found, _ = waiting(session, survey_id, import_id)
    _open(session, found.wave_id)
    return waiting(session, survey_id, import_id)


def _packed(table: RawTable) -> bytes:
    return zlib.compress(json.dumps(table._asdict(), ensure_ascii=False).encode())


def drop(session: Session, clerk: Actor, survey_id: int, import_id: int, now: datetime) -> None:
    """Forgets a table that waits.

    Raises:
        NotFound: as `waiting`.
    """
    found, _ = waiting(session, survey_id, import_id)
    session.delete(found)
    record(session, by(clerk), "drop a table of answers", f"survey:{survey_id}", found.name, now)


def forget_old(session: Session, now: datetime) -> None:
    """Forgets tables that have waited for a day."""
    old = delete(SurveyImport).where(SurveyImport.sent_at < now - KEPT, SurveyImport.imported_at.is_(None))
    session.execute(old)


# What its columns can be


@dataclass(frozen=True, slots=True)
class Frame:
    """What the table of a wave is held against."""

    wave_id: int
    questions: Sequence[SurveyQuestion]
    strata: Sequence[SurveyStratum]
    targets: Sequence[Target]

    @classmethod
    def of(cls, session: Session, city: City, wave_id: int) -> "Frame":
        """Of a wave and its survey."""
        questions = queries.questions(session, queries.wave(session, wave_id).survey_id)
        strata = queries.strata(session, wave_id)
        return cls(wave_id, questions, strata, [*_of_people(city, strata), *map(_of_question, questions)])

    def wave(self, session: Session) -> Wave:
        """With the numbers of responses that there are."""
        taken = select(SurveyResponse.number).where(SurveyResponse.wave_id == self.wave_id)
        return Wave({one.number: one.district for one in self.strata}, set(session.scalars(taken)))


def _of_people(city: City, strata: Sequence[SurveyStratum]) -> Iterator[Target]:
    districts = {one.id: list(one.name.by_language.values()) for one in city.districts}
    yield Target("number", WORDS["number"])
    if strata:
        yield Target("stratum", WORDS["stratum"], [Meaning(str(one.number), _words(one, districts)) for one in strata])
    yield Target("cluster", WORDS["cluster"])
    yield Target("weight", WORDS["weight"])
    yield Target("sex", WORDS["sex"], [Meaning(sex, WORDS[sex]) for sex in rules.SEXES])
    yield Target("age", WORDS["age"])
    yield Target(
        "district",
        WORDS["district"],
        [Meaning(id, [id, *_with_code(city, id), *names]) for id, names in districts.items()],
    )


def _with_code(city: City, district_id: int | str) -> list[str]:
    return [one.code for one in city.districts if one.id == district_id and one.code]


def _words(stratum: SurveyStratum, districts: dict[str, list[str]]) -> list[str]:
    """Its number; its district and settlement; its district alone where there is no settlement."""
    names = [stratum.district, *districts.get(stratum.district, ())]
    settled = [f"{name} {word}" for name in names for word in WORDS.get(stratum.settlement, ())]
    return [str(stratum.number), *(settled or names)]


def _of_question(question: SurveyQuestion) -> Target:
    numbered = [str(question.position), f"Q{question.position}", *(
        words.replace("#", str(question.position)) for words in WORDS["question"])]  # fmt: skip
    meanings = [
        Meaning(str(number), [str(number), _LETTERS[number - 1], *answer.values()])
        for number, answer in enumerate(question.answers, 1)
    ]
    names = [question.key, *numbered, *question.text.by_language.values()]
    return Target(QUESTION + question.key, names, meanings, question.kind == rules.MULTIPLE)


# Writing


def read(session: Session, frame: Frame, table: RawTable, columns: ColumnMap) -> Reading:
    """The rows of a table by what its columns were taken for.

    Raises:
        Invalid: on `columns`, nothing can be imported with these.
    """
    wave = frame.wave(session)
    check_columns(columns, frame.targets, wave)
    return read_rows(table, columns, frame.targets, wave)


def write(
    session: Session, clerk: Actor, frame: Frame, found: SurveyImport, reading: Reading, today: date, now: datetime
) -> None:
    """All rows of a table as responses that count.

    Raises:
        Conflict: the wave takes no answers, or some of the rows cannot be read.
    """
    wave = _open(session, frame.wave_id)
    if reading.number_of_problems or not reading.rows:
        raise Conflict("Nothing was imported: some rows cannot be read.")
    ids = _responses(session, clerk, frame, found.id, reading.rows, today)
    _answers(session, frame, ids, reading.rows)
    found.content, found.imported_at, found.rows = None, now, len(reading.rows)
    details = f"wave {wave.number}, {found.name}, {len(reading.rows)}"
    record(session, by(clerk), "import answers", f"survey:{wave.survey_id}", details, now)


def _responses(
    session: Session, clerk: Actor, frame: Frame, import_id: int, rows: Sequence[ImportedRow], today: date
) -> Sequence[int]:
    strata = {one.number: one.id for one in frame.strata}
    numbers = _free_numbers(session, frame.wave_id, rows)
    values = [
        {
            "wave_id": frame.wave_id,
            "number": row.number or next(numbers),
            "copy": queries.FIRST,
            "mode": rules.IMPORT,
            "stratum_id": strata[row.stratum] if row.stratum is not None else None,
            "cluster": row.cluster,
            "weight_thousandths": row.weight,
            "sex": row.sex,
            "age_band": row.age,
            "district": row.district,
            "is_agreed": True,
            "entered_by_id": clerk.account_id,
            "entered_on": today,
            "import_id": import_id,
        }
        for row in rows
    ]
    made = insert(SurveyResponse).returning(SurveyResponse.id, sort_by_parameter_order=True)
    return session.scalars(made, values).all()


def _free_numbers(session: Session, wave_id: int, rows: Sequence[ImportedRow]) -> Iterator[int]:
    """Drawn, so that numbers tell no order; beyond those of sheets."""
    there = select(SurveyResponse.number).where(SurveyResponse.wave_id == wave_id)
    taken = {*session.scalars(there), *(row.number for row in rows if row.number)}
    drawn = SystemRandom().sample(range(rules.LAST_SHEET + 1, _BEYOND), len(rows) + len(taken))
    return (number for number in drawn if number not in taken)


def _answers(session: Session, frame: Frame, ids: Sequence[int], rows: Sequence[ImportedRow]) -> None:
    session.execute(
        insert(SurveyAnswer),
        [
            {"response_id": response_id, "question_id": question.id, "chosen": row.answers[question.key]}
            for response_id, row in zip(ids, rows, strict=True)
            for question in frame.questions
        ],
    )


# Undoing


def undoable(session: Session, clerk: Actor, wave_id: int) -> frozenset[int]:
    """The tables of a wave that the clerk has imported, so that nobody else takes them out."""
    own = (SurveyResponse.wave_id == wave_id, SurveyResponse.entered_by_id == clerk.account_id)
    found = select(SurveyResponse.import_id).where(*own, SurveyResponse.import_id.is_not(None)).distinct()
    return frozenset(one for one in session.scalars(found) if one is not None)


def undo(session: Session, clerk: Actor, survey_id: int, import_id: int, now: datetime) -> int:
    """Takes all answers out again that came with a table, which may then be sent anew; how many there were.

    Raises:
        NotFound: the survey has no such table, or it was not imported.
        Conflict: the wave is closed: its figures may have been published.
        Forbidden: somebody else imported it.
    """
    found = session.get(SurveyImport, import_id)
    if found is None or found.imported_at is None or queries.wave(session, found.wave_id).survey_id != survey_id:
        raise NotFound()
    wave = _open(session, found.wave_id)
    if import_id not in undoable(session, clerk, wave.id):
        raise Forbidden("Only the person who imported a table can undo it.")
    came = select(SurveyResponse.id).where(SurveyResponse.import_id == import_id)
    session.execute(delete(SurveyAnswer).where(SurveyAnswer.response_id.in_(came)))
    gone = session.scalars(
        delete(SurveyResponse).where(SurveyResponse.import_id == import_id).returning(SurveyResponse.id)
    )
    number = len(gone.all())
    session.delete(found)
    details = f"wave {wave.number}, {found.name}, {number}"
    record(session, by(clerk), "undo an import of answers", f"survey:{survey_id}", details, now)
    return number
