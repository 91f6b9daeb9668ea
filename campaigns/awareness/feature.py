"""What residents know: the quiz of the city."""

from campaigns.awareness import bank
from civic.feature import Feature
from footprint.actions.pack_checks import PACK_CHECKS

FEATURE = Feature("awareness", PACK_CHECKS.takes(bank.check_bank))
