"""Estimates, their errors, and ranks: pure functions for boards and for what the city publishes."""
