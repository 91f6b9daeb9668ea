"""Releases as the city's desk shows them, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.publishing import rules
from campaigns.publishing.models import PublishedCell, Release
from campaigns.publishing.rules import State
from campaigns.publishing.services import SCHEDULER
from campaigns.publishing.tidy import STATUS, Role, Schema, TableText, Value
from civic.accounts import audit
from civic.calendar import Period, address_of
from civic.disclosure.cells import Why
from civic.disclosure.tables import TOTAL
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint.method.views import foreign_language

_STATES = {
    State.BUILT: msgid("built, waiting for review"),
    State.REVIEWED: msgid("reviewed, waiting for a second person"),
    State.APPROVED: msgid("approved, not published yet"),
    State.PUBLISHED: msgid("published"),
    State.DROPPED: msgid("dropped"),
}
_WHY = {
    Why.FEW: msgid("fewer than 10 people"),
    Why.ONE_PERSON: msgid("one person has more than half"),
    Why.PROTECTS_OTHERS: msgid("a hidden figure would follow from it"),
}
_DEEDS = {
    "built": msgid("Built"),
    "reviewed": msgid("Reviewed"),
    "approved": msgid("Approved"),
    "published": msgid("Published"),
    "dropped": msgid("Dropped"),
}
_MOST_HIDDEN = 60


def row(release: Release) -> dict[str, Any]:
    """A release on the list."""
    return {
        "id": release.id,
        "name": name(release),
        "state": gettext(_STATES[State(release.state)]),
        "waits": release.state in rules.OPEN,
        "built_on": services().calendar.today(release.built_at),
    }


def name(release: Release) -> str:
    """Its month in words, and which revision it is."""
    month = locale.month(date.fromisoformat(f"{release.period}-01"))
    if not release.revision:
        return month
    return gettext("%(month)s, revision %(number)s", month=month, number=release.revision)


def months_to_build(releases: Sequence[Release], first: date | None, today: date) -> list[tuple[str, str]]:
    """The months that may be built by now, the last first: those that have none, and those whose last is published."""
    waiting = {one.period for one in releases if one.state in rules.OPEN}
    return [
        (key, locale.month(month.start))
        for month in _months_until(first, today)
        if (key := address_of(month.key)) not in waiting
    ]


def _months_until(first: date | None, today: date) -> Iterator[Period]:
    calendar = services().calendar
    month = calendar.month(today)
    while first and month.end >= first:
        if rules.may_be_built_from(month.end) <= today:
            yield month
        month = calendar.before(month)


def details(release: Release, nicknames: Mapping[str, str]) -> dict[str, Any]:
    """A release with who did what when, and what it rests on; `nicknames` by the book's names of accounts."""
    return {
        **row(release),
        "key": rules.release_key(release.kind, release.period, release.revision),
        "command": f"tongxing release verify {release.id}",
        "deeds": list(_deeds(release, nicknames)),
        "inputs": release.inputs,
        "upto": release.upto_entry_id,
        "open_holds": release.open_holds,
        "pack_version": release.pack_version,
        "code_version": release.code_version,
        "sha256": release.inputs_sha256,
        "next": release.state if release.state in rules.OPEN else "",
        "is_published": release.state == State.PUBLISHED,
    }


def _deeds(release: Release, nicknames: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for deed, words in _DEEDS.items():
        at = getattr(release, f"{deed}_at")
        if at is not None:
            when = locale.moment(services().calendar.local(at))
            yield {"what": gettext(words), "who": _who(getattr(release, f"{deed}_by"), nicknames), "when": when}


def _who(by: str, nicknames: Mapping[str, str]) -> str:
    """Staff by their nickname; by number, as in the audit book, where the account is gone."""
    if by == SCHEDULER:
        return gettext("by itself")
    return gettext("on the server") if by == audit.OPERATOR else nicknames.get(by, by.partition(":")[2])


# Tables


def table(found: TableText) -> dict[str, Any]:
    """A table with its columns and rows in words, hidden figures as the one sign."""
    schema = found.schema
    return {
        "key": schema.key,
        "title": in_language(schema.title),
        "about": in_language(schema.description),
        "sha256": found.sha256,
        "columns": [in_language(column.title) for column in schema.columns if column.role != Role.STATUS],
        "rows": [list(_cells(schema, one)) for one in found.rows],
        "hidden": sum(one.get(STATUS) == "withheld" for one in found.rows),
    }


def _cells(schema: Schema, row: Mapping[str, Value]) -> Iterator[dict[str, str]]:
    for words in _words(schema, row):
        yield {"words": words, "lang": foreign_language(words)}


def _words(schema: Schema, row: Mapping[str, Value]) -> Iterator[str]:
    for column in schema.columns:
        value = row[column.key]
        if column.role == Role.STATUS:
            continue
        if isinstance(value, str):
            yield in_language(schema.label(column.key, value))
        else:
            yield "–" if value is None else locale.number(float(value), 3 if isinstance(value, Decimal) else 0)


def hidden(cells: Sequence[PublishedCell], tables: Mapping[str, TableText]) -> list[dict[str, Any]]:
    """Which cells are hidden and why, those that protect others first: the two other reasons explain themselves."""
    found = [one for one in cells if one.why]
    found.sort(key=lambda one: (one.why != Why.PROTECTS_OTHERS, one.number))
    words = {value: said for one in tables.values() for of in one.schema.words.values() for value, said in of.items()}
    return [
        {
            "what": " · ".join(in_language(words[level]) if level in words else level for level in _levels(one.name)),
            "why": gettext(_WHY[Why(one.why)]),
        }
        for one in found[:_MOST_HIDDEN]
    ]


def _levels(name: Sequence[str]) -> list[str]:
    """The levels that say something."""
    return [level for level in name[2:] if level != TOTAL] or [TOTAL]


def reasons(cells: Sequence[PublishedCell]) -> list[tuple[str, int]]:
    """How many cells are hidden for each reason."""
    return [(gettext(words), sum(one.why == why for one in cells)) for why, words in _WHY.items()]


def compared(now: TableText | None, before: TableText | None) -> list[dict[str, Any]]:
    """Participation by district beside the month before, where both are published."""
    if now is None or before is None:
        return []
    earlier = {row["district"]: row for row in before.rows}
    return [
        {
            "district": in_language(now.schema.label("district", str(row["district"]))),
            "participants": _change(row["participants"], earlier.get(row["district"], {}).get("participants")),
            "kg": _change(row["kg"], earlier.get(row["district"], {}).get("kg")),
        }
        for row in now.rows
    ]


def _change(now: Value, before: Value) -> str:
    if not isinstance(now, int | Decimal) or not isinstance(before, int | Decimal):
        return "–"
    decimals = 0 if isinstance(now, int) else 1
    return f"{locale.number(float(before), decimals)} → {locale.number(float(now), decimals)}"
