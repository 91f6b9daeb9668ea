"""Flags as pages show them, in the reader's language."""

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from civic.language import locale
from civic.language.locale import gettext
from civic.pictures.queries import token_of
from civic.web.context import read_session, services
from civic.web.forms import SubmittedForm
from civic.web.templating import in_language
from footprint import current
from footprint.diary.queries import LoggedEntry
from footprint.integrity import queries
from footprint.integrity.decisions import ANSWER_MAX, CORRECTED, DECISIONS, EVIDENCE_DAYS, OPEN_FOR, RESTORED, VERDICTS
from footprint.integrity.evidence import EVIDENCE, offered
from footprint.integrity.models import Flag, QuantityCheck
from footprint.integrity.words import ANSWER_NAMES, NAMES, REASONS, STATES, VERDICT_NAMES, WORDS, values
from footprint.ledger.models import Entry
from footprint.ledger.queries import standings
from footprint.ledger.rules import OWN
from footprint.method.views import quantity_label


def words_of(flag: Flag) -> str:
    """What the rule noticed, with its figures; its name alone where they were erased."""
    return gettext(WORDS[flag.rule], **values(flag.figures)) if flag.figures else gettext(NAMES[flag.rule])


def flag_context(flag: Flag) -> dict[str, Any]:
    """A flag as its resident sees it."""
    calendar = services().calendar
    return {
        "words": words_of(flag),
        "state": gettext(STATES[flag.decision]),
        "is_open": flag.decided_at is None,
        "found": locale.day(calendar.today(flag.found_at)),
        "latest": locale.day(calendar.today(flag.found_at + OPEN_FOR)),
        "answer": flag.answer,
        "answered": locale.moment(calendar.local(flag.answered_at)) if flag.answered_at else None,
        "photo": _photo(flag),
        "named": _named(read_session(), flag),
    }


def _named(session: Session, flag: Flag) -> list[tuple[str, str]]:
    """What its resident named, and what that says: the figures of a track, the answer of an organizer."""
    kinds = services().registry.by_key(EVIDENCE)
    found = [(kinds[one.kind], one) for one in queries.references(session, flag.id)]
    return [
        (kind.label(session, one.number), kind.value(session, one.number) if kind.value else answer_label(one.answer))
        for kind, one in found
    ]


def answer_label(answer: str | None) -> str:
    """What an organizer answered who was asked about an entry."""
    return gettext(ANSWER_NAMES[answer])


def _offers(flag: Flag, entry_id: int) -> list[tuple[str, str]]:
    """What the resident may name for an entry that waits: keys with their labels."""
    session, entry = read_session(), next(iter(queries.entries(read_session(), [entry_id])), None)
    if entry is None or flag.decided_at is not None:
        return []
    found = offered(session, services().registry, flag.resident_id, entry.occurred_on)
    return [(f"{kind.kind}:{number}", kind.label(session, number)) for kind, number in found]


def _photo(flag: Flag) -> str | None:
    """The address of the photograph that its resident shows."""
    return token_of(read_session(), flag.picture_id) if flag.picture_id else None


def asked_and_ended() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The rules, and what can become of what they ask about: codes with their names."""
    ended = [(how, gettext(STATES[how])) for how in DECISIONS]
    return [(rule, gettext(name)) for rule, name in NAMES.items()], ended


_LISTED = 40


def for_clerks(session: Session, flag: Flag) -> dict[str, object]:
    """What somebody sees who decides: the rule with its figures, what the resident says, the first of the entries."""
    entry_ids = queries.entry_ids(session, flag.id)
    stand = standings(session, entry_ids[:_LISTED])
    entries = queries.entries(session, entry_ids[:_LISTED])
    facts = [(gettext("State"), gettext(STATES[flag.decision])), (gettext("Entries"), str(len(entry_ids)))]
    told = [(locale.day(one.occurred_on), _said(one, stand[one.id].is_taken_back)) for one in entries]
    shown = {
        "text": words_of(flag),
        "picture": _photo(flag),
        "facts": [*facts, *_answer(flag), *_named(session, flag), *told],
    }
    return {"title": gettext(NAMES[flag.rule]), **shown}


def _answer(flag: Flag) -> list[tuple[str, str]]:
    if flag.answered_at is None:
        return []
    return [(gettext("The person says"), flag.answer or gettext("“It was like this”, without a note."))]


def _said(entry: Entry, is_taken_back: bool) -> str:
    """What an entry says, when it was logged, and whether it counts at the moment."""
    action = current.catalogue().actions.get(entry.action)
    what = f"{in_language(action.name)} {quantity_label(action, entry.quantity_milli)}" if action else entry.action
    logged = locale.moment(services().calendar.local(entry.recorded_at))
    state = gettext("not counted") if is_taken_back else gettext("counts")
    return f"{what} · {logged} · {state}"


def entry_note(session: Session, entry: LoggedEntry) -> Markup | None:
    """The part of an entry's page about what is being looked at; None where nothing ever was."""
    was_held = entry.held_by or entry.of_hold or entry.first_id
    flag = queries.flag_of(session, entry.id) if was_held else None
    if flag is None:
        return None
    return note(flag, entry.id, SubmittedForm(words=flag.answer or ""))


