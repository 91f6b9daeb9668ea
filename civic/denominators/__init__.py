"""How many people live where: figures that the city enters, version after version, over those of its pack."""
