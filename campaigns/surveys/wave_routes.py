"""The city's desk of a survey's wave: of whom it asks, how far it has come, invitations and tablets."""

from collections.abc import Callable, Sequence

from flask import Blueprint, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.surveys import answering, forms, planning, queries, rules, views
from campaigns.surveys.models import SurveyStratum, SurveyWave
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.codes import spoken
from civic.denominators.in_force import city_on
from civic.documents import printing
from civic.documents.spreadsheets import CSV_TYPE, Row, to_csv
from civic.errors import msgid
from civic.language.locale import gettext
from civic.numbers import read_whole
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, read_line
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened

blueprint = Blueprint("survey_waves", __name__)
_START = {"city": "3", "district": "5", "deff": "1.3", "response": "60", "allocation": "proportional"}
"""What the form of a sample begins with."""


def _wave(id: int) -> SurveyWave:
    return queries.wave(read_session(), id)


def _heads(wave: SurveyWave) -> dict[str, object]:
    """What every page of a wave shows on top."""
    return {
        "survey": views.head(queries.survey(read_session(), wave.survey_id)),
        "wave": views.wave_head(wave),
    }


@blueprint.get("/city/surveys/waves/<row:id>")
@allowed(may_run_city)
def wave(id: int) -> Response:
    """How far a wave has come."""
    return _page(id, SubmittedForm())


def _page(id: int, form: SubmittedForm) -> Response:
    found, session = _wave(id), read_session()
    strata = queries.strata(session, id)
    return form_page(
        "campaigns/surveys/wave.html",
        form,
        **_heads(found),
        progress=views.progress(
            app_services().city, strata, queries.counts(session, id), queries.invitation_counts(session, id)
        ),
        sheets=queries.progress(session, id),
    )


def _act(id: int, act: Callable[[Session], object], notice: str) -> Response:
    form = SubmittedForm(request.form)
    with form.refusals():
        with write_session() as session:
            act(session)
        return redirect_after_post(url_for("survey_waves.wave", id=id), notice)
    return _page(id, form)


@blueprint.post("/city/surveys/waves/<row:id>/open")
@allowed(may_run_city)
def open_wave(id: int) -> Response:
    """Takes answers from now on."""
    return _act(id, lambda session: planning.open_wave(session, me(), id, utc_now()), msgid("This wave is open."))


@blueprint.post("/city/surveys/waves/<row:id>/close")
@allowed(may_run_city)
def close_wave(id: int) -> Response:
    """Takes no more answers."""
    return _act(id, lambda session: planning.close_wave(session, me(), id, utc_now()), msgid("This wave is closed."))


# Strata and sample


@blueprint.route("/city/surveys/waves/<row:id>/strata", methods=["GET", "POST"])
@allowed(may_run_city)
def strata(id: int) -> Response:
    """How many people live in each stratum; the populations of the city's districts stand there to begin with."""
    kept = queries.strata(read_session(), id)
    asked = request.values.get("by", "settlement" if any(one.settlement for one in kept) else "district")
    offered = forms.places(app_services().city, by_settlement=asked == "settlement")
    if request.method == "GET":
        return _strata_page(id, opened(forms.strata_as_kept(kept, offered)), offered, is_new=not kept)
    form, parts = forms.read_strata(request.form, offered)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                planning.locked(session, id)
                check_revision(form, forms.strata_as_kept(queries.strata(session, id), offered))
                planning.set_strata(session, me(), id, parts, utc_now())
            return redirect_after_post(url_for("survey_waves.sample", id=id), msgid("Saved."))
    return _strata_page(id, form, offered, is_new=False)


def _strata_page(id: int, form: SubmittedForm, offered: list[forms.Place], *, is_new: bool) -> Response:
    city = city_on(app_services(), app_services().calendar.today())
    people = {one.id: one.residents for one in city.districts}
    if is_new:
        form.values |= {f"people_{one.name}": str(people[one.district]) for one in offered if not one.settlement}
    return form_page(
        "campaigns/surveys/strata.html",
        form,
        **_heads(_wave(id)),
        by="settlement" if offered[0].settlement else "district",
        places=[
            {
                "field": one.name,
                "name": views.place_name(city, one.district, one.settlement),
                "district_people": people[one.district],
            }
            for one in offered
        ],
    )


@blueprint.get("/city/surveys/waves/<row:id>/sample")
@allowed(may_run_city)
def sample(id: int) -> Response:
    """How many people to draw, as it was planned or with what plans begin with."""
    found = _wave(id)
    form, _wanted = forms.read_sample(found.plan or _START)
    return _sample_page(found, form)


@blueprint.post("/city/surveys/waves/<row:id>/sample/compute")
@allowed(may_run_city)
def compute(id: int) -> Response:
    """Computes the sample anew and keeps it."""
    form, wanted = forms.read_sample(request.form)
    if not form.errors:
        with form.refusals():
            typed = {name: form.text(name) for name in _START}
            with write_session() as session:
                planning.set_plan(session, me(), id, wanted, typed, utc_now())
            return redirect_after_post(url_for("survey_waves.sample", id=id), msgid("Saved."))
    return _sample_page(_wave(id), form)


