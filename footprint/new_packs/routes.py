"""The city's desk of its pack."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.bounded.runner import read_bounded
from civic.calendar import utc_now
from civic.errors import msgid
from civic.pictures.uploads import sent_picture, takes_files
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.limits import spend_costly_write
from civic.web.requests import redirect_after_post
from footprint.actions.pack_checks import PACK_CHECKS
from footprint.method.queries import used_versions
from footprint.new_packs import forms, queries, reading, rules, views
from footprint.new_packs.services import SoundPack, decide, propose

blueprint = Blueprint("new_packs", __name__)


@blueprint.get("/city/pack")
@allowed(may_run_city)
def index() -> str:
    """The pack in force, the versions that entries were computed with, and packs that were sent in."""
    day = services().calendar.today
    return render_template(
        "footprint/new_packs/index.html",
        version=services().city.version,
        used=[(one.version, day(one.first_used_at)) for one in reversed(used_versions(read_session()))],
        packs=[views.pack(one, me().account_id) for one in queries.sent(read_session())],
    )


@blueprint.route("/city/pack/new", methods=["GET", "POST"])
@allowed(may_run_city)
@takes_files
def send() -> BaseResponse:
    """Another pack, or one file of it: read apart, checked, compared, and kept for a second person if it is sound."""
    form, problems = SubmittedForm(holds_from=services().calendar.today().isoformat()), list[str]()
    if request.method == "POST":
        file = sent_picture("file")
        sent = forms.read_pack_form(request.form, file)
        form = sent.form
        with form.refusals():
            if file and not form.errors:
                facts, files = _read(file, sent)
                problems = facts.get("problems", [])
                if not problems:
                    number = _keep(SoundPack(facts["version"], facts["effect"], files[0]), sent)
                    return redirect_after_post(url_for("new_packs.pack", id=number), msgid("Saved."))
                form.status = 422
    return form_page(
        "footprint/new_packs/send.html", form, problems=problems, most_mb=rules.MAX_MEGABYTES, reason=rules.REASON_MAX
    )


def _read(file: bytes, sent: forms.PackForm) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """What the bounded process says of the file."""
    spend_costly_write()
    base, name = services().settings.city_dir, _file_name()
    data = reading.with_file(base, name, file) if name.endswith(rules.SUFFIXES) else file
    checks = [f"{check.__module__}:{check.__qualname__}" for check in services().registry.all(PACK_CHECKS)]
    given = {"base": str(base), "checks": checks, "on": sent.holds_from.isoformat()}
    answer = read_bounded(reading.read_pack, data, me().account_id, "file", given)
    return dict(answer.facts), answer.files


def _file_name() -> str:
    sent = request.files.get("file")
    return (sent and sent.filename) or ""


def _keep(pack: SoundPack, sent: forms.PackForm) -> int:
    city, today = services().city, services().calendar.today()
    with write_session() as writer:
        return propose(writer, me(), pack, city.version, sent.reason, sent.holds_from, today, utc_now())


@blueprint.route("/city/pack/<row:id>", methods=["GET", "POST"])
@allowed(may_run_city)
def pack(id: int) -> BaseResponse:
    """A pack with its effect, and deciding about it."""
    form = SubmittedForm()
    if request.method == "POST":
        form, note = forms.read_decision(request.form)
        with form.refusals():
            if not form.errors:
                approve, version = request.form.get("answer") == "approve", services().city.version
                with write_session() as writer:
                    decide(writer, me(), id, version, approve=approve, note=note, now=utc_now())
                return redirect_after_post(url_for("new_packs.index"), msgid("Saved."))
    found = queries.one(read_session(), id)
    return form_page(
        "footprint/new_packs/pack.html",
        form,
        pack=views.pack(found, me().account_id),
        effect=views.effect(found.proposal.effect),
        note_max=rules.NOTE_MAX,
    )


@blueprint.get("/city/pack/<row:id>.zip")
@allowed(may_run_city)
def content(id: int) -> Response:
    """All files of a pack."""
    found = queries.with_content(read_session(), id)
    response = Response(found.content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename=pack-{found.version}.zip"
    return response
