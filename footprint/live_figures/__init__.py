"""Counts as they are right now, for staff: masked as in public, unless a reason is written down."""
