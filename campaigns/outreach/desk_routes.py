"""For a campaign's organizers: posters, tracked links, results, tables, and what comes back on paper."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from campaigns.events.queries import event_of, events_of
from campaigns.events.views import card as event_card
from campaigns.outreach import forms, posters, queries, rules, services, views
from campaigns.outreach import paper as paper_lists
from campaigns.outreach.forms import CrowdForm
from campaigns.outreach.paper import CheckedLine, Sheet
from campaigns.outreach.routes import printed
from campaigns.programme import permissions
from campaigns.programme import queries as programme_queries
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign
from campaigns.programme.rules import PUBLIC, Standing
from civic.calendar import utc_now
from civic.documents import printing
from civic.documents.spreadsheets import CSV_TYPE, XLSX_TYPE, Row, to_csv, to_xlsx
from civic.errors import Invalid, NotFound, msgid
from civic.language.locale import gettext
from civic.numbers import row_number
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, read_line
from civic.web.guards import signed_in
from civic.web.limits import spend_costly_read, spend_guess
from civic.web.requests import new_idempotency_key, redirect_after_post
from footprint.current import ledger
from footprint.ledger.rules import ANSWER_DAYS, undoable_until

blueprint = Blueprint("outreach_desk", __name__)
_MAKERS: dict[str, Callable[[posters.Notice], bytes]] = {"poster": posters.poster, "card": posters.card}


def _campaign(slug: str) -> Campaign:
    """A campaign that the reader runs and that has been published."""
    return run_by_reader(slug)[0]


def run_by_reader(slug: str) -> tuple[Campaign, Standing]:
    """The same, and for whom the reader runs it."""
    campaign, standing = programme_queries.run_by(read_session(), me(), slug, utc_now())
    if campaign.state not in PUBLIC:
        raise NotFound()
    return campaign, standing


# Inviting


@blueprint.route("/organize/campaigns/<slug>/invite", methods=["GET", "POST"])
@signed_in
def invite(slug: str) -> BaseResponse:
    """Posters, cards, and tracked links with what they brought."""
    campaign, form = _campaign(slug), SubmittedForm(request.form)
    if request.method == "POST":
        label = form.read("label", lambda typed: read_line(typed, most=rules.LABEL_MAX), "")
        if not form.errors:
            with form.refusals():
                with write_session() as writer:
                    services.make_link(writer, me(), campaign.id, label, utc_now())
                return redirect_after_post(url_for("outreach_desk.invite", slug=slug) + "#links")
    return _invite_page(campaign, form)


def _invite_page(campaign: Campaign, form: SubmittedForm) -> Response:
    slug = campaign.slug
    return form_page(
        "campaigns/outreach/invite.html",
        form,
        campaign=programme.head(campaign),
        address=url_for("campaigns.page", slug=slug, _external=True),
        links=[
            {"line": line, "address": url_for("campaigns.page", slug=slug, via=line.code, _external=True)}
            for line in queries.links(read_session(), campaign)
        ],
        dates=[
            event_card(one.event, campaign, utc_now())
            for one in events_of(read_session(), campaign.id, None)
            if one.event.cancelled_at is None and one.event.ends_at > utc_now()
        ],
        label_max=rules.LABEL_MAX,
        cannot_print=views.why_not_printed(views.own_words(campaign)),
    )


@blueprint.get("/organize/campaigns/<slug>/<any(poster,card):what>.<any(pdf,png):kind>")
@signed_in
def print_out(slug: str, what: str, kind: str) -> Response:
    """A poster or an invitation card; `via` names the tracked link that its QR code leads through, `event` the
    date that it is about."""
    spend_costly_read()
    campaign = _campaign(slug)
    code = _own_code(campaign, request.args.get("via", ""))
    notice = views.notice(read_session(), campaign, code)
    if number := row_number(request.args.get("event", "")):
        notice = views.of_event(notice, campaign, event_of(read_session(), campaign.id, number))
    return printed(_MAKERS[what](notice), f"{what}-{slug}", kind)


@blueprint.get("/organize/campaigns/<slug>/qr.svg")
@signed_in
def qr(slug: str) -> Response:
    """The QR code alone, for one's own posters."""
    campaign = _campaign(slug)
    code = _own_code(campaign, request.args.get("via", ""))
    address = url_for("campaigns.page", slug=slug, via=code, _external=True)
    return Response(printing.qr_svg(address), mimetype="image/svg+xml")


