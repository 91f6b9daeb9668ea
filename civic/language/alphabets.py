"""What writing can hide: characters that show nothing or turn the words around, and letters that look like those of
another alphabet. Pure."""

import re
import unicodedata

from civic.errors import Invalid

_JOINER, _LOOKS = "\u200d", frozenset("\ufe0e\ufe0f")
_KEYCAP = "\u20e3"
# Letters and marks by category that show nothing: Hangul fillers, Khmer inherent vowels, joiners, variation selectors.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LOOKALIKE_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
_MARKS_IN_A_ROW = 2
_NAME_SYMBOLS = frozenset(" +")


def shows_nothing(letter: str) -> bool:
    """Whether a character is invisible, a space apart: controls, among them those that turn the direction of writing,
    joiners, fillers, variation selectors."""
    return unicodedata.category(letter) in _UNSEEN or _BLANK.match(letter) is not None


def marked(text: str) -> str:
    """The text with U+FFFD for each character that shows nothing, but for tabs, line ends and what an emoji is made of:
    families, flags and skin colours are several characters that a phone's keyboard types as one."""
    if text.isprintable() and _BLANK.search(text) is None:
        return text  # nearly every field of nearly every form
    return "".join(
        "\ufffd" if shows_nothing(letter) and letter not in "\t\n\r" and not _is_in_emoji(text, place) else letter
        for place, letter in enumerate(text)
    )


def _is_in_emoji(text: str, place: int) -> bool:
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if text[place] in _LOOKS:
        return _is_picture(before) or after == _KEYCAP
    return text[place] == _JOINER and (_is_picture(before) or before in _LOOKS) and _is_picture(after)


def _is_picture(letter: str) -> bool:
    return letter != "" and unicodedata.category(letter) in ("So", "Sk", "Sm")


def is_mark(letter: str) -> bool:
    """Whether it stands on the letter before it."""
    return unicodedata.category(letter)[0] == "M"


def is_stacked(text: str) -> bool:
    """Marks without a letter before them, or heaped upon one."""
    in_a_row = _MARKS_IN_A_ROW
    for letter in text:
        in_a_row = in_a_row + 1 if is_mark(letter) else 0 if letter.isalnum() else _MARKS_IN_A_ROW
        if in_a_row > _MARKS_IN_A_ROW:
            return True
    return False


def mixes_alphabets(text: str) -> bool:
    """Whether, say, a Cyrillic а hides among Latin letters."""
    names = [unicodedata.name(letter, "") for letter in text]
    return sum(any(name.startswith(alphabet) for name in names) for alphabet in _LOOKALIKE_ALPHABETS) > 1


def is_chinese(letter: str) -> bool:
    """Whether it is a Chinese character."""
    return unicodedata.name(letter, "").startswith("CJK ")


def plain_name(typed: str) -> str:
    """A name that stands in public, of a person, a group or an organization: full-width letters become plain ones.

    Raises:
        Invalid: something invisible, symbols such as ✓, letters of alphabets that are taken for one another.
    """
    name = "".join(_plain(letter) for letter in typed)
    if any(shows_nothing(letter) for letter in name):
        raise Invalid("There is an invisible character in this name. Please type it again.")
    if not all(_is_of_names(letter) for letter in name) or is_stacked(name):
        raise Invalid("Only letters, digits, spaces and punctuation can stand in a name.")
    if mixes_alphabets(name):
        raise Invalid("Please write the name in one alphabet: letters that look alike confuse.")
    return name


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter) if letter.isalnum() else letter


def _is_of_names(letter: str) -> bool:
    return letter in _NAME_SYMBOLS or unicodedata.category(letter)[0] in "LMNP"
