"""Indicators of the city's own standard, as the city enters them from its documents."""
