"""Stories about a campaign: reading them, telling one, changing it, taking it back."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaigns.moderation.queries import is_hidden
from campaigns.moderation.rules import REASONS
from campaigns.programme.models import Campaign
from campaigns.programme.queries import public_campaign
from campaigns.stories import queries, rules
from campaigns.stories import services as stories
from campaigns.stories.forms import StoryForm, read_story
from campaigns.stories.models import Story
from campaigns.stories.queries import Told
from civic.accounts.permissions import may_moderate
from civic.calendar import utc_now
from civic.errors import NotFound
from civic.language import locale
from civic.language.locale import gettext
from civic.pictures.services import take_in
from civic.pictures.uploads import sent_picture, takes_files
from civic.web.context import end_read_session, read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.requests import new_idempotency_key, redirect_after_post
from civic.web.revisions import check_revision, opened
from civic.web.templating import in_language

blueprint = Blueprint("stories", __name__)


def _head(campaign: Campaign) -> dict[str, str]:
    href = f"{request.script_root}/campaigns/{campaign.slug}"
    return {"slug": campaign.slug, "title": in_language(campaign.title), "href": href}


@blueprint.get("/campaigns/<slug>/stories")
@public
def page(slug: str) -> str:
    """What participants tell, newest first; one's own whatever their state."""
    campaign = public_campaign(read_session(), slug)
    me = current_user.resident_id if current_user.is_resident else None
    number = min(max(1, request.args.get("page", 1, type=int)), 100_000)
    offset = (number - 1) * rules.PAGE
    found = queries.shown(read_session(), campaign.id, me, limit=rules.PAGE + 1, offset=offset)
    mine = queries.by_author(read_session(), campaign.id, me) if me else []
    return render_template(
        "campaigns/stories/page.html",
        campaign=_head(campaign),
        stories=[_card(slug, one) for one in found[: rules.PAGE]],
        mine=[_card(slug, one) for one in mine if one.state != rules.SHOWN],
        newer=url_for("stories.page", slug=slug, page=number - 1) if number > 1 else None,
        older=url_for("stories.page", slug=slug, page=number + 1) if len(found) > rules.PAGE else None,
        gone="gone" in request.args,
    )


def _card(slug: str, told: Told) -> dict[str, Any]:
    language = services().languages.get(told.language)
    return {
        "id": told.id,
        "href": url_for("stories.story", slug=slug, id=told.id),
        "paragraphs": told.text.split("\n\n"),
        "lang": language.html_lang if language else told.language,
        "name": told.name,
        "day": locale.plain_day(services().calendar.today(told.written_at)),
        "edited": told.edited_at is not None,
        "token": told.token,
        "alt": told.picture_alt,
        "state": told.state,
        "state_label": gettext(rules.STATES[told.state]),
        "reason": gettext(REASONS[told.reason]) if told.reason in REASONS else "",
        "mine": bool(current_user.is_resident) and current_user.resident_id == told.author_id,
    }


@blueprint.get("/campaigns/<slug>/stories/<row:id>")
@public
def story(slug: str, id: int) -> str:
    """One story."""
    campaign, told = _story(slug, id)
    return render_template("campaigns/stories/story.html", campaign=_head(campaign), story=_card(slug, told))


def _is_hidden(told: Told) -> bool:
    scope = rules.hidden_as(told.shows_name)
    return is_hidden(read_session(), current_user.resident_id, told.author_id, scope)


def _story(slug: str, id: int, *, own: bool = False) -> tuple[Campaign, Told]:
    campaign = public_campaign(read_session(), slug)
    told = queries.story(read_session(), id, campaign.id)
    known = bool(current_user.is_resident)
    is_author = known and told is not None and told.author_id == current_user.resident_id
    is_moderator = bool(current_user.is_authenticated) and not own and may_moderate(current_user)
    if told is None or not rules.may_read(told.state, is_author=is_author, is_moderator=is_moderator):
        raise NotFound()
    if known and not is_moderator and _is_hidden(told):
        raise NotFound()
    if own and not is_author:
        raise NotFound()
    return campaign, told


@blueprint.route("/campaigns/<slug>/stories/new", methods=["GET", "POST"])
@takes_files
@signed_in
def write(slug: str) -> Response:
    """Telling a story."""
    campaign = public_campaign(read_session(), slug)
    if request.method == "GET":
        return _form(campaign, SubmittedForm(), new_idempotency_key())
    read, now = read_story(request.form), utc_now()
    with read.form.refusals():
        stories.check_participant(read_session(), campaign, current_user.resident_id)
        if not read.form.errors:
            draft = _draft(read)
            with write_session() as session:
                number = stories.write(session, campaign, current_user, read.key, draft, now)
            return redirect_after_post(url_for("stories.story", slug=slug, id=number))
    return _form(campaign, read.form, read.key or new_idempotency_key())


def _draft(read: StoryForm) -> stories.StoryDraft:
    """What is to be stored; the picture is worked on here, before any transaction."""
    data = sent_picture()
    end_read_session()
    return stories.StoryDraft(
        text=read.text,
        shows_name=read.shows_name,
        picture_alt=read.picture_alt,
        language=g.language.code,
        picture=take_in(data, current_user.resident_id) if data is not None else None,
        drops_picture=read.drops_picture,
    )


def _form(campaign: Campaign, form: SubmittedForm, key: str, told: Told | None = None) -> Response:
    slug = campaign.slug
    return form_page(
        "campaigns/stories/form.html",
        form,
        campaign=_head(campaign),
        key=key,
        story=_card(slug, told) if told else None,
        here=url_for("stories.edit", slug=slug, id=told.id) if told else url_for("stories.write", slug=slug),
        most=rules.TEXT_MAX,
        alt_most=rules.ALT_MAX,
        again=bool(form.errors) and "picture" not in form.errors,
    )


@blueprint.route("/campaigns/<slug>/stories/<row:id>/edit", methods=["GET", "POST"])
@takes_files
@signed_in
def edit(slug: str, id: int) -> Response:
    """Changing an own story."""
    campaign, told = _story(slug, id, own=True)
    if request.method == "GET":
        return _form(campaign, opened(_kept(told)), new_idempotency_key(), told)
    read, now = read_story(request.form), utc_now()
    with read.form.refusals():
        if not read.form.errors:
            draft = _draft(read)
            with write_session() as session:
                check_revision(read.form, _kept(stories.own(session, current_user.resident_id, id, campaign.id)))
                stories.edit(session, campaign, current_user, id, draft, now)
            return redirect_after_post(url_for("stories.story", slug=slug, id=id))
    return _form(campaign, read.form, read.key or new_idempotency_key(), told)


def _kept(story: Told | Story) -> SubmittedForm:
    shows_name = "y" if story.shows_name else ""
    return SubmittedForm(None, text=story.text, picture_alt=story.picture_alt, shows_name=shows_name)


@blueprint.post("/campaigns/<slug>/stories/<row:id>/withdraw")
@signed_in
def withdraw(slug: str, id: int) -> Response:
    """Taking an own story back, at once."""
    campaign, _ = _story(slug, id, own=True)
    with write_session() as session:
        stories.withdraw(session, campaign, current_user.resident_id, id, utc_now())
    return redirect_after_post(url_for("stories.page", slug=slug, gone=1))
