"""Whether a word is a child's first name and no more, so that nobody finds the child by it. Pure.

`family_names.txt` holds the most frequent Chinese family names, which most people bear, and the usual ones of two
characters; `school_words.txt` what the names of classes and schools are made of.
"""

import re
from pathlib import Path

from civic.errors import Invalid
from civic.language.alphabets import is_chinese, mixes_alphabets

_WORD = re.compile(r"[^\W\d_]+(?:[·'’-][^\W\d_]+)*")
_SHORT_GIVEN_NAME, _LONGEST_GIVEN_NAME = 2, 4
_FAMILY_NAMES = tuple(Path(__file__).with_name("family_names.txt").read_text("utf-8").split())
_SCHOOL_WORDS = tuple(Path(__file__).with_name("school_words.txt").read_text("utf-8").split())


def read_first_name(typed: str) -> str:
    """A child's first name: one short word of letters, without a family name, a number, a class or a school.

    Raises:
        Invalid: more or something else.
    """
    name = typed.strip()
    if not _is_word(name) or (any(map(is_chinese, name)) and not _is_given_name(name)):
        raise Invalid(
            "Only the first name or a pet name, please: one short word without family name, number, class or school, "
            "so that nobody finds the child by it.",
            field="first_name",
        )
    return name


def _is_word(name: str) -> bool:
    told = name.casefold()
    is_school = any(word in told for word in _SCHOOL_WORDS)
    return _WORD.fullmatch(name) is not None and not is_school and not mixes_alphabets(name)


def _is_given_name(name: str) -> bool:
    """Whether a word with Chinese characters can be a given name: most have two, those of some peoples up to four, and
    from three on a family name in front gives itself away."""
    is_full_name = len(name) > _SHORT_GIVEN_NAME and name.startswith(_FAMILY_NAMES)
    return name.isalpha() and len(name) <= _LONGEST_GIVEN_NAME and not is_full_name
