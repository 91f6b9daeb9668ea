"""Letters: what the organizers of a campaign write to those who take part in it."""
