"""The post office: takes mails out of the queue and hands them to the mail server, each at most once.

A mail is marked as being sent, and that is committed, before the mail server hears of it. So whoever finds it marked
leaves it alone, and when the process dies in between nobody knows whether it arrived: it is given up and reported,
never sent again. The same holds when the connection breaks after its text began to flow. Everything before that, and
every refusal that the server calls temporary, is tried again after growing pauses.
"""

import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

import structlog
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from civic.config import MailServer, mail_server
from civic.errors import msgid
from civic.messages import resetting, rules, writing
from civic.messages.models import Mail, MailAddress, Message, MessageText
from civic.messages.services import tell
from civic.services import Services

log = structlog.get_logger()
_MOST_A_RUN, _LONGEST_RUN_S = 200, 60.0
_PATIENCE_S = 30.0
_ERROR_MAX = 300


class Temporary(Exception):
    """The server refused the mail for now; it was certainly not taken."""


class Permanent(Exception):
    """Never: the mail was refused, or nobody knows whether it was taken."""


class NobodyThere(Permanent):
    """The server refused the mail's address for good."""


class Unreachable(Exception):
    """The mail server cannot be talked to at all."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is ours to send: its number, whose it is, how often it was tried, and its words."""

    id: int
    resident_id: int
    tries: int
    address: str
    content: EmailMessage


def drain(app_services: Services, now: datetime) -> None:
    """Sends what is due, a bounded number. Without a mail server nothing leaves and nothing is lost."""
    if not app_services.settings.mail_url:
        return
    _give_up_interrupted(app_services, now)
    line, ends_at = MailConnection(mail_server(app_services.settings.mail_url)), time.monotonic() + _LONGEST_RUN_S
    try:
        for _ in range(_MOST_A_RUN):
            if time.monotonic() > ends_at or not _one(app_services, line, now):
                return
    finally:
        line.close()


def _one(app_services: Services, line: "MailConnection", now: datetime) -> bool:
    """Sends the next mail; False when none is due or the server is away."""
    with app_services.database.read() as session:
        if session.scalar(_due(now)) is None:
            return False
    reached = _reached(line)
    claimed = _claim(app_services, now)
    if claimed is None:
        return True
    if reached is not None:
        _later(app_services, claimed, now, reached)
        return False
    try:
        line.send(app_services.settings.mail_sender, claimed.address, claimed.content)
    except Temporary as problem:
        _later(app_services, claimed, now, str(problem))
    except Permanent as problem:
        _give_up(app_services, claimed.id, str(problem))
        if isinstance(problem, NobodyThere):
            _count_refusal(app_services, claimed, now)
    else:
        _finish(app_services, claimed.id, sent_at=now, error=None)
        _forget_refusals(app_services, claimed)
    return True


def _reached(line: "MailConnection") -> str | None:
    """Why the server cannot be reached; None when it can."""
    try:
        line.open()
    except Unreachable as problem:
        log.warning("mail server away", reason=str(problem))
        return str(problem)
    return None


# The queue


def _due(now: datetime) -> Select[int]:
    waits = select(Mail.id).where(Mail.due_at <= now, Mail.sending_at.is_(None))
    return waits.order_by(Mail.due_at, Mail.id).limit(1)


def _claim(app_services: Services, now: datetime) -> Claimed | None:
    """Marks the next mail as being sent; None when somebody else took it, or it must not leave any more."""
    with app_services.database.write() as session:
        number = session.scalar(_due(now).with_for_update(skip_locked=True))
        if number is None:
            return None
        mail = session.get_one(Mail, number)
        try:
            content = _content(app_services, session, mail)
        except Exception as problem:
            mail.due_at, mail.error = None, f"{type(problem).__name__}: {problem}"[:_ERROR_MAX]
            log.error("mail given up", mail=number, reason=f"it could not be written: {type(problem).__name__}")
            return None
        if content is None:
            session.delete(mail)
            return None
        mail.sending_at, mail.tries = now, mail.tries + 1
        return Claimed(mail.id, mail.resident_id, mail.tries, mail.address, content)


def _content(app_services: Services, session: Session, mail: Mail) -> EmailMessage | None:
    """What the mail says; None when its reader does not want it any more."""
    wanted = session.get(MailAddress, mail.resident_id)
    if wanted is None or wanted.address != mail.address or wanted.refusals >= rules.REFUSALS_MOST:
        return None
    if mail.is_reset:
        found = resetting.for_mail(session, mail.resident_id) if wanted.confirmed_at else None
        return writing.reset_mail(app_services, mail, found) if found else None
    if mail.message_id is None:
        return None if wanted.confirmed_at else writing.question_mail(app_services, mail, wanted.given_at.timestamp())
    message = session.get_one(Message, mail.message_id)
    if wanted.confirmed_at is None or message.topic in wanted.muted:
        return None
    text = session.get(MessageText, message.text_id) if message.text_id else None
    return writing.message_mail(app_services, mail, message, text.words if text else None)


def _later(app_services: Services, claimed: Claimed, now: datetime, reason: str) -> None:
    pause = rules.pause(claimed.tries)
    if pause is None:
        _give_up(app_services, claimed.id, reason)
        return
    _finish(app_services, claimed.id, due_at=now + pause, error=reason)


