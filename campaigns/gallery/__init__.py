"""Painting shows: children's paintings, sent in by their guardians, looked at first, then shown and voted for."""
