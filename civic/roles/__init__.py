"""Who works here in which role, and how they prove it is them."""
