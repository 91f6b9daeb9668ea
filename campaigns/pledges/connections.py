"""Where pledges hook into the house: the campaign's page, reminders, moving house, personal data."""

from collections.abc import Sequence
from datetime import datetime

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.pledges import queries
from campaigns.pledges import services as pledges
from campaigns.pledges.reminding import due
from campaigns.programme.panels import CampaignPage, Panel, add_panel
from campaigns.programme.rules import TRIO
from civic.messages.reminders import reminders
from civic.residents.households import after_move
from civic.residents.personal_data import exporters, register
from footprint.ledger.services import after_undo


def connect() -> None:
    """Registers everything, once however often it is called."""
    add_panel(Panel("pledges", frozenset({TRIO}), _panel, order=20, reads=queries.kept_up))
    register(reminders, due)
    register(after_move, _moved)
    register(after_undo, pledges.entry_undone)
    register(exporters, pledges.export)


def _moved(session: Session, household_id: int, _resident_id: int, now: datetime) -> None:
    """Whoever left last leaves nobody to keep up what the home pledged."""
    pledges.end_abandoned(session, now, household_id)


def _panel(page: CampaignPage, pledged: Sequence[queries.KeptUp]) -> Markup:
    """What the reader's home has pledged, and the way to pledge."""
    html = render_template(
        "campaigns/pledges/_panel.html",
        slug=page.campaign.slug,
        pledged=len(pledged),
        is_open=page.phase in ("open", "upcoming"),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)
