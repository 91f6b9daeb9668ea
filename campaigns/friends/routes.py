"""The page of friends: my code, who asks, friends and teammates, cheers, what others see of me."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from campaigns.friends import forms, queries, rules, services, views
from campaigns.friends.queries import Person
from campaigns.friends.services import UnknownCode
from civic.calendar import CityCalendar, utc_now
from civic.codes import read_code
from civic.documents.printing import qr_svg
from civic.errors import NotFound, msgid
from civic.residents.actor import me
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.limits import spend_guess
from civic.web.requests import redirect_after_post

blueprint = Blueprint("friends", __name__)
_ASKED = msgid("You have asked. Now it is up to them.")
_FRIENDS = msgid("You are friends now.")
_AWAY = msgid("Nothing of theirs reaches you any more.")


def _calendar() -> CityCalendar:
    return app_services().calendar


@blueprint.get("/me/friends")
@signed_in
def page() -> AnyResponse:
    """My friends; a code in the address asks whether to ask whose it is."""
    form = SubmittedForm(request.args)
    typed = form.read("code", str, "").strip()
    with form.refusals("code"):
        if typed:
            return _question(form, _whose(typed), read_code(typed))
    return _page(form)


def _page(form: SubmittedForm) -> Response:
    phrase = request.args.get("phrase", "")
    context = views.page(read_session(), _calendar(), me().resident_id, phrase, utc_now())
    return form_page("campaigns/friends/page.html", form, **context)


def _question(form: SubmittedForm, person: Person, code: str) -> Response:
    return form_page("campaigns/friends/question.html", form, nickname=person.nickname, code=code)


def _whose(typed: str) -> Person:
    """Whose code it is; what is nobody's counts, so that nobody can try codes out."""
    try:
        return services.with_code(read_session(), me(), typed, utc_now())
    except UnknownCode:
        spend_guess()
        raise


@blueprint.post("/me/friends")
@signed_in
def ask() -> AnyResponse:
    """Asks whose code it is."""
    form = SubmittedForm(request.form)
    typed = form.read("code", str, "")
    with form.refusals("code"):
        person = _whose(typed)
        with write_session() as writer:
            are_friends = services.ask(writer, _calendar(), me(), person, typed, utc_now())
        return redirect_after_post(url_for("friends.page"), _FRIENDS if are_friends else _ASKED)
    return _page(form)


@blueprint.post("/me/friends/code")
@signed_in
def renew() -> AnyResponse:
    """Makes a new code."""
    form = SubmittedForm()
    with form.refusals():
        with write_session() as writer:
            services.renew_code(writer, me(), utc_now())
        return redirect_after_post(url_for("friends.page") + "#code-title")
    return _page(form)


@blueprint.get("/me/friends/code.svg")
@signed_in
def code_picture() -> Response:
    """The QR code of my code's link, as long as the page shows one."""
    code = queries.good_code(read_session(), me().resident_id)
    if code is None or not rules.holds(code.made_at, utc_now()):
        raise NotFound()
    return Response(qr_svg(views.code_link(code.code)), mimetype="image/svg+xml")


@blueprint.post("/me/friends/confirm")
@signed_in
def confirm() -> AnyResponse:
    """Says yes to who has asked."""
    return _act(lambda writer, other: services.confirm(writer, me(), other, utc_now()), _FRIENDS)


@blueprint.post("/me/friends/end")
@signed_in
def end() -> AnyResponse:
    """Ends a friendship, takes a question back, says no to one."""
    return _act(lambda writer, other: services.end(writer, me(), other))


@blueprint.post("/me/friends/away")
@signed_in
def keep_away() -> AnyResponse:
    """Nothing of that one reaches me any more."""
    return _act(lambda writer, other: services.keep_away(writer, me(), other, utc_now()), _AWAY)


@blueprint.post("/me/friends/cheer")
@signed_in
def cheer() -> AnyResponse:
    """One phrase to a friend or teammate."""
    phrase = request.form.get("phrase", "")
    said = msgid("Sent.")
    return _act(lambda writer, other: services.cheer(writer, _calendar(), me(), other, phrase, utc_now()), said)


def _act(act: Callable[[Session, Person], None], said: str = "") -> AnyResponse:
    """Does something about the one whom the form names, and shows the page again."""
    form = SubmittedForm()
    with form.refusals():
        with write_session() as writer:
            act(writer, _named(writer))
        return redirect_after_post(url_for("friends.page"), said)
    return _page(form)


def _named(session: Session) -> Person:
    found = queries.person(session, request.form.get("nickname", ""))
    if found is None or found.id == me().resident_id:
        raise NotFound()
    return found


@blueprint.post("/me/friends/wishes")
@signed_in
def choose() -> AnyResponse:
    """What friends and teammates see of me, and whether cheers reach."""
    with write_session() as writer:
        services.choose(writer, me(), forms.read_wishes(request.form))
    return redirect_after_post(url_for("friends.page"), msgid("Saved."))


@blueprint.post("/me/friends/hide")
@signed_in
def hide() -> AnyResponse:
    """Hides me from everybody, or shows me again."""
    with write_session() as writer:
        services.be_hidden(writer, me(), hidden=request.form.get("hidden") == "y")
    return redirect_after_post(url_for("friends.page"), msgid("Saved."))