def _own_code(campaign: Campaign, code: str) -> str | None:
    if not code:
        return None
    link = programme_queries.link_by_code(read_session(), code[:20])
    if link is None or link.campaign_id != campaign.id:
        raise NotFound()
    return link.code


# Results


@blueprint.get("/organize/campaigns/<slug>/results")
@signed_in
def results(slug: str) -> str:
    """The figures that everybody sees, and of the organizers' own dates and lists how much was done."""
    campaign, standing = run_by_reader(slug)
    return render_template(
        "campaigns/outreach/results.html",
        campaign=programme.head(campaign),
        lists_participants=permissions.may(standing, permissions.PARTICIPANTS),
        **views.results(read_session(), campaign),
    )


@blueprint.get("/organize/campaigns/<slug>/<any(participants,results):what>.<any(csv,xlsx):kind>")
@signed_in
def table(slug: str, what: str, kind: str) -> Response:
    """Participants or results as a table."""
    spend_costly_read()
    campaign, standing = run_by_reader(slug)
    if what == "participants":
        permissions.need(standing, permissions.PARTICIPANTS)
    header, rows = (_participants if what == "participants" else _results)(campaign)
    if kind == "csv":
        response = Response(to_csv(header, rows), content_type=CSV_TYPE)
    else:
        response = Response(to_xlsx(gettext(_SHEET_NAMES[what]), header, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{what}-{slug}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


_SHEET_NAMES = {"participants": msgid("Participants"), "results": msgid("Results")}


def _participants(campaign: Campaign) -> tuple[list[str], list[Row]]:
    asked = programme_queries.questions(read_session(), campaign.id)
    people = queries.participants(read_session(), campaign.id)
    rows = views.participants_rows(people, asked, queries.answers(read_session(), campaign.id))
    return views.participants_header(asked), list(rows)


def _results(campaign: Campaign) -> tuple[list[str], list[Row]]:
    found = queries.result(read_session(), campaign.id)
    return views.result_header(), list(views.result_rows(found, views.recorded(read_session(), campaign)))


# Paper


@blueprint.get("/organize/campaigns/<slug>/paper")
@signed_in
def paper(slug: str) -> Response:
    """People without a phone: a paper list of residents with a card, or a crowd that was counted."""
    return _paper(_campaign(slug), SubmittedForm(), SubmittedForm())


def _paper(
    campaign: Campaign, sheet: SubmittedForm, crowd: SubmittedForm, checked: list[dict[str, Any]] | None = None
) -> Response:
    today = app_services().calendar.today()
    for form in (sheet, crowd):
        form.values.setdefault("occurred_on", min(today, campaign.ends_on).isoformat())
        form.values.setdefault("key", new_idempotency_key())
    return form_page(
        "campaigns/outreach/paper.html",
        sheet if sheet.errors else crowd,
        sheet=sheet,
        crowd=crowd,
        campaign=programme.head(campaign),
        actions=views.paper_actions(forms.actions_on_paper(campaign.actions)),
        checked=checked or [],
        sheets=[
            {
                "id": one.id,
                "action": programme.actions([one.action]),
                "day": one.occurred_on,
                "people": people,
            }
            for one, people in queries.sheets(read_session(), campaign.id)
        ],
        crowds=queries.crowds(read_session(), campaign.id),
        lines_max=rules.LINES_MAX,
        days=ANSWER_DAYS,
    )


@blueprint.post("/organize/campaigns/<slug>/paper/sheet")
@signed_in
def enter_sheet(slug: str) -> BaseResponse:
    """Shows a paper list as it is read, line by line; once that was seen, enters it."""
    campaign = _campaign(slug)
    read = forms.read_sheet(request.form, forms.actions_on_paper(campaign.actions))
    if read.form.errors or read.action is None:
        return _paper(campaign, read.form, SubmittedForm())
    sheet = Sheet(read.action, read.day, read.key, read.lines)
    with read.form.refusals():
        return _enter(campaign, read.form, sheet) if read.is_confirmed else _check(campaign, read.form, sheet)
    return _paper(campaign, read.form, SubmittedForm())


def _check(campaign: Campaign, form: SubmittedForm, sheet: Sheet) -> Response:
    book, now = ledger(), utc_now()
    with write_session() as writer:
        lines = paper_lists.check(writer, book, me(), campaign, sheet, now)
    if any(line.problem for line in lines):
        return _with_problems(campaign, form, sheet, lines)
    return form_page(
        "campaigns/outreach/paper_check.html",
        form,
        campaign=programme.head(campaign),
        action=views.paper_actions([sheet.action.id])[0][1],
        day=sheet.day,
        lines=views.checked_lines(lines, sheet.action.unit.name),
    )


def _with_problems(campaign: Campaign, form: SubmittedForm, sheet: Sheet, lines: Sequence[CheckedLine]) -> Response:
    for line in lines:
        if line.problem:  # a card that is nobody's among them: cards must not be found by trying
            spend_guess()
    form.refuse(Invalid("Nothing is entered yet. Please correct the lines that are marked.", field="lines"))
    return _paper(campaign, form, SubmittedForm(), views.checked_lines(lines, sheet.action.unit.name))


def _enter(campaign: Campaign, form: SubmittedForm, sheet: Sheet) -> BaseResponse:
    book, now = ledger(), utc_now()
    with write_session() as writer:
        number, lines = paper_lists.enter(writer, book, me(), campaign, sheet, now)
    if number is None:
        return _with_problems(campaign, form, sheet, lines)
    return redirect_after_post(
        url_for("outreach_desk.sheet", slug=campaign.slug, id=number), msgid("The list is entered.")
    )


@blueprint.get("/organize/campaigns/<slug>/paper/<row:id>")
@signed_in
def sheet(slug: str, id: int) -> str:
    """An entered list: what counts of each line, and the way to take one or all back."""
    campaign = _campaign(slug)
    kept = queries.sheet(read_session(), campaign.id, id)
    if kept is None:
        raise NotFound()
    lines = queries.lines(read_session(), id)
    until = undoable_until(kept.occurred_on, app_services().calendar.today(kept.entered_at))
    unit = views.unit_of(kept.action)
    return render_template(
        "campaigns/outreach/paper_sheet.html",
        campaign=programme.head(campaign),
        id=id,
        action=views.paper_actions([kept.action])[0][1],
        day=kept.occurred_on,
        lines=views.kept_lines(lines, unit),
        until=until,
        can_take_back=app_services().calendar.today() <= until and not all(line.is_taken_back for line in lines),
    )


@blueprint.post("/organize/campaigns/<slug>/paper/<row:id>/take-back")
@blueprint.post("/organize/campaigns/<slug>/paper/<row:id>/<row:number>/take-back")
@signed_in
def take_sheet_back(slug: str, id: int, number: int | None = None) -> BaseResponse:
    """Takes a list back, or one line of it."""
    campaign, book, now = _campaign(slug), ledger(), utc_now()
    with write_session() as writer:
        paper_lists.take_back(writer, book, me(), campaign.id, id, number, now)
    return redirect_after_post(url_for("outreach_desk.sheet", slug=slug, id=id), msgid("Taken back."))


@blueprint.post("/organize/campaigns/<slug>/paper/crowd")
@signed_in
def count_crowd(slug: str) -> BaseResponse:
    """Notes a crowd."""
    campaign = _campaign(slug)
    read = forms.read_crowd(request.form)
    if not read.form.errors:
        with read.form.refusals():
            _count_crowd(campaign, read)
            return redirect_after_post(url_for("outreach_desk.paper", slug=slug), msgid("The crowd is noted."))
    return _paper(campaign, SubmittedForm(), read.form)


def _count_crowd(campaign: Campaign, read: CrowdForm) -> None:
    with write_session() as writer:
        services.count_crowd(
            writer,
            me(),
            campaign,
            people=read.people,
            day=read.day,
            words=read.note,
            key=read.key,
            today=app_services().calendar.today(),
            now=utc_now(),
        )


@blueprint.post("/organize/campaigns/<slug>/paper/crowd/<row:id>/void")
@signed_in
def void_crowd(slug: str, id: int) -> BaseResponse:
    """Takes a crowd count back."""
    campaign = _campaign(slug)
    with write_session() as writer:
        services.void_crowd(writer, me(), campaign, id, utc_now())
    return redirect_after_post(url_for("outreach_desk.paper", slug=slug), msgid("Taken back."))
