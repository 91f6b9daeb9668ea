"""The city's desk: answers that come as a table. It is sent, looked through, and imported as a whole."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.surveys import import_forms as forms
from campaigns.surveys import import_views as views
from campaigns.surveys import importing, queries
from campaigns.surveys.import_columns import ColumnMap, guess
from campaigns.surveys.import_rows import Reading
from campaigns.surveys.importing import Frame
from campaigns.surveys.models import SurveyImport, SurveyWave
from campaigns.surveys.table_files import BYTES_MAX, ROWS_MAX, RawTable
from campaigns.surveys.views import head, wave_head
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import Conflict, msgid
from civic.pictures.uploads import takes_files
from civic.web.context import end_read_session, read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("survey_imports", __name__)
_CONFIRM = "import"


@blueprint.route("/city/surveys/<row:id>/import", methods=["GET", "POST"])
@takes_files
@allowed(may_run_city)
def index(id: int) -> Response:
    """Sending a table to the wave that is open, and those that were sent."""
    form = SubmittedForm()
    if request.method == "GET":
        return _index(id, form)
    with form.refusals():
        kept_id = _keep(id, form)
        return redirect_after_post(url_for("survey_imports.table", id=id, table_id=kept_id))
    return _index(id, form)


def _keep(survey_id: int, form: SubmittedForm) -> int:
    """The table is looked into before the transaction."""
    wave = queries.open_wave(read_session(), survey_id)
    if wave is None:
        raise Conflict("This survey has no open wave, so it takes no answers.")
    wave_id, clerk = wave.id, me()
    name, data = forms.sent_table(form, request.files.get("file"), request.form.get("pasted", ""))
    end_read_session()
    found = importing.take_in(data, clerk)
    with write_session() as session:
        return importing.keep(session, clerk, wave_id, name, data, found, utc_now()).id


def _index(id: int, form: SubmittedForm) -> Response:
    session = read_session()
    survey, wave = queries.survey(session, id), queries.open_wave(session, id)
    return form_page(
        "campaigns/surveys/import.html",
        form,
        survey=head(survey),
        wave=wave_head(wave) if wave else None,
        sent=[views.sent(one, app_services().calendar) for one in importing.sent(session, wave.id)] if wave else [],
        undoable=importing.undoable(session, me(), wave.id) if wave else frozenset(),
        most_rows=ROWS_MAX,
        most_mb=BYTES_MAX // 2**20,
    )


@blueprint.route("/city/surveys/<row:id>/import/<row:table_id>", methods=["GET", "POST"])
@allowed(may_run_city)
def table(id: int, table_id: int) -> Response:
    """What the columns of a table are and what stands in them; a dry run; then all of it, or nothing."""
    found, raw = importing.waiting(read_session(), id, table_id)
    frame = Frame.of(read_session(), app_services().city, found.wave_id)
    if request.method == "GET":
        columns = guess(raw, frame.targets, forms.SILENT)
        return _table(id, found, raw, frame, columns, forms.as_guessed(raw, columns, frame.targets), None)
    form, columns = forms.read_columns(request.form, raw, frame.targets)
    reading: Reading | None = None
    if not form.errors:
        with form.refusals():
            reading = importing.read(read_session(), frame, raw, columns)
            if request.form.get("act") == _CONFIRM:
                _import(id, table_id, columns)
                return redirect_after_post(url_for("survey_imports.index", id=id), msgid("All rows were imported."))
    return _table(id, found, raw, frame, columns, form, reading)


def _import(id: int, table_id: int, columns: ColumnMap) -> None:
    """Read once more where nobody else writes: numbers may have been given meanwhile."""
    clerk, now, city = me(), utc_now(), app_services().city
    with write_session() as session:
        found, raw = importing.taken_up(session, id, table_id)
        frame = Frame.of(session, city, found.wave_id)
        reading = importing.read(session, frame, raw, columns)
        importing.write(session, clerk, frame, found, reading, app_services().calendar.today(), now)


def _table(
    id: int,
    found: SurveyImport,
    raw: RawTable,
    frame: Frame,
    columns: ColumnMap,
    form: SubmittedForm,
    reading: Reading | None,
) -> Response:
    city, wave = app_services().city, _wave(found)
    return form_page(
        "campaigns/surveys/import_table.html",
        form,
        survey=head(queries.survey(read_session(), id)),
        wave=wave_head(wave),
        sent=views.sent(found, app_services().calendar),
        columns=views.columns(city, frame, raw, columns),
        roles=views.roles(frame),
        reading=views.reading(city, frame, reading, columns) if reading else None,
        bands=views.age_bands(),
    )


def _wave(found: SurveyImport) -> SurveyWave:
    return queries.wave(read_session(), found.wave_id)


@blueprint.post("/city/surveys/<row:id>/import/<row:table_id>/drop")
@allowed(may_run_city)
def drop(id: int, table_id: int) -> Response:
    """Forgets a table that waits."""
    with write_session() as session:
        importing.drop(session, me(), id, table_id, utc_now())
    return redirect_after_post(url_for("survey_imports.index", id=id), msgid("Dropped."))


@blueprint.post("/city/surveys/<row:id>/import/<row:table_id>/undo")
@allowed(may_run_city)
def undo(id: int, table_id: int) -> Response:
    """Takes the answers of a table out again."""
    form = SubmittedForm(request.form)
    with form.refusals():
        with write_session() as session:
            importing.undo(session, me(), id, table_id, utc_now())
        notice = msgid("The import was undone: its answers are gone. The table can be sent again.")
        return redirect_after_post(url_for("survey_imports.index", id=id), notice)
    return _index(id, form)