def _sample_page(found: SurveyWave, form: SubmittedForm) -> Response:
    session = read_session()
    _form, wanted = forms.read_sample(found.plan or _START)
    plan = views.planned(queries.strata(session, found.id), wanted)
    return form_page(
        "campaigns/surveys/sample.html",
        form,
        **_heads(found),
        plan=plan and views.sample(app_services().city, plan),
        is_kept=bool(found.plan),
        wanted={"district": wanted.district and views.points(wanted.district), "city": views.points(wanted.city)},
    )


@blueprint.route("/city/surveys/waves/<row:id>/dispositions", methods=["GET", "POST"])
@allowed(may_run_city)
def dispositions(id: int) -> Response:
    """How many were drawn, reached and refused."""
    kept = queries.strata(read_session(), id)
    if request.method == "GET":
        return _dispositions_page(id, kept, opened(forms.dispositions_as_kept(kept)))
    form, told = forms.read_dispositions(request.form, kept)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                planning.locked(session, id)
                check_revision(form, forms.dispositions_as_kept(queries.strata(session, id)))
                planning.set_dispositions(session, me(), id, told, utc_now())
            return redirect_after_post(url_for("survey_waves.wave", id=id), msgid("Saved."))
    return _dispositions_page(id, kept, form)


def _dispositions_page(id: int, kept: Sequence[SurveyStratum], form: SubmittedForm) -> Response:
    strata = views.numbered_strata(app_services().city, kept)
    return form_page("campaigns/surveys/dispositions.html", form, **_heads(_wave(id)), strata=strata)


# Invitations


@blueprint.route("/city/surveys/waves/<row:id>/invitations", methods=["GET", "POST"])
@allowed(may_run_city)
def invitations(id: int) -> Response:
    """Codes, each good for one answer: made, shown once, and kept as digests."""
    kept = queries.strata(read_session(), id)
    form = SubmittedForm(request.form)
    if request.method == "POST":
        stratum = form.read("stratum", lambda typed: read_whole(typed, least=1, most=len(kept)) if kept else 0, 0)
        cluster = form.read("cluster", lambda typed: read_line(typed, most=20, required=False), "")
        number = form.read("number", lambda typed: read_whole(typed, least=1, most=answering.MOST_CODES), 0)
        if not form.errors:
            with form.refusals():
                stratum_id = next((one.id for one in kept if one.number == stratum), None)
                with write_session() as session:
                    codes = answering.make_invitations(session, me(), id, stratum_id, cluster, number, utc_now())
                if request.form.get("as") == "csv":
                    return _table_of_codes(id, codes, stratum, cluster)
                return _invitations_page(id, SubmittedForm(), kept, codes)
    return _invitations_page(id, form, kept, [])


def _table_of_codes(id: int, codes: list[str], stratum: int, cluster: str) -> Response:
    """The new codes, to be printed on letters."""
    slug = queries.survey(read_session(), _wave(id).survey_id).slug
    rows: list[Row] = [[spoken(code), _address(slug, code), stratum, cluster] for code in codes]
    header = [gettext("Code"), gettext("Address"), gettext("Stratum"), gettext("Cluster")]
    response = Response(to_csv(header, rows), content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="codes-{slug}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _address(slug: str, code: str) -> str:
    return url_for("surveys.answer", slug=slug, code=code, _external=True)


def _invitations_page(id: int, form: SubmittedForm, kept: Sequence[SurveyStratum], codes: list[str]) -> Response:
    found, session = _wave(id), read_session()
    survey = queries.survey(session, found.survey_id)
    response = form_page(
        "campaigns/surveys/invitations.html",
        form,
        survey=views.head(survey),
        wave=views.wave_head(found),
        codes=[{"spoken": spoken(code), "address": _address(survey.slug, code)} for code in codes],
        strata=views.numbered_strata(app_services().city, kept),
        made=queries.invitation_counts(session, id),
        most=answering.MOST_CODES,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


# Tablets


@blueprint.route("/city/surveys/waves/<row:id>/kiosks", methods=["GET", "POST"])
@allowed(may_run_city)
def kiosks(id: int) -> Response:
    """Tablets that take answers one after the other; a new one's address is shown once."""
    if request.method == "GET":
        return _kiosks_page(id, forms.new_kiosk(), "")
    form, wish = forms.read_kiosk(request.form)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                key = answering.open_kiosk(session, me(), id, wish, utc_now())
            return _kiosks_page(id, SubmittedForm(), url_for("surveys.kiosk", key=key, _external=True))
    return _kiosks_page(id, form, "")


def _kiosks_page(id: int, form: SubmittedForm, address: str) -> Response:
    calendar, found = app_services().calendar, _wave(id)
    response = form_page(
        "campaigns/surveys/kiosks.html",
        form,
        **_heads(found),
        address=address,
        qr=Markup(printing.qr_svg(address)) if address else "",  # noqa: S704 (our own drawing)
        kiosks=[views.kiosk(one, calendar) for one in queries.kiosks(read_session(), id, utc_now())],
        is_open=found.state == rules.OPEN,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/city/surveys/waves/<row:id>/kiosks/<row:kiosk_id>/close")
@allowed(may_run_city)
def close_kiosk(id: int, kiosk_id: int) -> Response:
    """Ends a tablet's time."""
    with write_session() as session:
        answering.close_kiosk(session, me(), id, kiosk_id, utc_now())
    return redirect_after_post(url_for("survey_waves.kiosks", id=id), msgid("The tablet is closed."))
