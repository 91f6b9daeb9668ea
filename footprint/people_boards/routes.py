"""The boards of people, and the switches of those who want to stand on them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from civic.caching.memory import AppCache
from civic.disclosure.live import MINIMUM
from civic.errors import msgid
from civic.residents.actor import me
from civic.web.context import read_session, services, write_session
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from footprint.boards.views import Shown, period_label, shown_period, tabs
from footprint.people_boards import queries, views
from footprint.people_boards.queries import BOARDS, Asked, ShownPerson
from footprint.people_boards.rules import HOUSEHOLDS, NEW, RESIDENTS, SIZES
from footprint.people_boards.services import PERIODS, choose

blueprint = Blueprint("people_boards", __name__)
_lists: AppCache[Markup] = AppCache()


class Tab(NamedTuple):
    """A link of a row of them."""

    label: str
    href: str
    current: bool


@blueprint.get("/boards/residents")
@signed_in
def residents() -> str:
    """Those of the reader's district who want to be seen, or all newcomers who do."""
    among = NEW if request.args.get("among") == NEW else current_user.district_id
    return _board(RESIDENTS, among, (current_user.district_id, NEW))


@blueprint.get("/boards/households")
@signed_in
def households() -> str:
    """Households of a size of which everybody wants to be seen."""
    asked = request.args.get("among", "")
    return _board(HOUSEHOLDS, asked if asked in SIZES else SIZES[0], SIZES)


def _board(board: str, among: str, choices: Sequence[str]) -> str:
    shown, boards, database = _asked_period(), services().get(BOARDS), services().database
    asked = Asked(board, shown.key, among)
    rows = boards.first(database, asked)
    own = boards.own(database, asked, current_user.resident_id, current_user.household_id)
    return render_template(
        f"footprint/people_boards/{board}.html",
        periods=[_tab(board, label, {"period": kind}, among, kind == shown.kind) for kind, label in tabs()[:-1]],
        choices=[_tab(board, views.among(one), shown.address, one, one == among) for one in choices],
        period_label=period_label(shown.kind, shown.day),
        own=[views.row(one) for one in own],
        list_html=_lists.get((g.language.code, asked, rows), lambda: _list_html(rows)),
        wish=queries.wish(read_session(), current_user.resident_id),
        least=MINIMUM,
    )


def _asked_period() -> Shown:
    asked = request.args.get("period", "")
    return shown_period(
        asked if asked in PERIODS else "season", request.args.get("key", ""), services().calendar.today()
    )


def _tab(board: str, label: str, period: dict[str, Any], among: str, current: bool) -> Tab:
    return Tab(label, url_for(f"people_boards.{board}", **period, among=among), current)


def _list_html(rows: tuple[ShownPerson, ...]) -> Markup:
    html = render_template("footprint/people_boards/_list.html", **views.list_context(rows))
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


@blueprint.route("/me/boards", methods=["GET", "POST"])
@signed_in
def choice() -> str | Response:
    """Whether I stand on the boards of residents and of households; nowhere until I say so."""
    if request.method == "POST":
        wanted = {name: request.form.get(name) == "y" for name in ("alone", "household")}
        with write_session() as writer:
            choose(writer, me().resident_id, **wanted)
        return redirect_after_post(url_for("people_boards.choice"), msgid("Saved."))
    wish = queries.wish(read_session(), me().resident_id)
    return render_template("footprint/people_boards/choice.html", wish=wish, least=MINIMUM)
