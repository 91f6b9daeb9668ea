"""A real mail server on this machine, started by the tests; it does to mails what a test tells it to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Post:
    """What arrived, and how the server answers: by step ('MAIL', 'RCPT', 'DATA') a reply such as '451 later', or
    'hang up' to break the connection. `taken` counts the mails that were taken in, by address."""

    mails: list[EmailMessage] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Addresses that nobody here has."""
    port: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    async def handle_MAIL(self, server: SMTP, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 (aiosmtpd looks for these names)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._answer(server, "MAIL")

    async def handle_RCPT(self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802 (aiosmtpd looks for these names)
        answer = "550 nobody of that name" if address in self.refused else self._answer(server, "RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd looks for these names)
        if self.answers.get("DATA") == "wait":
            self.arrived.set()
            await asyncio.to_thread(self.go_on.wait, 20)
        answer = self._answer(server, "DATA")
        if answer.startswith("250"):
            self.addresses += envelope.rcpt_tos
            mail = BytesParser(policy=default).parsebytes(envelope.content)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return answer

    def _answer(self, server: SMTP, step: str) -> str:
        answer = self.answers.get(step, "250 fine")
        if answer == "hang up":
            assert server.transport is not None
            server.transport.abort()
        return "250 fine" if answer == "wait" else answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[Post]:
    """A server that takes everything until a test says otherwise."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=_free_port())
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        post.go_on.set()
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def body_of(mail: EmailMessage, kind: str = "plain") -> str:
    """What a mail says as text or as HTML."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
