"""Which passwords are tried first by whoever guesses. Pure.

A list of whole passwords would miss "woaini5201314!": people glue common words, number words, rows of keys and a
few digits together. So `common_passwords.txt` holds the pieces, and a password is refused when it is nothing but
at most three of them. The list was written for this project from what is widely known about guessed passwords
(keyboard rows, English favourites, pinyin phrases, number words like 5201314 "I love you for a lifetime"); no leaked
list was copied.
"""

import unicodedata
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("common_passwords.txt")
_MOST_PIECES = 3
_LONGEST_WORD = 24
_LONGEST_FILLING = {"digits": 4, "letters": 2, "pictures": 2}
_JOINERS = ("Mn", "Cf")
"""What only changes how an emoji looks."""
_FEW_DISTINCT = 4
_SHORTEST_RUN = 3
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1a2b3c4d5e6f7g8h9i",
    "a1b2c3d4e5f6g7h8i9",
    "147258369",
    "!@#$%^&*()",
)
_RUNS = _ROWS + tuple(row[::-1] for row in _ROWS)
_DISGUISES = str.maketrans("@$01357", "asoiest")


def is_guessable(password: str) -> bool:
    """Whether the password is a few common pieces glued together, or one short thing over and over."""
    plain = "".join(sign for sign in password.casefold() if unicodedata.category(sign) not in _JOINERS)
    if len(set(plain)) <= _FEW_DISTINCT or _repeats(plain):
        return True
    return _is_glued(plain)


def _repeats(plain: str) -> bool:
    """abcabcabc, woainiwoaini: found again inside two copies of itself without the ends."""
    return plain in (plain + plain)[1:-1]


def _is_glued(plain: str) -> bool:
    disguised = plain.translate(_DISGUISES)

    @cache
    def glued(start: int, pieces: int, filled: bool) -> bool:
        if start == len(plain):
            return True
        if _is_glue(plain[start]) and glued(start + 1, pieces, filled):
            return True
        if pieces == 0:
            return False
        for end in range(start + 1, min(len(plain), start + _LONGEST_WORD) + 1):
            piece = plain[start:end]
            if _is_common(piece, disguised[start:end]) and glued(end, pieces - 1, filled):
                return True
            if not filled and _is_filling(piece) and glued(end, pieces - 1, True):
                return True
        return False

    return glued(0, _MOST_PIECES, False)


def _is_glue(sign: str) -> bool:
    """What stands between pieces and is no secret: spaces and punctuation. An emoji is one of thousands."""
    return not sign.isalnum() and not _is_picture(sign)


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) == "So"


def _is_common(piece: str, disguised: str) -> bool:
    words = _words()
    if piece in words or disguised in words:
        return True
    if len(piece) < _SHORTEST_RUN:
        return False
    return len(set(piece)) == 1 or any(piece in run for run in _RUNS) or _is_date(piece)


def _is_filling(piece: str) -> bool:
    pictures = all(map(_is_picture, piece)) and "pictures"
    kind = "digits" if piece.isdigit() else "letters" if piece.isalpha() else pictures or ""
    return bool(kind) and len(piece) <= _LONGEST_FILLING[kind]


def _is_date(piece: str) -> bool:
    """19900101: the birthdays of the living."""
    if not (len(piece) == 8 and piece.isascii() and piece.isdigit() and piece[:2] in ("19", "20")):
        return False
    return 1 <= int(piece[4:6]) <= 12 and 1 <= int(piece[6:]) <= 31


@cache
def _words() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
