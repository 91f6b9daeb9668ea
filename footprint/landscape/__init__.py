"""The picture of the city: what stands in it, and for what."""
