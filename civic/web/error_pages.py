"""Domain errors, HTTP errors and accidents, each turned into a page in one place."""

import uuid

import structlog
from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from civic.database.driver import may_pass
from civic.errors import NOTHING_SAVED, TOO_BUSY_TO_SHOW, DomainError, TooMany, TryAgain, Unauthenticated, msgid
from civic.language.locale import gettext
from civic.web.context import end_read_session
from civic.web.preferences import choose_preferences
from civic.web.problems import is_for_programs, problem
from civic.web.requests import SAFE_METHODS, came_from, redirect_after_post, wants_fragment

log = structlog.get_logger()
_BUSY_S = "5"


def register_errors(app: Flask) -> None:
    """Domain errors, HTTP errors and accidents, each turned into a page in one place."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _accident)
    app.after_request(_say_when_to_return)


def _say_when_to_return(response: Response) -> Response:
    """Whoever is sent away because something is busy learns for how long, also beside a form that keeps its words."""
    if response.status_code == TryAgain.status:
        response.headers.setdefault("Retry-After", _BUSY_S)
    return response


def _domain_error(error: DomainError) -> BaseResponse | Response:
    if isinstance(error, Unauthenticated) and not wants_fragment() and not is_for_programs():
        here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else came_from()
        return redirect_after_post(url_for("accounts.signin", next=here))
    if isinstance(error, TryAgain) and error.__cause__ is not None:  # "busy" may be a schema that does not fit
        log.error("database", endpoint=request.endpoint, error=str(error.__cause__))
    only_read = error.message == NOTHING_SAVED and request.method in SAFE_METHODS
    response = _page(error.status, gettext(TOO_BUSY_TO_SHOW if only_read else error.message, **error.values))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _database_error(error: OperationalError) -> BaseResponse | Response:
    if not may_pass(error.orig):
        return _accident(error)
    log.error("database", endpoint=request.endpoint, exc_info=error)
    return _domain_error(TryAgain())


def _csrf_error(_error: CSRFError) -> Response:
    return _page(
        400,
        gettext("This form was open too long, or was not opened here. Please go back, reload and send it again."),
    )


_HTTP_MESSAGES = {
    400: msgid("The server could not understand this request."),
    403: msgid("You do not have permission for this."),
    404: msgid("This page does not exist."),
    405: msgid("This page does not take that."),
    406: msgid("This address has no answer in the form that was asked for."),
    413: msgid("That is too large to send."),
    429: msgid("That was very often in a short time. Please wait a moment and try again."),
    431: msgid("That is too large to send."),
}


def _http_error(error: HTTPException) -> BaseResponse | Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if status >= 500:
        return _accident(error)
    response = _page(status, gettext(_HTTP_MESSAGES.get(status, _HTTP_MESSAGES[400])))
    retry = dict(error.get_headers()).get("Retry-After")
    if retry or status == 429:
        response.headers["Retry-After"] = retry or "60"
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _accident(error: Exception) -> Response:
    reference = request.environ["tongxing.reference"] = uuid.uuid4().hex[:8]
    log.error("unexpected", reference=reference, method=request.method, endpoint=request.endpoint, exc_info=error)
    return _page(500, gettext("Something went wrong on our side."), reference)


_ADVICE = {
    400: msgid("Go back, reload the page and try again."),
    401: msgid("Sign in, then come back to this page."),
    404: msgid("Check the address, or start again from the home page."),
    409: msgid("Open the form anew and send it again."),
    413: msgid("Send less at once."),
    429: msgid("Wait a moment, then try again."),
    500: msgid("It is not your fault. Please try again; if it happens again, tell us the reference number."),
    503: msgid("Wait a few seconds and send it again."),
}
_ADVICE_TO_READERS = {503: msgid("Wait a few seconds and reload the page.")}


def _advice(status: int) -> str:
    advice = {**_ADVICE, **_ADVICE_TO_READERS} if request.method in SAFE_METHODS else _ADVICE
    return advice.get(status, _ADVICE[404])


def _page(status: int, message: str, reference: str | None = None) -> Response:
    """An error page, a fragment where htmx asked for one, or problem details for a program."""
    if "language" not in g:  # refused before the request began, by its host name for example
        choose_preferences()
    if status == 503:
        g.actor_unknown = True  # who it is, if it is not known yet, would be asked of the database that just failed
    end_read_session()
    if is_for_programs():
        return problem(status, message, reference)
    template = "civic/_error.html" if wants_fragment() else "civic/error.html"
    page = render_template(
        template,
        status=status,
        title=gettext("That did not work"),
        message=message,
        what_to_do=gettext(_advice(status)),
        reference=reference,
    )
    return make_response(page, status)
