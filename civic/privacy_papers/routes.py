"""The city's papers about privacy."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts.actor import me
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.language.locale import gettext
from civic.pictures.uploads import sent_picture, takes_files
from civic.privacy_papers import forms, queries, rules, services, views
from civic.privacy_papers.permissions import may_keep_papers
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("privacy_papers", __name__)


@blueprint.get("/city/privacy")
@allowed(may_keep_papers)
def index() -> str:
    """All papers, and the times that hold."""
    papers = [views.card(one) for one in queries.papers(read_session())]
    return render_template("civic/privacy_papers/index.html", papers=papers, times=views.times())


@blueprint.route("/city/privacy/new/<any(assessment,breach):paper>", methods=["GET", "POST"])
@allowed(may_keep_papers)
@takes_files
def write(paper: str) -> BaseResponse:
    """A new paper; none is ever changed."""
    form = SubmittedForm(dated_on=app_services().calendar.today().isoformat())
    if request.method == "POST":
        sent = request.files.get("file")
        form, new = forms.read_paper(paper, request.form, sent_picture("file"), (sent and sent.filename) or "")
        with form.refusals():
            if new:
                with write_session() as writer:
                    number = services.add(writer, me(), new, app_services().calendar.today(), utc_now())
                return redirect_after_post(url_for("privacy_papers.paper", id=number), msgid("Saved."))
    return form_page(
        "civic/privacy_papers/write.html",
        form,
        kind=paper,
        title=gettext(rules.KINDS[paper]),
        lengths={"title": rules.TITLE_MAX, "words": rules.WORDS_MAX},
        most_mb=rules.MAX_MEGABYTES,
    )


@blueprint.get("/city/privacy/<row:id>")
@allowed(may_keep_papers)
def paper(id: int) -> str:
    """One paper."""
    return render_template("civic/privacy_papers/paper.html", paper=views.card(queries.paper(read_session(), id)))


@blueprint.get("/city/privacy/<row:id>.pdf")
@allowed(may_keep_papers)
def file(id: int) -> Response:
    """The file of a paper, to be kept: a browser does not open it here."""
    found = queries.paper(read_session(), id, with_file=True)
    if found.file is None:
        raise NotFound()
    response = Response(found.file, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename=paper-{id}.pdf"
    return response