def _give_up(app_services: Services, number: int, reason: str) -> None:
    _finish(app_services, number, error=reason)
    log.error("mail given up", mail=number, reason=reason.partition("<")[0][:100])


def _finish(
    app_services: Services,
    number: int,
    *,
    error: str | None,
    sent_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Takes the mark off. Its reader may have been erased meanwhile: then there is nothing to note."""
    noted = {"sending_at": None, "sent_at": sent_at, "due_at": due_at, "error": error and error[:_ERROR_MAX]}
    with app_services.database.write() as session:
        session.execute(update(Mail).where(Mail.id == number).values(**noted))


def _count_refusal(app_services: Services, claimed: Claimed, now: datetime) -> None:
    """Notes that the address refused; with the last that it may, its resident reads so in the inbox."""
    with app_services.database.write() as session:
        mine = (MailAddress.resident_id == claimed.resident_id, MailAddress.address == claimed.address)
        counted = update(MailAddress).where(*mine).values(refusals=MailAddress.refusals + 1)
        if session.scalar(counted.returning(MailAddress.refusals)) == rules.REFUSALS_MOST:
            _tell_refused(session, claimed, now)


def _tell_refused(session: Session, claimed: Claimed, now: datetime) -> None:
    tell(
        session,
        [claimed.resident_id],
        key=f"mail refused:{claimed.id}",
        topic="account",
        title=msgid("Our mails do not reach you"),
        body=msgid("%(address)s does not receive our mails. Please give another address."),
        values={"address": claimed.address},
        path="/me/mail",
        now=now,
    )


def _forget_refusals(app_services: Services, claimed: Claimed) -> None:
    """A mail that was taken: the address receives."""
    mine = (MailAddress.resident_id == claimed.resident_id, MailAddress.refusals > 0)
    with app_services.database.read() as session:
        if session.scalar(select(MailAddress.resident_id).where(*mine)) is None:
            return
    with app_services.database.write() as session:
        session.execute(update(MailAddress).where(*mine).values(refusals=0))


def _give_up_interrupted(app_services: Services, now: datetime) -> None:
    """What a process that died was sending: perhaps it arrived, so it is not sent again."""
    stale = (Mail.sending_at <= now - rules.INTERRUPTED_AFTER, Mail.due_at.is_not(None))
    with app_services.database.read() as session:
        if session.scalar(select(Mail.id).where(*stale).limit(1)) is None:
            return
    noted = {"sending_at": None, "due_at": None, "error": "interrupted while it was sent"}
    with app_services.database.write() as session:
        lost = session.scalars(update(Mail).where(*stale).values(**noted).returning(Mail.id)).all()
    for number in lost:
        log.error("mail given up", mail=number, reason="interrupted while it was sent")


# The mail server


class MailConnection:
    """A connection to the mail server, opened when it is needed and again when it was lost."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Sees to a connection that answers.

        Raises:
            Unreachable: nobody answers, or the server does not let us in.
        """
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._smtp.noop()[0] == 250:
                    return
            self.close()
        try:
            self._smtp = self._connect()
        except (OSError, smtplib.SMTPException) as problem:
            raise Unreachable(_problem_text(problem)) from problem

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.implicit_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE_S, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE_S)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not (server.implicit_tls or server.is_local) and (server.user or smtp.has_extn("starttls")):
                smtp.starttls(context=context)  # raises where it is not offered: no password goes in clear
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def send(self, sender: str, address: str, content: EmailMessage) -> None:
        """Hands one mail over.

        Raises:
            Temporary, Permanent, NobodyThere: see there.
        """
        assert self._smtp is not None
        try:
            self._envelope(self._smtp, sender, address)
        except (OSError, smtplib.SMTPServerDisconnected) as problem:
            self.close()
            raise Temporary(_problem_text(problem)) from problem
        try:
            code, said = self._smtp.data(content.as_bytes())
        except smtplib.SMTPDataError as problem:  # refused before the text
            code, said = problem.smtp_code, _bytes(problem.smtp_error)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise Permanent(f"the connection broke while it was sent: {_problem_text(problem)}") from problem
        _judge(code, said)

    @staticmethod
    def _envelope(smtp: smtplib.SMTP, sender: str, address: str) -> None:
        """Says from whom and to whom; a refusal leaves the connection ready for the next mail."""
        try:
            _judge(*smtp.mail(sender))
            code, said = smtp.rcpt(address)
            _judge(code, said, NobodyThere if rules.names_nobody(code, said) else Permanent)
        except (Temporary, Permanent):
            with suppress(smtplib.SMTPServerDisconnected):
                smtp.rset()
            raise

    def close(self) -> None:
        """Ends the connection, politely where that is possible."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
        self._smtp = None


def _judge(code: int, said: bytes, lasting: type[Permanent] = Permanent) -> None:
    if 200 <= code < 300:
        return
    reason = f"{code} {said.decode(errors='replace')}"
    raise lasting(reason) if code >= 500 else Temporary(reason)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _problem_text(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"
