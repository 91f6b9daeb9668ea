"""The audit book's pages."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for

from civic.accounts import audit
from civic.accounts.actor import me
from civic.accounts.models import AuditEntry
from civic.audit_log import forms, queries, views
from civic.audit_log.permissions import may_read_all, may_read_own_acts
from civic.audit_log.rules import EXPORTED_MOST, PAGE, SUBJECT_MAX, WHO_MAX, Wish
from civic.documents.spreadsheets import CSV_TYPE, to_csv
from civic.web.context import read_session, services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed

blueprint = Blueprint("audit_log", __name__)


@blueprint.get("/city/audit")
@allowed(may_read_own_acts)
def index() -> Response:
    """The book: all of it for administrators, for others what they did themselves."""
    form, wish = _asked()
    after = forms.read_place(request.args.get("after", ""))
    found = [] if form.errors else queries.lines(read_session(), services().calendar, wish, PAGE + 1, after)
    return form_page(
        "civic/audit_log/index.html",
        form,
        lines=views.lines(found[:PAGE], _nicknames(found)),
        acts=views.acts(),
        of_all=may_read_all(me()),
        older=_older(found),
        export=url_for("audit_log.export", **_filters()),
        lengths={"who": WHO_MAX, "subject": SUBJECT_MAX},
        most=EXPORTED_MOST,
    )


@blueprint.get("/city/audit.csv")
@allowed(may_read_own_acts)
def export() -> Response:
    """The lines that are asked for, at most EXPORTED_MOST of them, as a spreadsheet reads them."""
    form, wish = _asked()
    found = [] if form.errors else queries.lines(read_session(), services().calendar, wish, EXPORTED_MOST)
    response = Response(to_csv(views.HEADER, views.exported(found, _nicknames(found))), form.status)
    response.headers["Content-Type"] = CSV_TYPE
    response.headers["Content-Disposition"] = "attachment; filename=audit.csv"
    return response


def _asked() -> tuple[SubmittedForm, Wish]:
    """What the address asks for, and the reader may see."""
    form, wish = forms.read_wish(request.args, lambda name: queries.account_named(read_session(), name))
    if may_read_all(me()):
        return form, wish
    return form, Wish(audit.by(me()), wish.act, wish.subject, wish.first, wish.last)


def _nicknames(found: Sequence[AuditEntry]) -> dict[str, str]:
    return dict(queries.nicknames(read_session(), {name for one in found for name in (one.actor, one.subject)}))


def _older(found: Sequence[AuditEntry]) -> str | None:
    """Where the lines before these are."""
    if len(found) <= PAGE:
        return None
    last = found[PAGE - 1]
    return url_for("audit_log.index", **_filters(), after=forms.written(queries.Place(last.at, last.id)))


def _filters() -> dict[str, Any]:
    return {name: request.args[name] for name in ("who", "act", "subject", "first", "last") if request.args.get(name)}
