"""Organizers answer what they are asked about entries, without learning whose they are."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.programme.models import Campaign
from campaigns.programme.queries import campaign_for_organizer
from campaigns.witnesses.campaign_page import KIND
from civic.calendar import utc_now
from civic.errors import msgid
from civic.language import locale
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language
from footprint import current
from footprint.integrity import evidence
from footprint.integrity.queries import Asked, asked_of
from footprint.integrity.views import answer_label
from footprint.method.views import quantity_label

blueprint = Blueprint("witnesses", __name__)
_BASE = "/organize/campaigns/<slug>/asked"


@blueprint.get(_BASE)
@signed_in
def asked(slug: str) -> Response:
    """What is asked of the campaign's organizers, and not decided yet."""
    return _page(_campaign(slug), SubmittedForm())


@blueprint.post(f"{_BASE}/<row:id>")
@signed_in
def reply(slug: str, id: int) -> Response:
    """Yes, no, or not known."""
    campaign, form, who = _campaign(slug), SubmittedForm(request.form), me()
    with form.refusals():
        with write_session() as session:
            said = request.form.get("answer", "")
            evidence.reply(session, id, (KIND, campaign.id), who.account_id, who.resident_id, said, utc_now())
        return redirect_after_post(
            url_for("witnesses.asked", slug=slug), msgid("Thank you. Whoever decides reads your answer.")
        )
    return _page(campaign, form)


def _campaign(slug: str) -> Campaign:
    return campaign_for_organizer(read_session(), me(), slug, utc_now())


def _page(campaign: Campaign, form: SubmittedForm) -> Response:
    return form_page(
        "campaigns/witnesses/asked.html",
        form,
        campaign={"title": in_language(campaign.title), "slug": campaign.slug},
        asked=[_line(one) for one in asked_of(read_session(), KIND, campaign.id)],
    )


def _line(one: Asked) -> dict[str, object]:
    action = current.catalogue().actions.get(one.action)
    return {
        "id": one.id,
        "action": in_language(action.name) if action else one.action,
        "icon": action.icon if action else "leaf",
        "quantity": quantity_label(action, one.quantity_milli) if action else "",
        "day": locale.day(one.occurred_on),
        "answer": answer_label(one.answer) if one.answer else "",
    }
