"""Lines of the audit book, in the reader's language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from civic.accounts.audit import OPERATOR
from civic.accounts.models import AuditEntry
from civic.audit_log.rules import ACTS
from civic.documents.spreadsheets import Row
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services


class Line(NamedTuple):
    """A line as it is shown."""

    when: str
    who: str
    act: str
    subject: str
    details: str


def lines(found: Iterable[AuditEntry], nicknames: Mapping[str, str]) -> list[Line]:
    """For the page."""
    local = services().calendar.local
    return [
        Line(
            locale.moment(local(one.at)),
            _name(one.actor, nicknames),
            said(one.act),
            _name(one.subject, nicknames),
            one.details,
        )
        for one in found
    ]


def exported(found: Iterable[AuditEntry], nicknames: Mapping[str, str]) -> Iterator[Row]:
    """For a spreadsheet, with the book's own names beside the words."""
    local = services().calendar.local
    for one in found:
        who, act, subject = _name(one.actor, nicknames), said(one.act), _name(one.subject, nicknames)
        yield one.id, local(one.at), one.actor, who, one.act, act, one.subject, subject, one.details


HEADER = ("id", "at", "actor", "actor_name", "act", "act_words", "subject", "subject_name", "details")


def said(act: str) -> str:
    """What was done, in words."""
    return gettext(ACTS[act]) if act in ACTS else act


def acts() -> list[tuple[str, str]]:
    """All acts that have words, in the order of these."""
    return sorted(((code, gettext(words)) for code, words in ACTS.items()), key=lambda one: one[1])


def _name(named: str, nicknames: Mapping[str, str]) -> str:
    return gettext("the operator") if named == OPERATOR else nicknames.get(named, named)
