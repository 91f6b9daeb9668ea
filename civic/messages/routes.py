"""The inbox, what comes by mail, and the two links in mails that work without signing in."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts.routes import sender
from civic.accounts.signin import prove
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.feature import ExtensionPoint
from civic.language import locale
from civic.language.locale import gettext
from civic.messages import forms, inbox, queries, rules
from civic.messages.links import read_confirm_token, read_stop_token
from civic.messages.models import MailAddress, Message
from civic.messages.queries import Headline
from civic.messages.words import filled, words_of
from civic.residents.actor import me
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.limits import spend_costly_write
from civic.web.requests import redirect_after_post, safe_next

blueprint = Blueprint("messages", __name__)
FOLLOWUPS: ExtensionPoint[Callable[[Message], tuple[str, str] | None]] = ExtensionPoint("follow-ups")
"""Each may give a message a second way on: what the link says, and where it leads."""
_PAGE = 30
_ICONS = {"account": "me", "reminder": "calendar", "campaign": "flag", "friends": "people", "moderation": "scale"}


# The inbox


@blueprint.get("/me/inbox", endpoint="inbox")
@signed_in
def list_messages() -> str:
    """What the site has told me, by day, newest first."""
    before = request.args.get("before", None, type=int)
    before = before if before is not None and 0 < before < 10**18 else None
    found = queries.headlines(services().database, me().resident_id, before=before, limit=_PAGE + 1)
    here = url_for("messages.inbox")
    shown = [_line(one, here) for one in found[:_PAGE]]
    return render_template(
        "civic/messages/inbox.html",
        days=[{"day": day, "messages": list(some)} for day, some in groupby(shown, key=lambda one: one["day"])],
        older=url_for("messages.inbox", before=found[_PAGE - 1].id) if len(found) > _PAGE else None,
        newest=here if before else None,
    )


def _line(message: Headline, inbox_path: str) -> dict[str, Any]:
    at = services().calendar.local(message.created_at)
    return {
        "href": f"{inbox_path}/{message.id}",
        "title": filled(message.title, message.values, g.language),
        "icon": _ICONS[message.topic],
        "topic": gettext(rules.TOPICS[message.topic]),
        "is_new": message.read_at is None,
        "day": at.date(),
        "time": f"{at:%H:%M}",
    }


@blueprint.get("/me/inbox/<row:id>")
@signed_in
def message(id: int) -> str:
    """One message; whoever opens it has read it."""
    found, letter = queries.message(read_session(), me().resident_id, id)
    words = words_of(found, letter, g.language)
    if found.read_at is None:
        with write_session() as writer:
            inbox.mark_read(writer, me().resident_id, id, utc_now())
    return render_template(
        "civic/messages/message.html",
        id=id,
        message=words,
        paragraphs=[words.body, *filter(None, words.letter.split("\n\n"))],
        topic=gettext(rules.TOPICS[found.topic]),
        at=locale.moment(services().calendar.local(found.created_at)),
        onward=request.script_root + safe_next(found.path, "") if found.path else None,
        followups=list(filter(None, (offer(found) for offer in services().registry.all(FOLLOWUPS)))),
    )


@blueprint.post("/me/inbox/read")
@signed_in
def mark_read() -> BaseResponse:
    """Marks all messages as read."""
    with write_session() as writer:
        inbox.mark_read(writer, me().resident_id, None, utc_now())
    return redirect_after_post(url_for("messages.inbox"))


@blueprint.post("/me/inbox/<row:id>/delete")
@signed_in
def delete(id: int) -> BaseResponse:
    """Deletes one of the reader's messages."""
    with write_session() as writer:
        inbox.delete_message(writer, me().resident_id, id)
    return redirect_after_post(url_for("messages.inbox"))


