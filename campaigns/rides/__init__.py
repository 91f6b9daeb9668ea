"""Rides: routes on the events of a campaign, and what those who rode them say or show by a track."""
