"""What a demonstration shows of campaigns: the campaigns themselves, and what happens in them."""
