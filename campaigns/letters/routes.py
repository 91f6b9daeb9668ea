"""The organizer's letters: those of a campaign, writing one, looking at it once more, sending it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.events.models import Event
from campaigns.letters import forms, queries, rules, views
from campaigns.letters import services as letters
from campaigns.letters.models import Letter
from campaigns.letters.services import Draft
from campaigns.moderation.rules import REASONS
from campaigns.programme import queries as programme
from campaigns.programme.models import Campaign
from civic.calendar import utc_now
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.residents.actor import me
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import new_idempotency_key, redirect_after_post
from civic.web.templating import in_language

blueprint = Blueprint("letters", __name__)


def _mine(slug: str) -> Campaign:
    return programme.campaign_for_organizer(read_session(), me(), slug, utc_now())


@blueprint.get("/organize/campaigns/<slug>/letters")
@signed_in
def index(slug: str) -> str:
    """What was written, and what became of it."""
    campaign = _mine(slug)
    written = queries.letters(read_session(), campaign.id)
    audiences = dict(_audiences(queries.events(read_session(), campaign.id))) if written else {}
    return render_template(
        "campaigns/letters/index.html",
        campaign={"slug": slug, "title": in_language(campaign.title)},
        letters=[_line(one, audiences) for one in written],
        next_at=_next_at(written),
    )


def _next_at(written: Sequence[Letter]) -> str | None:
    """From when on the next letter can be written; None when it can be now."""
    counting = [one.written_at for one in written if one.state != rules.REFUSED and not one.is_urgent]
    wait = rules.wait(sorted(counting), utc_now())
    return locale.moment(services().calendar.local(utc_now() + wait)) if wait else None


def _line(letter: Letter, audiences: Mapping[str, str]) -> dict[str, Any]:
    state = rules.standing(letter.state, letter.written_at, utc_now())
    why = rules.why_a_look(views.said(letter), is_trusted=False) if state == rules.WAITING else None
    return {
        "title": in_language(letter.title) or gettext("A letter that was taken back"),
        "text": in_language(letter.text),
        "to": audiences.get(letter.audience, gettext("Those registered for an event")),
        "state": state,
        "state_label": gettext(rules.STATES[state]),
        "urgent": letter.is_urgent,
        "why": gettext(why) if why else "",
        "until": locale.moment(services().calendar.local(letter.written_at + rules.READ_WITHIN)),
        "reason": gettext(REASONS[letter.reason]) if letter.reason in REASONS else "",
        "recipients": letter.recipients,
        "written": locale.moment(services().calendar.local(letter.written_at)),
    }


def _audiences(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Whom one can write to, with a name for each."""
    local = services().calendar.local
    of_events = [
        (
            f"{rules.EVENT}:{event.id}",
            gettext(
                "Registered for %(event)s, %(when)s", event=in_language(event.name), when=_when(local(event.starts_at))
            ),
        )
        for event in events
    ]
    return [
        (rules.EVERYONE, gettext("All who take part")),
        (rules.NOT_YET, gettext("Those who have not come to any event yet")),
        *of_events,
    ]


def _when(local: Any) -> str:
    return f"{locale.plain_day(local.date())} {local:%H:%M}"


@blueprint.route("/organize/campaigns/<slug>/letters/new", methods=["GET", "POST"])
@signed_in
def write(slug: str) -> Response:
    """A letter: written, looked at once more with the number of those whom it reaches, and sent."""
    campaign = _mine(slug)
    if request.method == "GET":
        return _form(campaign, SubmittedForm(None, audience=rules.EVERYONE), new_idempotency_key())
    form, draft = forms.read_draft(request.form, services().city.languages)
    preview = None
    if not form.errors:
        with form.refusals():
            if request.form.get("act") == "send":
                with write_session() as writer:
                    own = programme.campaign_for_organizer(writer, me(), slug, utc_now())
                    letters.write(writer, services().calendar, own.id, me(), draft, utc_now())
                return redirect_after_post(url_for("letters.index", slug=slug))
            if request.form.get("act") == "preview":
                preview = _preview(campaign, draft)
    return _form(campaign, form, draft.key or new_idempotency_key(), preview)


@blueprint.route("/campaigns/<slug>/letters", methods=["GET", "POST"])
@signed_in
def choose(slug: str) -> str | Response:
    """Whether I want the letters of a campaign's organizers."""
    campaign = programme.public_campaign(read_session(), slug)
    if request.method == "POST":
        wanted = request.form.get("wanted") == "y"
        with write_session() as writer:
            letters.choose(writer, campaign.id, me(), wanted=wanted, now=utc_now())
        said = msgid("You get the letters of this campaign again.") if wanted else msgid("No more letters.")
        return redirect_after_post(url_for("letters.choose", slug=slug), said)
    return render_template(
        "campaigns/letters/choose.html",
        campaign={"slug": slug, "title": in_language(campaign.title)},
        wanted=queries.wants_letters(read_session(), campaign.id, me().resident_id),
    )


def _preview(campaign: Campaign, draft: Draft) -> dict[str, Any]:
    count = letters.check(read_session(), campaign, draft, utc_now())
    why = None if draft.urgent else letters.why_a_look(read_session(), me(), campaign, draft, utc_now())
    return {**views.preview(draft, count), "urgent": draft.urgent, "why": gettext(why) if why else ""}


def _form(campaign: Campaign, form: SubmittedForm, key: str, preview: dict[str, Any] | None = None) -> Response:
    events = queries.events(read_session(), campaign.id)
    return form_page(
        "campaigns/letters/form.html",
        form,
        campaign={"slug": campaign.slug, "title": in_language(campaign.title)},
        key=key,
        audiences=_audiences(events),
        may_be_urgent=any(rules.is_urgent_now(event.starts_at, utc_now()) for event in events),
        urgent_most=rules.URGENT_PER_EVENT,
        days=rules.READ_WITHIN.days,
        preview=preview,
        title_max=rules.TITLE_MAX,
        text_max=rules.TEXT_MAX,
    )