def note(flag: Flag, entry_id: int, form: SubmittedForm) -> Markup:
    """What a rule asks about an entry, with the form for an answer."""
    shown = {
        "flag": flag_context(flag),
        "entry_id": entry_id,
        "form": form,
        "most": ANSWER_MAX,
        "days": EVIDENCE_DAYS,
        "offers": _offers(flag, entry_id),
    }
    return Markup(render_template("footprint/integrity/_flag.html", **shown))  # noqa: S704 (escaped by the template)


# Checked quantities


def verdicts() -> list[tuple[str, str]]:
    """What can become of a reported quantity: codes with their names."""
    return [(verdict, gettext(VERDICT_NAMES[verdict])) for verdict in VERDICTS]


def reasons() -> list[tuple[str, str]]:
    """Why a quantity is corrected: codes with their names."""
    return [(code, gettext(name)) for code, name in REASONS.items()]


def may_be_corrected(check: QuantityCheck | None) -> bool:
    """Whether an organizer may still say another quantity: an appeal ends that."""
    return check is None or check.verdict != RESTORED


def verdict_label(check: QuantityCheck | None) -> str:
    """What became of a reported quantity; "" where nobody has looked at it."""
    return gettext(VERDICT_NAMES[check.verdict]) if check else ""


def check_context(check: QuantityCheck, action: str) -> dict[str, Any]:
    """What became of a reported quantity, with its reason."""
    known = current.catalogue().actions.get(action)
    before, after = (
        quantity_label(known, milli) if known else f"{milli / 1000:g}"
        for milli in (check.before_milli, check.after_milli)
    )
    return {
        "verdict": check.verdict,
        "who": in_language(check.by_name),
        "when": locale.moment(services().calendar.local(check.at)),
        "before": before,
        "after": after,
        "reason": gettext(REASONS[check.reason]) if check.reason else "",
        "words": check.words,
    }


def check_for_clerks(session: Session, check: QuantityCheck) -> dict[str, object]:
    """What somebody sees who decides an appeal against a correction."""
    entry = queries.entries(session, [check.entry_id])[0]
    action, shown = current.catalogue().actions.get(entry.action), check_context(check, entry.action)
    facts = [
        (gettext("Day"), locale.day(entry.occurred_on)),
        (gettext("Reported"), shown["before"]),
        (gettext("Corrected to"), shown["after"]),
        (gettext("By"), shown["who"]),
        (gettext("Reason"), shown["reason"]),
    ]
    title = in_language(action.name) if action else entry.action
    return {"title": title, "text": shown["words"], "facts": facts}


def check_note(session: Session, entry: LoggedEntry) -> Markup | None:
    """The part of an entry's page about who confirmed or corrected its quantity; None where nobody did."""
    found = queries.checks_of(session, entry.id) if entry.source != OWN else ()
    if not found:
        return None
    shown = {
        "checks": [check_context(one, entry.action) for one in found],
        "is_corrected": found[-1].verdict == CORRECTED,
        "entry_id": found[-1].entry_id,
    }
    return Markup(render_template("footprint/integrity/_checked.html", **shown))  # noqa: S704 (escaped there)
