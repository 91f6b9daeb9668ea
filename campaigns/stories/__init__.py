"""What participants of a campaign tell about it, with a picture if they like."""
