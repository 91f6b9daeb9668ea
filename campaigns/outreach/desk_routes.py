"""For a campaign's organizers: posters, tracked links, results, tables, and what comes back on paper."""

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from campaigns.outreach import forms, posters, queries, rules, services, views
from campaigns.outreach.forms import CrowdForm
from campaigns.outreach.routes import printed
from campaigns.programme import participation, permissions
from campaigns.programme import queries as programme_queries
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign, CampaignProgress
from campaigns.programme.rules import PUBLIC, Standing
from civic.calendar import utc_now
from civic.documents import printing
from civic.documents.spreadsheets import CSV_TYPE, XLSX_TYPE, Row, to_csv, to_xlsx
from civic.errors import DomainError, NotFound, msgid
from civic.language.locale import gettext
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, read_line
from civic.web.guards import signed_in
from civic.web.limits import spend_costly_read, spend_guess
from civic.web.requests import new_idempotency_key, redirect_after_post
from footprint.current import ledger

blueprint = Blueprint("outreach_desk", __name__)
_MAKERS: dict[str, Callable[[posters.Notice], bytes]] = {"poster": posters.poster, "card": posters.card}


def _campaign(slug: str) -> Campaign:
    """A campaign that the reader runs and that has been published."""
    return _run_by_reader(slug)[0]


def _run_by_reader(slug: str) -> tuple[Campaign, Standing]:
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
        label_max=rules.LABEL_MAX,
        cannot_print=views.why_not_printed(views.own_words(campaign)),
    )


@blueprint.get("/organize/campaigns/<slug>/<any(poster,card):what>.<any(pdf,png):kind>")
@signed_in
def print_out(slug: str, what: str, kind: str) -> Response:
    """A poster or an invitation card; `via` names the tracked link that its QR code leads through."""
    spend_costly_read()
    campaign = _campaign(slug)
    code = _own_code(campaign, request.args.get("via", ""))
    return printed(_MAKERS[what](views.notice(read_session(), campaign, code)), f"{what}-{slug}", kind)


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
    """The numbers with their evidence mix, counted anew for small campaigns."""
    campaign, standing = _run_by_reader(slug)
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
    campaign, standing = _run_by_reader(slug)
    if what == "participants":
        permissions.need(standing, permissions.PARTICIPANTS)
    header, rows = (_participants if what == "participants" else _results)(campaign)
    if kind == "csv":
        response = Response(to_csv(header, rows), content_type=CSV_TYPE)
    else:
        response = Response(to_xlsx(gettext("Participants"), header, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{what}-{slug}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _participants(campaign: Campaign) -> tuple[list[str], list[Row]]:
    asked = programme_queries.questions(read_session(), campaign.id)
    people = queries.participants(read_session(), campaign.id)
    rows = views.participants_rows(people, asked, queries.answers(read_session(), campaign.id))
    return views.participants_header(asked), list(rows)


def _results(campaign: Campaign) -> tuple[list[str], list[Row]]:
    counted = read_session().get(CampaignProgress, campaign.id)
    return views.result_header(), list(views.result_rows(counted, queries.turnout(read_session(), campaign.id)))


# Paper


@blueprint.get("/organize/campaigns/<slug>/paper")
@signed_in
def paper(slug: str) -> Response:
    """People without a phone: a paper list of residents with a card, or a crowd that was counted."""
    return _paper(_campaign(slug), SubmittedForm(), SubmittedForm())


def _paper(
    campaign: Campaign, sheet: SubmittedForm, crowd: SubmittedForm, refused: dict[int, DomainError] | None = None
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
        refused=[
            {"number": number, "why": gettext(problem.message, **problem.values)}
            for number, problem in (refused or {}).items()
        ],
        sheets=[
            {
                "action": programme.actions([one.action]),
                "day": one.occurred_on,
                "people": people,
            }
            for one, people in queries.sheets(read_session(), campaign.id)
        ],
        crowds=queries.crowds(read_session(), campaign.id),
        lines_max=rules.LINES_MAX,
    )


@blueprint.post("/organize/campaigns/<slug>/paper/sheet")
@signed_in
def enter_sheet(slug: str) -> BaseResponse:
    """Enters a paper list."""
    campaign, now = _campaign(slug), utc_now()
    read = forms.read_sheet(request.form, forms.actions_on_paper(campaign.actions))
    if not read.form.errors and read.action:
        with read.form.refusals():
            book = ledger()
            with write_session() as writer:
                refused = services.enter_sheet(
                    writer, book, me(), campaign, read.action, read.lines, day=read.day, key=read.key, now=now
                )
                writer.flush()
                participation.recount_small(writer, campaign, now)
            if not refused:
                return redirect_after_post(url_for("outreach_desk.paper", slug=slug), msgid("The list is entered."))
            return _paper(campaign, SubmittedForm(), SubmittedForm(), refused)
        if "lines" in read.form.errors:  # a card that is nobody's
            spend_guess()
    return _paper(campaign, read.form, SubmittedForm())


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
