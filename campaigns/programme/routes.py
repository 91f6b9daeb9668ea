"""What is on in the city: the list, each campaign's page, its calendar file, joining and leaving."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, g, render_template, request, session, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from campaigns.organizations.queries import teams_of
from campaigns.programme import (
    calendar_file,
    counting,
    forms,
    links,
    page_queries,
    participation,
    queries,
    rules,
    views,
)
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign
from campaigns.programme.page_queries import CampaignFacts, CampaignView, PageFacts
from campaigns.programme.panels import APPOINTMENTS, PANELS, CampaignPage, Panel
from campaigns.programme.queries import CampaignFilter, Card
from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import utc_now
from civic.errors import DomainError, Forbidden, NotFound, msgid
from civic.language.locale import gettext
from civic.numbers import row_number
from civic.pictures.views import card_path
from civic.residents.actor import me, resident
from civic.residents.identity import ResidentActor
from civic.services import Services
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.previews import picture
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language
from footprint.groups.rules import Scope

blueprint = Blueprint("campaigns", __name__)
_drawn: "AppCache[Drawn]" = AppCache()
_drawn_panels: AppCache[Markup] = AppCache(1024)
_lists: AppCache[Markup] = AppCache()
_Facts = tuple[date, tuple[Card, ...]]
PAGE = 24
_PHASES = ("open", "upcoming", "past")


def today() -> date:
    """The day it is in the city."""
    return services().calendar.today()


@blueprint.get("/campaigns")
@public
def index() -> Response:
    """The campaigns of the city; what somebody looks for stands in the address."""
    phase = request.args.get("when", "open")
    wish = CampaignFilter(
        phase if phase in _PHASES else "open",
        _one_of(request.args.get("series"), programme().series),
        _one_of(request.args.get("district"), services().city.district_by_id),
    )
    number = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    app_services = services()
    facts = _facts_of(app_services, wish, number)
    if not current_user.is_authenticated:
        same_for_visitors(facts, lambda: _facts_of(app_services, wish, number))
    return Response(_list(wish, number, facts))


def _facts_of(app_services: Services, wish: CampaignFilter, number: int) -> _Facts:
    """The day, and a page of the list with one more to tell whether there is a next."""
    day = app_services.calendar.today()
    return day, queries.cards(app_services.database, wish, day, limit=PAGE + 1, offset=(number - 1) * PAGE)


def _list(wish: CampaignFilter, number: int, facts: _Facts) -> str:
    list_html = _lists.get((g.look, wish, number, facts), lambda: _draw_list(wish, number, *facts))
    return render_template("campaigns/programme/index.html", list_html=list_html)


def _draw_list(wish: CampaignFilter, number: int, day: date, found: tuple[Card, ...]) -> Markup:
    drawn = render_template(
        "campaigns/programme/_list.html",
        campaigns=[views.card(one, day) for one in found[:PAGE]],
        wish=wish,
        phases=_tabs(wish),
        series=[(one.id, in_language(one.name)) for one in programme().series.values()],
        districts=[(one.id, in_language(one.name)) for one in services().city.districts],
        newer=_list_url(wish, number - 1) if number > 1 else None,
        older=_list_url(wish, number + 1) if len(found) > PAGE else None,
    )
    return Markup(drawn)  # noqa: S704 (rendered by an escaping template)


def _one_of(asked: str | None, known: Any) -> str | None:
    return asked if asked in known else None


def _tabs(wish: CampaignFilter) -> list[dict[str, Any]]:
    labels = {"open": gettext("Running"), "upcoming": gettext("Upcoming"), "past": gettext("Past")}
    return [
        {
            "label": label,
            "href": _list_url(CampaignFilter(phase, wish.series, wish.district)),
            "current": phase == wish.phase,
        }
        for phase, label in labels.items()
    ]


def _list_url(wish: CampaignFilter, number: int = 1) -> str:
    when = wish.phase if wish.phase != "open" else None
    page = number if number > 1 else None
    return url_for("campaigns.index", when=when, series=wish.series, district=wish.district, page=page)


@blueprint.get("/campaigns/<slug>")
@public
def page(slug: str) -> Response:
    """One campaign."""
    actor, app_services, shown_panels = resident(), services(), _panels()
    minute = _this_minute()
    facts = _page_facts(app_services, shown_panels, slug, actor)
    links.note_arrival(facts.campaign.campaign_id)
    if actor is None:
        same_for_visitors(
            facts, lambda: _page_facts(app_services, shown_panels, slug, None) if _this_minute() == minute else None
        )
    return Response(_page(slug, actor, facts, minute))


def _this_minute() -> datetime:
    """What begins and ends by the clock is drawn by the minute; a page of an earlier one is not worth looking up."""
    return utc_now().replace(second=0, microsecond=0)


def _panels() -> tuple[Panel[Any], ...]:
    return tuple(sorted(services().registry.all(PANELS), key=lambda one: one.order))


def _page_facts(
    app_services: Services, shown_panels: tuple[Panel[Any], ...], slug: str, actor: ResidentActor | None
) -> PageFacts:
    facts = page_queries.facts(app_services.database, shown_panels, slug, actor, app_services.calendar.today())
    if not facts.campaign.is_public:
        raise NotFound()
    return facts


@dataclass(frozen=True, slots=True)
class Drawn:
    """What all readers share to whom a campaign says the same, its panels apart."""

    campaign: dict[str, Any]
    view: CampaignPage
    picture: str
    scope: Scope


def _page(slug: str, actor: ResidentActor | None, facts: PageFacts, minute: datetime) -> str:
    key = (g.look, minute, request.url_root, actor is None, facts.campaign)
    drawn = _drawn.get(key, lambda: _draw(_campaign_view(slug, actor), facts.campaign, minute))

    def panel_of(panel: Panel[Any], rows: str | None) -> Markup:
        return _drawn_panels.get((key, panel.name, rows), lambda: panel.drawn(drawn.view, rows))

    return _render_page(drawn, actor, facts, panel_of)


def _campaign_view(slug: str, actor: ResidentActor | None) -> CampaignView:
    return page_queries.shown(read_session(), slug, actor.resident_id if actor else None)


def campaign_page(shown: CampaignView, actor: ResidentActor | None, back: str) -> str:
    """The page of a campaign as its organizers and the city preview it; `back` is where they came from."""
    facts = page_queries.facts(services().database, _panels(), shown.campaign.slug, actor, today())
    drawn = _draw(shown, facts.campaign, utc_now())
    return _render_page(drawn, actor, facts, lambda panel, rows: panel.drawn(drawn.view, rows), back=back)


def _draw(shown: CampaignView, facts: CampaignFacts, now: datetime) -> Drawn:
    campaign, day = shown.campaign, services().calendar.today(now)
    phase = rules.phase(campaign.state, campaign.starts_on, campaign.ends_on, day)
    view = CampaignPage(campaign, facts.is_participant, phase, now)
    return Drawn(views.page(shown, day), view, _picture(shown), counting.scope_of(campaign))


def _picture(shown: CampaignView) -> str:
    """The absolute address of what chats show: the cover, or a drawing with the name."""
    if shown.cover:
        return url_for("home.page", _external=True).rstrip("/") + card_path(shown.cover)
    return url_for("campaigns.preview", language=g.language.code, slug=shown.campaign.slug, _external=True)


def _render_page(
    drawn: Drawn,
    actor: ResidentActor | None,
    facts: PageFacts,
    panel_of: Callable[[Panel[Any], str | None], Markup],
    *,
    back: str = "",
) -> str:
    own = (
        counting.own(read_session(), facts.campaign.campaign_id, drawn.scope, actor.resident_id)
        if actor and facts.campaign.is_participant
        else None
    )
    here = [panel for panel in _panels() if panel.shows(drawn.campaign["kind"])]
    return render_template(
        "campaigns/programme/page.html",
        campaign=drawn.campaign,
        joined=facts.campaign.is_participant,
        own=views.own(own) if own else None,
        panels=[html for html in (panel_of(panel, facts.lists.get(panel.name)) for panel in here) if html],
        preview=back,
        here=request.path,
        picture=drawn.picture,
        address=url_for("campaigns.page", slug=drawn.campaign["slug"], _external=True),
    )


@blueprint.get("/preview/<language>/campaigns/<slug>.png")
@public
def preview(language: str, slug: str) -> Response:
    """The picture that chats show of a campaign without a cover."""
    shown = page_queries.shown(read_session(), slug, None)
    campaign = shown.campaign
    facts = (campaign.id, campaign.title, campaign.starts_on, campaign.ends_on, shown.organization_name)
    return picture(language, facts, lambda: views.preview(shown))


@blueprint.get("/screen/campaigns/<slug>")
@public
def screen(slug: str) -> str:
    """A campaign for the screen of a hall: how far it has come together."""
    campaign = views.page(page_queries.shown(read_session(), slug, None), services().calendar.today())
    address = url_for("campaigns.page", slug=slug, _external=True)
    return render_template("campaigns/programme/screen.html", campaign=campaign, address=address)


@blueprint.get("/campaigns/<slug>.ics")
@public
def calendar(slug: str) -> Response:
    """The campaign's days and appointments for a calendar app, or with `only` one of them."""
    shown = page_queries.shown(read_session(), slug, None)
    only = request.args.get("only")
    session, campaign = read_session(), shown.campaign
    dated = [one for give in services().registry.all(APPOINTMENTS) for one in give(session, campaign)]
    dated = [one for one in dated if only in (None, one.key)]
    if only is not None and not dated:
        raise NotFound()
    content = calendar_file.to_ics(
        calendar_file.CalendarEntry(
            uid=f"campaign-{shown.campaign.id}@{services().city.id}",
            title=in_language(shown.campaign.title),
            summary=in_language(shown.campaign.summary),
            place=in_language(shown.campaign.place),
            url=url_for("campaigns.page", slug=slug, _external=True),
            first=shown.campaign.starts_on,
            last=shown.campaign.ends_on,
            changed_at=shown.campaign.published_at or shown.campaign.created_at,
            revision=shown.campaign.revision,
        ),
        dated,
        services().city.timezone,
    )
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response


