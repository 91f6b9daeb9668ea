"""A password to choose when somebody's own was refused: four words in pinyin that nobody would say together. Pure.

The words were written for this project: things of every day. Drawn anew each time, four of them are one of hundreds of
millions; guessing at the door is stopped after a few tries.
"""

import secrets
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("suggested_words.txt")
_DRAWN = 4


def suggestion() -> str:
    """Four different words with hyphens between them; nothing keeps it."""
    return "-".join(secrets.SystemRandom().sample(_words(), _DRAWN))


@cache
def _words() -> list[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
