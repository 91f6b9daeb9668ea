"""Codes that people read out, type and scan: letters and digits that cannot be mistaken for each other."""

import secrets
import unicodedata

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUP = 4


def new_code(length: int) -> str:
    """A code nobody can guess: about five bits a character."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def read_code(typed: str) -> str:
    """The code that was meant: case, width, spaces and hyphens do not matter. "" for what can be none."""
    letters = unicodedata.normalize("NFKC", typed[:200]).upper()
    kept = "".join(letter for letter in letters if letter not in " -–—\t\r\n")
    return kept if kept and all(letter in _ALPHABET for letter in kept) else ""


def spoken(code: str) -> str:
    """The code in groups of four, as one reads it out."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
