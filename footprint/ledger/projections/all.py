"""The projections of the ledger. A new derived table is a file beside this one, a migration, and a line here."""

from footprint.ledger.projections.action_total import action_total
from footprint.ledger.projections.action_week import action_week
from footprint.ledger.projections.late_line import late_line
from footprint.ledger.projections.place_total import place_total
from footprint.ledger.projections.projection import Projection
from footprint.ledger.projections.resident_total import resident_total
from footprint.ledger.projections.year_total import year_total

PROJECTIONS: tuple[Projection, ...] = (
    resident_total,
    action_total,
    action_week,
    year_total,
    late_line,
    place_total,
)
"""In the order in which an entry moves them: rows of its resident first, rows that many residents share last."""
