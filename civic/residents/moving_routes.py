"""The page on which a resident says where they live now."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from civic.calendar import utc_now
from civic.errors import msgid
from civic.language import locale
from civic.residents import forms, moving, rules
from civic.residents.actor import me
from civic.residents.rules import Place
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post

blueprint = Blueprint("moving", __name__)


@blueprint.route("/me/place", methods=["GET", "POST"])
@signed_in
def place() -> Response:
    """Where I live; what a move changes and what it leaves stands above the form."""
    if request.method == "GET":
        return _page(SubmittedForm(district=me().district_id, subdistrict=me().subdistrict_id or ""))
    form, new = forms.read_place(request.form, services().city)
    with form.refusals():
        if not form.errors:
            with write_session() as writer:
                moving.move(writer, services().city, services().calendar, me(), new, utc_now())
            return redirect_after_post(
                url_for("accounts.account"), msgid("Saved. What you log from now on counts there.")
            )
    return _page(form)


def _page(form: SubmittedForm) -> Response:
    now = Place(me().district_id, me().subdistrict_id)
    again = rules.may_move_on(moving.past(read_session(), me().resident_id), now)
    districts, parts = forms.places(services().city, locale.current().code)
    return form_page(
        "civic/residents/place.html",
        form,
        districts=districts,
        parts=parts,
        days=rules.MOVES_EVERY.days,
        again=again if again and services().calendar.today() < again else None,
        names_part=not now.subdistrict_id,
    )
