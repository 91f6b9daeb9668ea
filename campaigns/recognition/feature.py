"""How the programme is known outside."""

import campaigns.recognition.models  # noqa: F401 (its tables)
from civic.feature import Feature

FEATURE = Feature("recognition")
