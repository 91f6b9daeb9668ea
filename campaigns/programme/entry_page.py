"""What campaigns show on the page of an entry."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.programme.counting import campaigns_of_entry
from civic.web.templating import in_language
from footprint.diary.queries import LoggedEntry


def entry_panel(session: Session, entry: LoggedEntry) -> Markup | None:
    """The campaigns that an entry counts for."""
    found = campaigns_of_entry(session, entry.resident_id, entry)
    if not found:
        return None
    campaigns = [{"slug": one.slug, "title": in_language(one.title)} for one in found]
    return Markup(render_template("campaigns/programme/_entry.html", campaigns=campaigns))  # noqa: S704
