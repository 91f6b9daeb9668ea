"""Logging in two taps, why each number is what it is, and what it adds up to."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from civic.accounts.actor import named_in_session
from civic.accounts.identity import SessionName
from civic.calendar import utc_now
from civic.errors import DomainError, Forbidden, NotFound, Unauthenticated, msgid
from civic.language.locale import gettext
from civic.web.context import read_session, services, write_session, write_together
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import confirms_session, public, signed_in
from civic.web.limits import spend_visitors_write
from civic.web.requests import new_idempotency_key, redirect_after_post, wants_fragment
from footprint import current
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action
from footprint.additionality import queries as additionality
from footprint.additionality.services import answer as keep_answer
from footprint.diary import home_baseline, me, personal_data, queries, trial, views
from footprint.diary.forms import LogForm, read_log_form
from footprint.diary.panels import DONE_PANELS, ME_NOTES
from footprint.diary.queries import LastTime, LoggedEntry
from footprint.ledger import permissions, rules
from footprint.ledger.limit_use import used as used_around
from footprint.ledger.queries import uses_milli
from footprint.ledger.rules import NOTHING_USED, Used
from footprint.ledger.services import Claim, undo_own
from footprint.method.views import comparison_text, quantity_label

blueprint = Blueprint("diary", __name__)
blueprint.app_context_processor(personal_data.trial_on_signup)


def _today() -> date:
    return services().calendar.today()


@blueprint.get("/actions")
@public
def tiles() -> str:
    """All actions as tiles."""
    known = current_user.is_resident
    context = views.tiles_context(current_user.resident_id if known else None, _today())
    return render_template("footprint/diary/tiles.html", **context, trial=not known)


@blueprint.route("/actions/<action>", methods=["GET", "POST"])
@public
@confirms_session
def form(action: str) -> Response | str:
    """The form of one action; sending it records an entry, or shows a visitor what it would save."""
    chosen = current.catalogue().action(action)
    if chosen.is_device:
        return redirect_after_post(url_for("devices.page", kind=chosen.id))
    if not chosen.is_by_hand:
        return _seen_elsewhere(chosen)
    if request.method == "GET":
        last = _last_time(chosen)
        return _form_page(chosen, _fresh(chosen, last), last)
    sent = read_log_form(request.form, chosen, _today())
    if not sent.form.errors:
        with sent.form.refusals():
            who = named_in_session()
            return _log(chosen, sent, who) if who else _try(chosen, sent)
    return _form_page(chosen, sent, _last_time(chosen))


def _seen_elsewhere(action: Action) -> str:
    if request.method == "POST":
        raise Forbidden("Nobody enters this by hand: it is recorded where it was seen.")
    return render_template("footprint/diary/seen_elsewhere.html", action=views.action_context(action))


def _log(action: Action, sent: LogForm, who: SessionName) -> Response | str:
    said = (sent.key, action.id, sent.option, sent.quantity_milli, sent.occurred_on)
    try:
        recorded = current.record_together(Claim(who.resident_id, *said, session=who))
    except Unauthenticated:
        spend_visitors_write()
        return _try(action, sent)
    if not wants_fragment():
        # Said outright: to build the address from its route costs as much as to read the whole form.
        return redirect_after_post(
            f"{request.script_root}/entries/{recorded.entry_id}?done={'again' if recorded.replayed else 'now'}"
        )
    return render_template(
        "footprint/diary/_done.html", **_done(_own_entry(recorded.entry_id)), repeated=recorded.replayed
    )


def _try(action: Action, sent: LogForm) -> Response | str:
    """A visitor's try: nothing is written, the answers wait in the visitor's own cookie until sign-up."""
    session["trial"] = kept = trial.keep(trial.readable(session.get("trial")), action, sent)
    if not wants_fragment():
        return redirect_after_post(url_for("diary.trial_result"))
    return render_template("footprint/diary/_trial.html", **trial.context(kept, _today()))


@blueprint.get("/actions/tried")
@public
def trial_result() -> Response | str:
    """What the visitor's newest try would save, and which others are kept."""
    kept = trial.readable(session.get("trial"))
    if not kept:
        return redirect_after_post(url_for("diary.tiles"))
    return render_template("footprint/diary/trial.html", **trial.context(kept, _today()))