@blueprint.route("/me/quiet", methods=["GET", "POST"])
@signed_in
def quiet() -> str | BaseResponse:
    """Whether reminders, reviews and cheers stay out of my inbox for a while."""
    if request.method == "POST":
        wanted = request.form.get("quiet") == "y"
        with write_session() as writer:
            inbox.be_quiet(writer, me().resident_id, utc_now(), quiet=wanted)
        return redirect_after_post(url_for("messages.quiet"), msgid("Saved."))
    is_quiet = queries.quiet_since(read_session(), me().resident_id) is not None
    return render_template("civic/messages/quiet.html", is_quiet=is_quiet)


# By mail


@blueprint.get("/me/mail")
@signed_in
def mail() -> Response:
    """Where mails go, and which."""
    return _mail(SubmittedForm(None, address=getattr(queries.address(read_session(), me().resident_id), "address", "")))


def _mail(form: SubmittedForm) -> Response:
    mine = queries.address(read_session(), me().resident_id)
    return form_page(
        "civic/messages/mail_settings.html",
        form,
        address=_address_context(mine) if mine else None,
        is_sent=services().settings.mail_url is not None,
    )


def _address_context(mine: MailAddress) -> dict[str, Any]:
    topics = [(topic, gettext(label), topic not in mine.muted) for topic, label in rules.TOPICS.items()]
    return {
        "address": mine.address,
        "is_confirmed": mine.confirmed_at is not None,
        "receives": inbox.receives(mine),
        "language": mine.language,
        "topics": topics,
    }


@blueprint.post("/me/mail")
@signed_in
def give_address() -> BaseResponse:
    """An address, or another one, in the language of this page; a mail asks whether it is right. Whoever reads there
    can set the password anew, so the one of now is asked for."""
    form, address, password = forms.read_given(request.form)
    if not form.errors:
        with form.refusals("address"):
            spend_costly_write()
            prove(me(), password, sender(), field="password")
            with write_session() as writer:
                inbox.give_address(writer, me().resident_id, address, locale.current().code, utc_now())
            return redirect_after_post(url_for("messages.mail"))
    return _mail(form)


@blueprint.post("/me/mail/topics")
@signed_in
def choose() -> BaseResponse:
    """What comes by mail, and in which language."""
    form, wanted, language = forms.read_wishes(request.form, services().languages)
    if form.errors:
        form.values["address"] = getattr(queries.address(read_session(), me().resident_id), "address", "")
        return _mail(form)
    with write_session() as writer:
        inbox.choose(writer, me().resident_id, wanted, language)
    return redirect_after_post(url_for("messages.mail"))


@blueprint.post("/me/mail/remove")
@signed_in
def remove_address() -> BaseResponse:
    """Forgets the address; mails that wait are not sent."""
    with write_session() as writer:
        inbox.remove_address(writer, me().resident_id)
    return redirect_after_post(url_for("messages.mail"))


# Links in mails. A GET changes nothing: mail programs open links to look at them.


@blueprint.route("/mail/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Response:
    """Where the link of a mail leads: whoever follows it reads mail at that address."""
    read = read_confirm_token(services().settings.secret_key, token)
    state = "ask" if read else "old"
    if read and request.method == "POST":
        with write_session() as writer:
            state = "done" if inbox.confirm(writer, *read, utc_now()) else "old"
    page = render_template("civic/messages/confirm.html", token=token, state=state)
    return make_response(page, 410 if state == "old" else 200)


@blueprint.route("/mail/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> str:
    """No more mails of a topic: one tap, by a person or by a mail program (RFC 8058), for whom there is no token of
    the session."""
    read = read_stop_token(services().settings.secret_key, token)
    if read is None:
        raise NotFound()
    if request.method == "POST":
        if request.form.get("List-Unsubscribe") != "One-Click":
            abort(400)
        with write_session() as writer:
            inbox.mute(writer, *read)
    topic = gettext(rules.TOPICS[read[1]])
    return render_template("civic/messages/stop.html", token=token, topic=topic, done=request.method == "POST")
