"""Asking, now and then, whether it would have been done anyway."""

from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from footprint.additionality import personal_data, services
from footprint.ledger.services import AFTER_RECORD, AFTER_UNDO

FEATURE = Feature(
    "additionality",
    AFTER_RECORD.takes(services.ask),
    AFTER_UNDO.takes(services.entry_undone),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
)
