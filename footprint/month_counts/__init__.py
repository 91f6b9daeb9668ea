"""Whole months of the ledger, for statistics that are counted once: read by jobs and commands, never by a page."""
