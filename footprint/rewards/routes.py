"""Badges, the goal of one's weeks, a week in review, a card to show around. Each shows its own resident's alone."""

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from civic.calendar import Period
from civic.documents.typefaces import check_printable
from civic.errors import Invalid, NotFound, msgid
from civic.language.locale import gettext, ngettext
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.limits import spend_costly_read
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language
from footprint.rewards import cards, forms, queries, services, views
from footprint.rewards.cards import CardWords

blueprint = Blueprint("rewards", __name__)


@blueprint.get("/me/badges")
@signed_in
def wall() -> str:
    """My badges, my level, my weeks."""
    today = app_services().calendar.today()
    found = views.state(current_user.resident_id, today)
    return render_template("footprint/rewards/badges.html", **views.wall_context(found, today))


@blueprint.route("/me/goal", methods=["GET", "POST"])
@signed_in
def goal() -> AnyResponse:
    """On how many days of a week I want to act, and what I want to hear of."""
    if request.method == "GET":
        return _goal_page(None)
    sent = forms.read_goal(request.form)
    with sent.form.refusals():
        if not sent.form.errors:
            resident_id, today = current_user.resident_id, app_services().calendar.today()
            with write_session() as session:
                services.choose_goal(session, resident_id, sent.days, today)
                services.wish(session, resident_id, reviews=sent.reviews, open_weeks=sent.open_weeks)
            return redirect_after_post(url_for("rewards.goal"), msgid("Saved."))
    return _goal_page(sent.form)


def _goal_page(sent: SubmittedForm | None) -> Response:
    resident_id, today = current_user.resident_id, app_services().calendar.today()
    context = views.goal_context(views.state(resident_id, today), today)
    wished = queries.wish(read_session(), resident_id)
    form = sent or forms.kept_goal(
        context["next_week"],
        reviews=bool(wished and wished.reviews),
        open_weeks=bool(wished and wished.open_weeks),
    )
    return form_page("footprint/rewards/goal.html", form, choices=views.goal_choices(), **context)


@blueprint.get("/me/week")
@signed_in
def review() -> str:
    """A week or a month in review: this week, or the one whose key is given."""
    today = app_services().calendar.today()
    found = views.state(current_user.resident_id, today)
    context = views.review_context(found, current_user.resident_id, _asked_for(), today)
    return render_template("footprint/rewards/review.html", **context)


def _asked_for() -> Period:
    calendar = app_services().calendar
    kind = next((kind for kind in ("week", "month") if kind in request.args), None)
    if kind is None:
        return calendar.week(calendar.today())
    found = calendar.named(kind, request.args[kind])
    if found is None or found.start > calendar.today():
        raise NotFound()
    return found


@blueprint.get("/me/badges/card")
@signed_in
def card() -> str:
    """Choosing what stands on the card, and the card to keep."""
    parts = forms.read_card(request.args)
    asked = {"chosen": "y", **{part: "y" for part in forms.CARD_PARTS if part in parts}}
    return render_template(
        "footprint/rewards/card.html",
        form=SubmittedForm(None, **dict.fromkeys(parts, "y")),
        picture=f"{url_for('rewards.card_picture')}?{urlencode(asked)}",
        cannot_draw=_why_not(current_user.nickname) if "name" in parts else "",
    )


@blueprint.get("/me/badges/card.png")
@signed_in
def card_picture() -> Response:
    """The card as a picture."""
    spend_costly_read()
    today = app_services().calendar.today()
    found = views.state(current_user.resident_id, today)
    response = Response(cards.draw(_words(found, forms.read_card(request.args))), mimetype="image/png")
    response.headers["Content-Disposition"] = 'inline; filename="tongxing.png"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _words(found: views.State, parts: frozenset[str]) -> CardWords:
    level = views.level_context(found.level) if "level" in parts else None
    row = found.weeks[-1].row if found.weeks and "row" in parts else 0
    badges = [in_language(one.badge.name) for one in found.earned] if "badges" in parts else []
    further = cards.further(badges)
    return CardWords(
        app=f"{gettext('Tongxing')} · {in_language(app_services().city.name)}",
        heading=gettext("On the way, day by day"),
        name=current_user.nickname if "name" in parts else "",
        level=gettext("Level %(number)s: %(name)s", **level) if level else "",
        row=ngettext("%(num)s week in a row", "%(num)s weeks in a row", row) if row else "",
        badges_heading=ngettext("%(num)s badge", "%(num)s badges", len(badges)),
        badges=badges,
        more=ngettext("and %(num)s more", "and %(num)s more", further) if further else "",
    )


def _why_not(name: str) -> str:
    try:
        check_printable(name)
    except Invalid as problem:
        return gettext(problem.message, **problem.values)
    return ""
