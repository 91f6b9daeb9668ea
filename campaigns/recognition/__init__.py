"""How the programme is known outside: awards, conferences, the press."""
