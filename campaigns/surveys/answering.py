"""Taking what people answer by themselves: invitations, each good for one response, and tablets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import randbelow, token_urlsafe

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from campaigns.surveys import queries, rules
from campaigns.surveys.models import Survey, SurveyAnswer, SurveyInvitation, SurveyKiosk, SurveyResponse, SurveyWave
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.codes import new_code, read_code
from civic.errors import Conflict, NotFound, msgid

CODE_LENGTH, MOST_CODES = 12, 2_000
LONGEST_KIOSK_HOURS, MOST_AT_A_KIOSK = 10, 500
_BEYOND = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person says: of themselves, and for each question the numbers of the chosen answers."""

    sex: str
    age_band: str
    district: str
    chosen: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a response came, and of which part of the sample it is."""

    mode: str
    stratum_id: int | None
    cluster: str
    entered_by_id: int | None = None


def hashed(code: str) -> str:
    """A code or key as it is kept: nobody can hand out again what stands in the table."""
    return sha256(code.encode()).hexdigest()


# Invitations


def make_invitations(
    session: Session, clerk: Actor, wave_id: int, stratum_id: int | None, cluster: str, number: int, now: datetime
) -> list[str]:
    """So many codes of a stratum; they are told here and nowhere again.

    Raises:
        Conflict: the wave is closed.
        NotFound: the wave has no such stratum.
    """
    wave = queries.wave(session, wave_id)
    if wave.state == rules.CLOSED:
        raise Conflict("This wave is closed.")
    if stratum_id is not None and stratum_id not in {one.id for one in queries.strata(session, wave_id)}:
        raise NotFound()
    codes = [new_code(CODE_LENGTH) for _ in range(number)]
    shared = {"wave_id": wave_id, "stratum_id": stratum_id, "cluster": cluster, "is_used": False}
    session.execute(insert(SurveyInvitation), [{"code_hash": hashed(code), **shared} for code in codes])
    record(session, by(clerk), "make invitations", f"wave:{wave_id}", str(number), now)
    return codes


def invitation(session: Session, wave_id: int, typed: str) -> SurveyInvitation:
    """The invitation of a wave that a code is.

    Raises:
        NotFound: the code is none of the wave's.
        Conflict: it was used.
    """
    code = read_code(typed)
    found = session.get(SurveyInvitation, hashed(code)) if code else None
    if found is None or found.wave_id != wave_id:
        raise NotFound("This code is not one of this survey. Please check it letter by letter.")
    if found.is_used:
        raise Conflict("This code was used already: every code is good for one answer.")
    return found


def _use(session: Session, wave_id: int, typed: str) -> SurveyInvitation:
    """Of two who send the same code at the same moment, one is let in."""
    found = invitation(session, wave_id, typed)
    marked = (
        update(SurveyInvitation)
        .where(SurveyInvitation.code_hash == found.code_hash, SurveyInvitation.is_used.is_(False))
        .values(is_used=True)
        .returning(SurveyInvitation.code_hash)
    )
    if session.execute(marked).first() is None:
        raise Conflict("This code was used already: every code is good for one answer.")
    return found


# Responses


def answer_by_link(session: Session, survey: Survey, code: str, reply: Reply, today: date) -> None:
    """Keeps what somebody answered; of a survey of residents, with the code of an invitation.

    Raises:
        Conflict: no wave is open, or the code was used.
        NotFound: the code is none of the wave's.
    """
    wave = _answerable(session, survey.id, today)
    _keep_own(session, survey, wave, code, reply, rules.LINK, today)


def _answerable(session: Session, survey_id: int, today: date) -> SurveyWave:
    wave = queries.answerable_wave(session, survey_id, today)
    if wave is None:
        raise Conflict(_NOT_OPEN)
    return _held_open(session, wave.id, today)


_NOT_OPEN = msgid("This survey is not open now.")


def _held_open(session: Session, wave_id: int, today: date) -> SurveyWave:
    """The wave, which others may answer at the same time, but nobody closes until the answer is kept.

    Raises:
        Conflict: it was closed meanwhile.
    """
    wave = session.get_one(SurveyWave, wave_id, with_for_update={"read": True}, populate_existing=True)
    if wave.state != rules.OPEN or not wave.first_on <= today <= wave.last_on:
        raise Conflict(_NOT_OPEN)
    return wave


def _keep_own(
    session: Session, survey: Survey, wave: SurveyWave, code: str, reply: Reply, mode: str, today: date
) -> None:
    stratum_id, cluster = None, ""
    if survey.kind == rules.RESIDENTS:
        used = _use(session, wave.id, code)
        stratum_id, cluster = used.stratum_id, used.cluster
    keep(session, wave.id, _free_number(session, wave.id), Origin(mode, stratum_id, cluster), reply, today)


def _free_number(session: Session, wave_id: int) -> int:
    """Drawn, so that numbers tell no order."""
    number = rules.LAST_SHEET + 1 + randbelow(_BEYOND - rules.LAST_SHEET)
    taken = exists().where(SurveyResponse.wave_id == wave_id, SurveyResponse.number == number)
    return _free_number(session, wave_id) if session.scalar(select(taken)) else number


def keep(
    session: Session,
    wave_id: int,
    number: int,
    origin: Origin,
    reply: Reply,
    today: date,
    *,
    copy: int = queries.FIRST,
    is_agreed: bool = True,
) -> SurveyResponse:
    """Writes a response with all its answers."""
    made = SurveyResponse(wave_id=wave_id, number=number, copy=copy, mode=origin.mode, is_agreed=is_agreed)
    made.stratum_id, made.cluster, made.entered_by_id = origin.stratum_id, origin.cluster, origin.entered_by_id
    made.sex, made.age_band, made.district = reply.sex, reply.age_band, reply.district
    made.entered_on = today
    session.add(made)
    session.flush()
    rows = [
        {"response_id": made.id, "question_id": question_id, "chosen": chosen}
        for question_id, chosen in reply.chosen.items()
    ]
    session.execute(insert(SurveyAnswer), rows)
    return made


# Tablets


@dataclass(frozen=True, slots=True)
class KioskWish:
    """A tablet as somebody wants it: where it stands, for how many hours, for how many answers at most."""

    place: str
    hours: int
    most: int


def open_kiosk(session: Session, opener: Actor, wave_id: int, wish: KioskWish, now: datetime) -> str:
    """A tablet that takes answers for some hours; its key, which is told here and nowhere again.

    Raises:
        Conflict: the wave is not open.
    """
    if queries.wave(session, wave_id).state != rules.OPEN:
        raise Conflict("This wave is not open.")
    key, ends_at = token_urlsafe(18), now + timedelta(hours=wish.hours)
    made = SurveyKiosk(wave_id=wave_id, key_hash=hashed(key), place=wish.place, ends_at=ends_at, taken=0)
    made.most, made.opened_by_id = wish.most, opener.account_id
    session.add(made)
    record(session, by(opener), "open a survey kiosk", f"wave:{wave_id}", wish.place, now)
    return key


def close_kiosk(session: Session, clerk: Actor, wave_id: int, kiosk_id: int, now: datetime) -> None:
    """Ends a tablet's time.

    Raises:
        NotFound: the wave has no such tablet.
    """
    found = session.get(SurveyKiosk, kiosk_id)
    if found is None or found.wave_id != wave_id:
        raise NotFound()
    found.ends_at = now
    record(session, by(clerk), "close a survey kiosk", f"wave:{wave_id}", found.place, now)


def kiosk_called(session: Session, key: str, now: datetime) -> SurveyKiosk:
    """The tablet whose key that is, for as long as it is open.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(select(SurveyKiosk).where(SurveyKiosk.key_hash == hashed(key))).one_or_none()
    if found is None or found.ends_at <= now or found.taken >= found.most:
        raise NotFound()
    return found


def answer_at_kiosk(session: Session, key: str, code: str, reply: Reply, today: date, now: datetime) -> None:
    """Keeps what somebody answered at a tablet.

    Raises:
        NotFound: the tablet's time is over, or the code is none of the wave's.
        Conflict: the wave is not open, or the code was used.
    """
    kiosk = _counted(session, kiosk_called(session, key, now))
    wave = _held_open(session, kiosk.wave_id, today)
    _keep_own(session, queries.survey(session, wave.survey_id), wave, code, reply, rules.KIOSK, today)


def _counted(session: Session, kiosk: SurveyKiosk) -> SurveyKiosk:
    """Of two who answer at the same moment, the second finds the tablet full."""
    has_room = update(SurveyKiosk).where(SurveyKiosk.id == kiosk.id, SurveyKiosk.taken < SurveyKiosk.most)
    taken = has_room.values(taken=SurveyKiosk.taken + 1).returning(SurveyKiosk.id)
    if session.execute(taken).first() is None:
        raise NotFound()
    return kiosk
