"""The moderators' queue and cases, a resident's side of them, reports, appeals, and the figures for everybody."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.moderation import appeals, deciding, permissions, queries, rules, services, views
from campaigns.moderation.models import Case
from civic.accounts.actor import me as reader
from civic.accounts.permissions import may_moderate
from civic.calendar import utc_now
from civic.errors import DomainError, NotFound, msgid
from civic.language.locale import gettext
from civic.numbers import row_number
from civic.residents.actor import me
from civic.residents.identity import resident_id_of
from civic.residents.queries import nickname
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, read_choice, read_day, read_line, read_words
from civic.web.guards import allowed, public, signed_in, with_account
from civic.web.requests import redirect_after_post, safe_next
from footprint.current import ledger

blueprint = Blueprint("moderation", __name__)
_PAGE = 30
_MINE = 100
_BESIDE = 5


@blueprint.app_context_processor
def appeal_of_entry() -> dict[str, str]:
    """Where the page of an entry leads whoever thinks that a limit was wrong."""
    if request.endpoint != "diary.entry":
        return {}
    return {"appeal_href": url_for("moderation.appeal_entry", id=(request.view_args or {})["id"])}


def _moderation_page(template: str, form: SubmittedForm, **context: Any) -> Response:
    return form_page(f"campaigns/moderation/{template}", form, **context)


# The moderators' side


@blueprint.get("/moderation")
@allowed(may_moderate)
def queue() -> Response:
    """Cases by kind and state: those that wait oldest first."""
    return _queue(request.args.get("kind", ""), SubmittedForm())


@blueprint.post("/moderation")
@allowed(may_moderate)
def decide_many() -> Response:
    """Ends the cases of one kind that were ticked, with one reason; says which could not be."""
    kind = request.form.get("kind", "")
    form, decision = _read_decision()
    if not form.errors and kind in rules.KINDS:
        with form.refusals():
            numbers = [number for typed in request.form.getlist("case") if (number := row_number(typed))]
            book = ledger()
            with write_session() as writer:
                failed = deciding.decide_many(writer, book, reader(), kind, numbers, decision, utc_now())
            if not failed:
                said = msgid("Decided, and told to whoever it concerns.")
                return redirect_after_post(url_for("moderation.queue", kind=kind), said)
            return _queue(kind, form, failed)
    return _queue(kind, form, ticked=set(request.form.getlist("case")))


def _queue(
    kind: str,
    form: SubmittedForm,
    failed: Mapping[int, DomainError] | None = None,
    ticked: Collection[str] = (),
) -> Response:
    kind, state = kind if kind in rules.KINDS else "", request.args.get("state", rules.OPEN)
    state = state if state in rules.STATES else rules.OPEN
    number = min(max(1, request.args.get("page", 1, type=int)), 100_000)
    found = queries.queue(read_session(), kind or None, state, limit=_PAGE + 1, offset=(number - 1) * _PAGE)
    counts = queries.open_counts(read_session())

    def address(**differing: Any) -> str:
        return url_for("moderation.queue", **{"kind": kind or None, "state": state, **differing})

    return _moderation_page(
        "queue.html",
        form,
        cases=views.lines(read_session(), found[:_PAGE], kind),
        kind=kind,
        decides=bool(kind) and state == rules.OPEN,
        ticked=ticked,
        failed=views.failures(failed or {}),
        reasons=views.choices(rules.FAULTS, rules.REASONS),
        kinds=[
            {"label": f"{name} {counts.get(code, 0)}", "href": address(kind=code), "current": code == kind}
            for code, name in views.choices(rules.KINDS, rules.KINDS)
        ],
        every={"label": gettext("All"), "href": address(kind=None), "current": not kind},
        states=[
            {"label": name, "href": address(state=code), "current": code == state}
            for code, name in views.choices(rules.STATES, rules.STATES)
        ],
        newer=address(page=number - 1) if number > 1 else None,
        older=address(page=number + 1) if len(found) > _PAGE else None,
    )


def _read_decision() -> tuple[SubmittedForm, deciding.Decision]:
    form = SubmittedForm(request.form)
    answer = form.read("answer", lambda typed: read_choice(typed, {"allow": 1, "refuse": 1}), "")
    reason = form.read("reason", lambda typed: read_choice(typed, {"": 1, **rules.REASONS}), "")
    message = form.read("message", lambda typed: read_words(typed, most=rules.TEXT_MAX, required=False), "")
    return form, deciding.Decision(answer == "allow", reason, message)


def _next_after(id: int) -> str:
    """The page of the next case that waits in the queue that the reader works through; the desk when it is empty."""
    kind = request.values.get("queue", "")
    kind = kind if kind in rules.KINDS else ""
    following = queries.next_waiting(read_session(), id, kind or None, resident_id_of(reader()))
    return url_for("moderation.case", id=following, queue=kind or None) if following else url_for("staff.desk")


@blueprint.get("/moderation/cases/<row:id>")
@with_account
def case(id: int) -> Response:
    """A case: for moderators with what there is to judge, for others with what was said and decided."""
    return _case(id, SubmittedForm())


def _visible(id: int) -> tuple[Case, int | None]:
    """A case that the reader may see, and whose thing it is about."""
    found = queries.case(read_session(), id)
    author_id = deciding.author_of(read_session(), app_services().registry, found) if found else None
    if found is None or not permissions.may_see(reader(), found, author_id):
        raise NotFound()
    return found, author_id


def _case(id: int, form: SubmittedForm) -> Response:
    found, author_id = _visible(id)
    actor, session, now = reader(), read_session(), utc_now()
    judges = may_moderate(actor)
    looks = judges or permissions.may_look(actor, found, author_id)
    poster = author_id if found.kind == "report" else found.by_id
    if found.subject.startswith(("entry:", "check:")) or found.kind == "held":
        poster = None  # of an entry it does not matter who
    appeal = queries.appeal_of(session, f"case:{found.id}", resident_id_of(actor) or 0)
    may_appeal = permissions.may_appeal(actor, found, author_id)
    return _moderation_page(
        "case.html",
        form,
        case=views.line(found),
        judges=judges,
        is_mine=resident_id_of(actor) == found.by_id,
        may_decide=permissions.may_decide(actor, found, author_id, appeals.decided_before_by(session, found)),
        preview=views.preview(session, found) if looks else None,
        reports=views.reports(session, found.id) if judges else [],
        messages=views.conversation(session, found, actor, judges=judges),
        queue=request.values.get("queue", ""),
        skip=_next_after(found.id) if judges and found.state == rules.OPEN else None,
        history=views.history(session, poster, _BESIDE, but=found.id) if judges and poster else [],
        poster={"id": poster, "nickname": nickname(session, poster)} if judges and poster else None,
        block=queries.block_of(session, poster, now) if judges and poster else None,
        reasons=views.choices(rules.FAULTS, rules.REASONS),
        appeal=views.line(appeal) if appeal else None,
        appealable=may_appeal and appeals.is_appealable(session, app_services().registry, found, now),
    )


@blueprint.post("/moderation/cases/<row:id>/decide")
@allowed(may_moderate)
def decide(id: int) -> Response:
    """Ends a case, and goes on to the next."""
    form, decision = _read_decision()
    if not form.errors:
        with form.refusals():
            book = ledger()
            with write_session() as writer:
                deciding.decide(writer, book, reader(), id, decision, utc_now())
            return redirect_after_post(_next_after(id), msgid("Decided, and told to whoever it concerns."))
    return _case(id, form)


@blueprint.post("/moderation/cases/<row:id>/say")
@with_account
def say(id: int) -> Response:
    """A line in the conversation of a case."""
    found, _ = _visible(id)
    as_moderator = may_moderate(reader()) and found.by_id != resident_id_of(reader())
    form = SubmittedForm(request.form)
    text = form.read("words", lambda typed: read_words(typed, most=rules.TEXT_MAX), "")
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                deciding.say(
                    writer, app_services().registry, reader(), id, text, as_moderator=as_moderator, now=utc_now()
                )
            return redirect_after_post(url_for("moderation.case", id=id) + "#talk")
    return _case(id, form)


@blueprint.post("/moderation/cases/<row:id>/block")
@allowed(may_moderate)
def block(id: int) -> Response:
    """Keeps the account whose thing it is from posting until a day."""
    found, author_id = _visible(id)
    poster = author_id if found.kind == "report" else found.by_id
    form = SubmittedForm(request.form)
    last_day = form.read("last_day", read_day, app_services().calendar.today())
    reason = form.read("why", lambda typed: read_line(typed, most=500), "")
    if poster is None:
        raise NotFound("This account does not exist.")
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                deciding.block(writer, app_services().calendar, reader(), poster, last_day, reason, utc_now())
            return redirect_after_post(url_for("moderation.case", id=id) + "#block")
    return _case(id, form)


@blueprint.post("/moderation/cases/<row:id>/unblock")
@allowed(may_moderate)
def unblock(id: int) -> Response:
    """Lets the account post again."""
    found, author_id = _visible(id)
    poster = author_id if found.kind == "report" else found.by_id
    if poster is not None:
        with write_session() as writer:
            deciding.unblock(writer, reader(), poster, utc_now())
    return redirect_after_post(url_for("moderation.case", id=id) + "#block")


# A resident's side


@blueprint.get("/moderation/mine")
@signed_in
def mine() -> str:
    """What I have before the moderators, a block on me, and whom I have hidden."""
    who, session = me().resident_id, read_session()
    today = app_services().calendar.today
    return render_template(
        "campaigns/moderation/mine.html",
        cases=[views.line(case) for case in queries.cases_of(session, who, limit=_MINE)],
        block=queries.block_of(session, who, utc_now()),
        hidden=[{"id": number, "since": today(at)} for number, at in queries.hidden_since(session, who)],
    )


@blueprint.route("/moderation/cases/<row:id>/appeal", methods=["GET", "POST"])
@signed_in
def appeal(id: int) -> Response:
    """Asks that somebody else looks at a decision."""
    found, author_id = _visible(id)
    if not permissions.may_appeal(me(), found, author_id):
        raise NotFound()
    form = SubmittedForm(request.form)
    if request.method == "POST":
        text = form.read("words", lambda typed: read_words(typed, most=rules.TEXT_MAX), "")
        if not form.errors:
            with form.refusals():
                with write_session() as writer:
                    case = deciding.locked(writer, id)
                    made = appeals.appeal_decision(writer, app_services().registry, me(), case, text, utc_now()).id
                return redirect_after_post(url_for("moderation.case", id=made))
    return _moderation_page("appeal.html", form, entry=None, case=views.line(found), is_corrected=False)


@blueprint.route("/entries/<row:id>/appeal", methods=["GET", "POST"])
@signed_in
def appeal_entry(id: int) -> Response:
    """Asks that somebody looks at what a limit cut off from an entry, or at how it was corrected."""
    form, matter = SubmittedForm(request.form), appeals.matter_of(read_session(), me(), id)
    known = queries.appeal_of(read_session(), matter.subject, me().resident_id)
    if known is not None:
        return redirect_after_post(url_for("moderation.case", id=known.id))
    with form.refusals():
        appeals.check_appealable(read_session(), matter)
    is_corrected = matter.subject.startswith("check:")
    if request.method == "POST":
        text = form.read("words", lambda typed: read_words(typed, most=rules.TEXT_MAX, required=not is_corrected), "")
        if not form.errors:
            with form.refusals():
                with write_session() as writer:
                    made = appeals.appeal_entry(writer, me(), id, text, utc_now()).id
                return redirect_after_post(url_for("moderation.case", id=made))
    return _moderation_page("appeal.html", form, entry=id, case=None, is_corrected=is_corrected)


@blueprint.route("/report/<kind>/<row:number>", methods=["GET", "POST"])
@signed_in
def report(kind: str, number: int) -> Response:
    """Tells the moderators of a thing that should not stand."""
    subject = f"{kind}:{number}"
    path = services.public_path_of(read_session(), app_services().registry, subject)
    if path is None:
        raise NotFound()
    done = queries.has_reported(read_session(), me().resident_id, subject)
    form = SubmittedForm(request.form)
    if request.method == "POST" and not done:
        reason = form.read("reason", lambda typed: read_choice(typed, dict.fromkeys(rules.REPORTED_FOR)), "")
        text = form.read("words", lambda typed: read_words(typed, most=rules.REPORT_MAX, required=False), "")
        if not form.errors:
            with form.refusals():
                with write_session() as writer:
                    services.report(writer, app_services().registry, me(), subject, reason, text, utc_now())
                return redirect_after_post(url_for("moderation.report", kind=kind, number=number))
    reasons = views.choices(rules.REPORTED_FOR, rules.REASONS)
    hides = services.can_hide(app_services().registry, subject)
    shown = {"path": path, "done": done, "hides": hides, "reasons": reasons}
    return _moderation_page("report.html", form, kind=kind, number=number, **shown)


@blueprint.post("/hide/<kind>/<row:number>")
@signed_in
def hide(kind: str, number: int) -> Response:
    """I do not want to see what the author of this posts."""
    with write_session() as writer:
        services.hide_author(writer, app_services().registry, me(), f"{kind}:{number}", utc_now())
    return redirect_after_post(safe_next(request.form.get("next"), url_for("moderation.mine") + "#hidden"))


@blueprint.post("/hide/<row:id>/undo")
@signed_in
def show_again(id: int) -> Response:
    """I want to see somebody's posts again."""
    with write_session() as writer:
        services.show_again(writer, me(), id)
    return redirect_after_post(url_for("moderation.mine") + "#hidden")


# For everybody


@blueprint.get("/about/moderation")
@public
def figures() -> str:
    """How many cases there were, and how they ended."""
    return render_template(
        "campaigns/moderation/figures.html", **views.figures(queries.decision_counts(read_session()))
    )
