"""Nicknames of invented residents: two words of the city's language, and a number once all pairs are taken. Pure."""

from functools import cache
from pathlib import Path


def nickname(number: int, language: str) -> str:
    """The nickname of the invented resident of that number; no two numbers have the same."""
    firsts, seconds = _words(language)
    rest, one = divmod(number, len(firsts))
    again, other = divmod(rest, len(seconds))
    return f"{firsts[one]}{seconds[(other + one) % len(seconds)]}{again + 1 if again else ''}"


@cache
def _words(language: str) -> tuple[list[str], list[str]]:
    """The first words and the second ones, English where there are none of that language."""
    file = Path(__file__).with_name(f"nicknames.{language}.txt")
    if not file.is_file():
        return _words("en")
    first, second = file.read_text(encoding="utf-8").splitlines()
    return first.split(), second.split()
