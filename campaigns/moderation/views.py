"""Cases as pages show them, in the reader's language."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.moderation import queries, rules
from campaigns.moderation.appeals import number_of
from campaigns.moderation.models import Case, CaseMessage, DecisionCount
from campaigns.moderation.services import decider_of, pictures_of
from civic.accounts.identity import Actor
from civic.accounts.permissions import may_moderate
from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from civic.errors import DomainError
from civic.language import locale
from civic.language.locale import gettext
from civic.residents.identity import resident_id_of
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint import current
from footprint.integrity.queries import check
from footprint.integrity.views import asked_and_ended, check_for_clerks, verdicts
from footprint.ledger.queries import entry as find_entry
from footprint.ledger.queries import reversal_of
from footprint.method.views import limit_label, quantity_label

_ICONS = {"picture": "map", "text": "why", "track": "bicycle", "report": "warning", "held": "why", "appeal": "scale"}


def choices(codes: Iterable[str], names: Any) -> list[tuple[str, str]]:
    """Codes with their names, as choices."""
    return [(code, gettext(names[code])) for code in codes]


def when(instant: datetime) -> str:
    """An instant in the city's time."""
    return locale.moment(services().calendar.local(instant))


def line(case: Case) -> dict[str, Any]:
    """A case in a list."""
    return {
        "id": case.id,
        "href": url_for("moderation.case", id=case.id),
        "kind": case.kind,
        "kind_label": gettext(rules.KINDS.get(case.kind, case.kind)),
        "icon": _ICONS.get(case.kind, "info"),
        "subject": case.subject,
        "path": case.subject_path,
        "state": case.state,
        "state_label": gettext(rules.STATES.get(case.state, case.state)),
        "reason": gettext(rules.REASONS[case.reason]) if case.reason in rules.REASONS else "",
        "text": case.text,
        "opened": when(case.opened_at),
        "decided": when(case.decided_at) if case.decided_at else None,
    }


def lines(session: Session, cases: Sequence[Case], kind: str) -> list[dict[str, Any]]:
    """Cases in the queue of a kind ("" for all), with their pictures."""
    pictures = pictures_of(session, services().registry, [case.subject for case in cases])
    return [
        {
            **line(case),
            "href": url_for("moderation.case", id=case.id, queue=kind or None),
            "picture": pictures.get(case.subject),
        }
        for case in cases
    ]


def failures(failed: Mapping[int, DomainError]) -> list[dict[str, Any]]:
    """Cases that could not be decided, and why."""
    return [
        {"id": number, "href": url_for("moderation.case", id=number), "why": gettext(problem.message, **problem.values)}
        for number, problem in failed.items()
    ]


_EMPTY: Mapping[str, Any] = {"title": "", "text": "", "picture": None, "facts": [], "more": None, "is_gone": False}


def preview(session: Session, case: Case) -> dict[str, Any]:
    """What moderators see of the thing; what is missing is empty."""
    entry_id, check_id = number_of(case.subject, "entry"), number_of(case.subject, "check")
    if entry_id:
        return {**_EMPTY, **_entry(session, entry_id)}
    corrected = check(session, check_id) if check_id else None
    if corrected is not None:
        return {**_EMPTY, **check_for_clerks(session, corrected)}
    found = decider_of(services().registry, case.subject)
    seen = dict(found[0].preview(session, found[1])) if found else {}
    return {**_EMPTY, **seen, "is_gone": found is not None and not seen}


def _entry(session: Session, entry_id: int) -> dict[str, Any]:
    """An entry of which a limit cut off a part: what was done, how much of it counted, and why not more."""
    entry = find_entry(session, entry_id)
    action = current.catalogue().actions.get(entry.action) if entry else None
    if entry is None or action is None:
        return {"title": entry.action if entry else "", "is_gone": entry is None}
    cut_milli = entry.quantity_milli - entry.credited_milli
    facts = [
        (gettext("Day"), locale.day(entry.occurred_on)),
        (gettext("Amount logged"), quantity_label(action, entry.quantity_milli)),
        (gettext("Amount counted"), quantity_label(action, entry.credited_milli)),
        (gettext("Cut off by a limit"), quantity_label(action, cut_milli)),
        *((gettext("Limit"), limit_label(action, limit)) for limit in action.limits),
    ]
    if reversal_of(session, entry_id):
        facts.append((gettext("State"), gettext("It was taken back meanwhile.")))
    more = {"href": url_for("diary.form", action=action.id), "label": gettext("The action, as residents see it")}
    return {"title": in_language(action.name), "facts": facts, "more": more}


def conversation(session: Session, case: Case, reader: Actor, *, judges: bool) -> list[dict[str, Any]]:
    """What was said in a case, as far as the reader was meant: who reported a thing and whose it is write to the
    moderators, never to each other."""
    said = queries.messages(session, case.id)
    if not judges:
        of_others = case.kind == "report" and case.by_id != resident_id_of(reader)
        since = case.decided_at if of_others else None
        said = [one for one in said if one.by_account_id == reader.account_id or _is_meant(one, since)]
    return [
        {
            "who": "moderators" if one.is_moderator else "you" if one.by_account_id == reader.account_id else "person",
            "text": one.text,
            "when": when(one.at),
        }
        for one in said
    ]


def _is_meant(message: CaseMessage, since: datetime | None) -> bool:
    """What moderators wrote; to whom a report is about, only what they wrote once they had decided."""
    return message.is_moderator and (since is None or message.at >= since)


def reports(session: Session, case_id: int) -> list[dict[str, str]]:
    """What a thing was reported for; who did it, moderators do not need to know."""
    return [
        {"reason": gettext(rules.REASONS.get(one.reason, one.reason)), "text": one.text, "when": when(one.at)}
        for one in queries.reports(session, case_id)
    ]


def figures(counts: Iterable[DecisionCount]) -> dict[str, Any]:
    """How cases of each kind ended, and the reasons of refusals; 0 where too few people stand behind a number."""
    told = Counter({(one.what, one.name, one.state): one.cases for one in counts})
    kinds = [
        {"name": gettext(name), **{state: told["kind", kind, state] for state in (rules.ALLOWED, rules.REFUSED)}}
        for kind, name in rules.KINDS.items()
    ]
    reasons = Counter({name: cases for (what, name, _), cases in told.items() if what == "reason"})
    named = [(gettext(rules.REASONS.get(code, code)), count) for code, count in reasons.most_common()]
    return {"kinds": kinds, "reasons": named, "least": MINIMUM, **_asked(told)}


def _asked(told: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    """How often each rule asked about entries, and what became of that."""
    asked, ended = asked_and_ended()
    return {
        "asked": [(name, told["rule", rule, "asked"]) for rule, name in asked],
        "ended": [(name, told["flag", how, how]) for how, name in ended],
        "checked": [(name, told["quantity", verdict, verdict]) for verdict, name in verdicts()],
        "clipped": told["clipped", "people", "shown"],
    }


def history(session: Session, resident_id: int, limit: int, but: int = 0) -> list[dict[str, Any]]:
    """What became of a resident's things, and who decided it; the case `but` left out."""
    return [
        {**line(one.case), "decided_by": one.decided_by}
        for one in queries.history_of(session, resident_id, limit=limit)
        if one.case.id != but
    ]


_ON_A_PAGE = 50


def part_for_staff(resident_id: int) -> Markup | None:
    """A resident's history with the moderators."""
    session = read_session()
    html = render_template(
        "campaigns/moderation/_of_resident.html",
        cases=history(session, resident_id, _ON_A_PAGE),
        block=queries.block_of(session, resident_id, utc_now()),
        opens=may_moderate(current_user),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)