# Taking part


@blueprint.route("/campaigns/<slug>/join", methods=["GET", "POST"])
@signed_in
def join(slug: str) -> BaseResponse:
    """Joining, with what the campaign asks; for those who take part, changing the answers."""
    shown = page_queries.shown(read_session(), slug, current_user.resident_id)
    asked = queries.questions(read_session(), shown.campaign.id)
    if request.method == "GET":
        known = queries.answers(read_session(), shown.participant.id) if shown.participant else {}
        return _join_page(
            shown, SubmittedForm(None, **{f"question-{number}": words for number, words in known.items()})
        )
    form, answers = forms.read_answers(request.form, asked)
    team_id = form.read("team", row_number, None)
    if not form.errors:
        with form.refusals():
            _join(shown.campaign, answers, team_id)
            return redirect_after_post(url_for("campaigns.page", slug=slug, joined=1))
    return _join_page(shown, form)


def _join(campaign: Campaign, answers: dict[int, str], team_id: int | None) -> None:
    actor, now = me(), utc_now()
    link_id = links.link_of(campaign)
    with write_session() as writer:
        mine = {line.team.id for line in teams_of(writer, actor.resident_id)}
        participation.join(
            writer,
            campaign,
            actor,
            answers,
            team_id=team_id if team_id in mine else None,
            link_id=link_id,
            today=today(),
            now=now,
        )
    session.pop("via", None)


