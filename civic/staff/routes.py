"""The city's desk: what waits, where everything is that staff run, and the residents."""

from flask import Blueprint, render_template, request

from civic.accounts.actor import me
from civic.accounts.permissions import may_work_here
from civic.accounts.rules import USERNAME_MAX
from civic.calendar import utc_now
from civic.staff import queries, services, views
from civic.web.context import read_session, write_session
from civic.web.forms import printable
from civic.web.guards import allowed

blueprint = Blueprint("staff", __name__)


@blueprint.get("/city")
@allowed(may_work_here)
def desk() -> str:
    """Today at a glance."""
    mine = views.links()
    return render_template("civic/staff/desk.html", queues=views.queues(mine), rooms=views.rooms(mine))


@blueprint.get("/city/residents")
@allowed(may_work_here)
def residents() -> str:
    """Residents whose nickname begins with some letters."""
    words = printable(request.args.get("q", ""))[:USERNAME_MAX].strip()
    found = [views.resident(one) for one in queries.residents(read_session(), words)]
    return render_template("civic/staff/residents.html", words=words, residents=found, most=queries.FOUND_MOST)


@blueprint.get("/city/residents/<row:id>")
@allowed(may_work_here)
def resident(id: int) -> str:
    """One resident, as far as staff need to know them; looking is written down."""
    with write_session() as writer:
        found = services.look_at(writer, me(), id, utc_now())
    return render_template("civic/staff/resident.html", resident=views.resident(found), parts=views.parts_of(id))
