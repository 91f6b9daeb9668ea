"""Rates of a wave, and how they compare with those of another. Pure."""