def _join_page(shown: CampaignView, form: SubmittedForm) -> Response:
    problem = _hindrance(shown.campaign)
    context = {
        "campaign": views.head(shown.campaign),
        "questions": [views.question(one) for one in queries.questions(read_session(), shown.campaign.id)],
        "teams": [(str(line.team.id), line.team.name) for line in teams_of(read_session(), current_user.resident_id)],
        "joined": shown.is_participant,
        "hindrance": problem,
    }
    if problem and not form.errors:
        form.status = Forbidden.status
    return form_page("campaigns/programme/join.html", form, **context)


def _hindrance(campaign: Campaign) -> str:
    """Why the reader cannot join; "" when they can."""
    try:
        participation.check_open(campaign, today())
        participation.check_may_join(read_session(), campaign, current_user)
    except DomainError as problem:
        return gettext(problem.message, **problem.values)
    return ""


@blueprint.post("/campaigns/<slug>/leave")
@signed_in
def leave(slug: str) -> BaseResponse:
    """Out of the campaign; the records stay."""
    now = utc_now()
    with write_session() as writer:
        campaign = queries.public_campaign(writer, slug)
        participation.leave(writer, campaign.id, current_user, now)
    return redirect_after_post(url_for("campaigns.page", slug=slug), msgid("You have left the campaign."))
