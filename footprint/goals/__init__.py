"""What the city wants to reach in its districts."""