@blueprint.get("/actions/<action>/preview")
@public
def preview(action: str) -> str:
    """What the entry would save, while it is typed."""
    chosen = current.catalogue().action(action)
    sent = read_log_form(request.args, chosen, _today(), keyed=False)
    used = _used(chosen, sent.occurred_on)
    return render_template("footprint/diary/_preview.html", preview=_preview(chosen, sent, used))


def _preview(action: Action, sent: LogForm, used: Used) -> dict[str, Any] | None:
    if not sent.form.text("quantity").strip():
        return None
    is_open = not sent.form.text(action.field)
    errors = sent.form.errors.items()
    problems = [text for name, texts in errors if not (is_open and name == action.field) for text in texts]
    if problems:
        return {"problem": problems[0]}
    if is_open:
        return {"problem": gettext("Answer the question, and what it saves shows here.")}
    credited = used.left_of(sent.quantity_milli, action.limits)
    counted = used.left_of(sent.quantity_milli, rules.shorter(action.limits))
    try:
        saved = quantify(
            current.catalogue(), Activity(action.id, sent.option, credited, sent.occurred_on, _uses(action, sent))
        )
    except DomainError as problem:
        return {"problem": gettext(problem.message, **problem.values)}
    return {
        "reduction": saved,
        "nothing": views.nothing_context(action, sent.option, saved.high_mg, credited),
        "quantity_label": quantity_label(action, sent.quantity_milli),
        "comparison": comparison_text(saved.mid_mg, sent.occurred_on, action),
        "points": rules.points_of(action.points, counted, _points_on(action, sent.occurred_on)),
        "clipped": views.clipped_context(
            action, sent.quantity_milli, credited, views.exhausted(action, used, credited)
        ),
        "counts_mass": views.counts_mass(action),
    }


def _uses(action: Action, sent: LogForm) -> int:
    """Earlier uses of the same bag, which decide whether this one earns."""
    if not current_user.is_resident or not action.option(sent.option).breakeven_uses:
        return 0
    return uses_milli(read_session(), current_user.resident_id, action.id, sent.option)


def _fresh(action: Action, last: LastTime | None) -> LogForm:
    """An empty form: the resident's last answers, or what a link asks for, or the action's default."""
    option = last.option if last and any(known.id == last.option for known in action.options) else None
    milli = action.amount.default_milli if last is None or last.quantity_milli is None else last.quantity_milli
    asked = {name: request.args[name] for name in ("quantity", "occurred_on", action.field) if name in request.args}
    decides = action.question is not None and action.question.decides
    start = {
        "quantity": views.plain(milli),
        action.field: option or ("" if decides else action.default_option),
        **asked,
    }
    read = read_log_form(start, action, _today(), keyed=False)
    form = SubmittedForm(None, **{**read.form.values, "key": new_idempotency_key()})
    return LogForm(form, read.quantity_milli, read.occurred_on, read.option, form.text("key"))


def _last_time(action: Action) -> LastTime | None:
    """None for a visitor."""
    if not current_user.is_resident:
        return None
    return queries.last_time(services().database, current_user.resident_id, action.id)


def _form_page(action: Action, sent: LogForm, last: LastTime | None) -> Response:
    used = _used(action, sent.occurred_on)
    if not sent.key or "" in sent.form.errors:  # a key that was used up, or none
        sent.form.values["key"] = new_idempotency_key()
    joined_on = services().calendar.today(last.joined_at) if last else None
    template = "_form.html" if wants_fragment() else "form.html"
    return form_page(
        f"footprint/diary/{template}",
        sent.form,
        action=views.action_context(action),
        question=views.question_context(action),
        quick=views.quick_context(action),
        days=views.days_context(_today(), joined_on),
        preview=_preview(action, sent, used),
        logged_today=_usage(action, used) if sent.occurred_on == _today() else None,
        trial=last is None,
    )


def _usage(action: Action, used: Used) -> dict[str, Any] | None:
    """What was credited so far under the limit that leaves least."""
    if not action.limits:
        return None
    return views.usage_context(action, min(action.limits, key=lambda limit: used.of(limit).left_milli), used)


def _points_on(action: Action, day: date) -> int:
    """What the action has earned the resident on that day; nothing for a visitor."""
    if not current_user.is_resident:
        return 0
    return queries.points_on(services().database, current_user.resident_id, action.id, day)


def _used(action: Action, day: date) -> Used:
    """What the resident and the household have used up of the limits around `day`; nothing for a visitor."""
    if not current_user.is_resident:
        return NOTHING_USED
    shared = any(limit.scope == "household" for limit in action.limits)
    home = current_user.household_id if shared else None
    month = services().calendar.month(min(day, _today()))
    return used_around(services().database, current_user.resident_id, home, action.id, day, month)


