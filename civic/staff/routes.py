"""The city's desk: what waits, and where everything is that staff run."""

from flask import Blueprint, render_template

from civic.accounts.permissions import may_work_here
from civic.staff import views
from civic.web.guards import allowed

blueprint = Blueprint("staff", __name__)


@blueprint.get("/city")
@allowed(may_work_here)
def desk() -> str:
    """Today at a glance."""
    mine = views.links()
    return render_template("civic/staff/desk.html", queues=views.queues(mine), rooms=views.rooms(mine))
