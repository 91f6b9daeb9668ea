"""Releases: what the city publishes, built from the ledger and decided given everything ever published."""

import campaigns.publishing.models  # noqa: F401 (its tables)
from civic.feature import Feature

FEATURE = Feature("publishing")
