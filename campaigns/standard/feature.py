"""The city's own standard."""

import campaigns.standard.models  # noqa: F401 (its tables)
from civic.feature import Feature

FEATURE = Feature("standard")
