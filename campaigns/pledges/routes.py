"""Pages of pledges: choosing one, making it, answering once a week or month, ending it."""

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.pledges import queries, views
from campaigns.pledges import services as pledges
from campaigns.pledges.forms import PledgeForm, fresh, read_pledge, read_said
from campaigns.pledges.rules import Rhythm
from campaigns.programme.current import programme
from campaigns.programme.models import Campaign
from campaigns.programme.participation import joined_or_join
from campaigns.programme.queries import public_campaign
from campaigns.programme.rules import TRIO
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language
from footprint import current
from footprint.actions.catalogue import Action
from footprint.diary.views import question_context
from footprint.ledger.rules import ANSWER_DAYS

blueprint = Blueprint("pledges", __name__)


def _today() -> date:
    return services().calendar.today()


@blueprint.get("/campaigns/<slug>/pledge")
@signed_in
def choose(slug: str) -> str:
    """What can be pledged in a campaign."""
    campaign = _campaign(slug)
    mine = queries.of_household(read_session(), current_user.household_id)
    pledged = {promise.pledge.action for promise in mine if promise.pledge.ended_at is None}
    actions = [current.catalogue().actions[name] for name in campaign.actions if name in current.catalogue().actions]
    return render_template(
        "campaigns/pledges/choose.html",
        campaign=_head(campaign),
        choices=[views.choice_card(action, action.id in pledged) for action in actions],
    )


@blueprint.route("/campaigns/<slug>/pledge/<action>", methods=["GET", "POST"])
@signed_in
def form(slug: str, action: str) -> Response:
    """Making one pledge."""
    campaign, chosen = _campaign(slug), current.catalogue().action(action)
    if action not in campaign.actions:
        raise NotFound()
    if request.method == "GET":
        return _form_page(campaign, chosen, fresh(chosen))
    read = read_pledge(request.form, chosen)
    if not read.form.errors:
        with read.form.refusals():
            _make(campaign, chosen, read)
            said = msgid("Promised. We ask you here when it is time; until then there is nothing to do.")
            return redirect_after_post(url_for("pledges.mine"), said)
    return _form_page(campaign, chosen, read)


def _make(campaign: Campaign, action: Action, read: PledgeForm) -> None:
    ledger, now = current.ledger(), utc_now()
    with write_session() as session:
        joined_or_join(session, campaign, current_user, ledger.calendar.today(now), now)
        pledges.make(
            session,
            ledger,
            campaign,
            current_user,
            action_id=action.id,
            option_id=read.option,
            quantity_milli=read.quantity_milli,
            other_things=read.other_things,
            promise=programme().promise,
            now=now,
        )


def _form_page(campaign: Campaign, action: Action, read: PledgeForm) -> Response:
    today, household_id = _today(), current_user.household_id
    rhythm = Rhythm(pledges.rhythm_kind(action), today)
    return form_page(
        "campaigns/pledges/form.html",
        read.form,
        campaign=_head(campaign),
        action=views.form_head(action),
        question=question_context(action),
        most=pledges.most_milli(action) // 1000,
        asked_elsewhere=queries.latest_elsewhere(read_session(), current_user.resident_id, household_id, action.id)
        is not None,
        first_on=rhythm.next_asked(services().calendar, today),
        answer_days=ANSWER_DAYS,
    )


@blueprint.get("/me/pledges")
@signed_in
def mine() -> Response:
    """What my household has pledged, and what is asked now."""
    return _mine(SubmittedForm(), answered=(request.args.get("answered", ""), request.args.get("period", "")))


def _mine(form: SubmittedForm, *, answered: tuple[str, str] = ("", "")) -> Response:
    promises = queries.of_household(read_session(), current_user.household_id)
    return form_page(
        "campaigns/pledges/mine.html",
        form,
        promises=views.cards(read_session(), promises, current_user.resident_id),
        thanks=views.thanks(promises, current_user.resident_id, *answered),
    )


@blueprint.post("/me/pledges/<row:id>/answer")
@signed_in
def answer(id: int) -> Response:
    """The household's answer for a week or month."""
    ledger, now = current.ledger(), utc_now()
    found = queries.promise(read_session(), id, current_user.household_id)
    if found is None:
        raise NotFound()
    form, period, said_milli = read_said(request.form, current.catalogue().action(found.pledge.action))
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                pledges.answer(session, ledger, current_user, id, period, said_milli=said_milli, now=now)
            return redirect_after_post(url_for("pledges.mine", answered=id, period=period))
    return _mine(form)


@blueprint.post("/me/pledges/<row:id>/end")
@signed_in
def end(id: int) -> Response:
    """The household stops."""
    with write_session() as session:
        pledges.end(session, current_user, id, utc_now())
    return redirect_after_post(url_for("pledges.mine"), msgid("This pledge has ended. What was kept stays counted."))


def _campaign(slug: str) -> Campaign:
    """A published campaign whose kind is about pledges."""
    campaign = public_campaign(read_session(), slug)
    if campaign.kind != TRIO:
        raise NotFound()
    return campaign


def _head(campaign: Campaign) -> dict[str, str]:
    return {"slug": campaign.slug, "title": in_language(campaign.title)}