def _done(entry: LoggedEntry) -> dict[str, Any]:
    action = current.catalogue().action(entry.action)
    is_clipped = entry.credited_milli < entry.quantity_milli
    cutting = views.exhausted(action, _used(action, entry.occurred_on)) if is_clipped else []
    question = additionality.question(services().database, entry.id)
    drawn = [draw(entry) for draw in services().registry.all(DONE_PANELS)]
    panels = [part for part in drawn if part]
    return {**views.done_context(entry, _today(), cutting), "anyway": question, "panels": panels}


def _own_entry(entry_id: int) -> LoggedEntry:
    entry = queries.entry(services().database, entry_id)
    if entry is None or not permissions.may_see(current_user, entry):
        raise NotFound()
    return entry


_DONE = ("now", "again", "answered")
"""What the confirmation of a record is shown after."""


@blueprint.get("/entries/<row:id>")
@signed_in
def entry(id: int) -> str:
    """Why this number; right after logging, the confirmation."""
    found = _own_entry(id)
    if request.args.get("done") in _DONE and found.reversed_by is None and found.reverses_id is None:
        repeated = request.args["done"] == "again"
        return render_template("footprint/diary/done.html", **_done(found), repeated=repeated)
    return render_template("footprint/diary/entry.html", **me.entry_context(found, _today()))


@blueprint.post("/entries/<row:id>/anyway")
@signed_in
def anyway(id: int) -> Response:
    """Keeps whether it would have been done anyway; the record stays as it is."""
    resident_id, said, now = current_user.resident_id, request.form.get("answer", ""), utc_now()
    write_together(lambda writer: keep_answer(writer, resident_id, id, said, now))
    return redirect_after_post(url_for("diary.entry", id=id, done="answered"))


@blueprint.post("/entries/<row:id>/undo", endpoint="undo")
@signed_in
def undo_entry(id: int) -> Response:
    """Takes an entry back by an opposite one."""
    ledger, resident_id, now = current.ledger(), current_user.resident_id, utc_now()
    lost = write_together(lambda writer: undo_own(writer, ledger, resident_id, id, now))
    said = msgid("Undone. Later records based on it were recalculated.") if lost.entries else ""
    return redirect_after_post(url_for("diary.entry", id=id), said)


@blueprint.get("/me", endpoint="me")
@signed_in
def me_page() -> str:
    """What I saved: totals, chart, the newest entries, the share of the household's baseline."""
    period, chart = request.args.get("period"), request.args.get("chart")
    context = me.context(services().database, current_user, _today(), period, chart)
    found = (tell(read_session(), current_user, utc_now()) for tell in services().registry.all(ME_NOTES))
    return render_template("footprint/diary/me.html", **context, notes=[one for one in found if one])


_PAGE = 30
_LAST_PAGE = 10_000


@blueprint.get("/me/entries")
@signed_in
def entries() -> str:
    """All own entries by day, a page at a time."""
    number = min(max(1, request.args.get("page", 1, type=int)), _LAST_PAGE)
    database, resident_id = services().database, current_user.resident_id
    found = queries.newest_entries(database, resident_id, limit=_PAGE + 1, offset=(number - 1) * _PAGE)
    return render_template(
        "footprint/diary/entries.html",
        days=me.by_day(found[:_PAGE], _today()),
        total=queries.count(database, resident_id),
        newer=url_for("diary.entries", page=number - 1) if number > 1 else None,
        older=url_for("diary.entries", page=number + 1) if len(found) > _PAGE else None,
    )


@blueprint.route("/me/baseline", methods=["GET", "POST"])
@signed_in
def baseline() -> Response:
    """The household's footprint from a short questionnaire."""
    if request.method == "GET":
        return _baseline_page(home_baseline.kept_form(services().database, current_user.resident_id))
    form, answers = home_baseline.read_answers(request.form)
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                home_baseline.keep_answers(writer, current_user.resident_id, answers, utc_now())
            return redirect_after_post(url_for("diary.baseline") + "#result")
    return _baseline_page(form)


def _baseline_page(form: SubmittedForm) -> Response:
    context = home_baseline.context(services().database, current_user, _today(), form)
    return form_page("footprint/diary/baseline.html", form, **context)
