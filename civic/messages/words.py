"""A message in its reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.city.text import Text
from civic.language.languages import Language
from civic.messages.models import Message


@dataclass(frozen=True, slots=True)
class Words:
    """A message as its reader sees it; `letter` is "" without one."""

    title: str
    body: str
    letter: str


def words_of(message: Message, letter: Text | None, language: Language) -> Words:
    """The message in that language, its places filled."""
    values = {name: _in(language, value) for name, value in message.values.items()}
    return Words(
        _filled(message.title, values, language),
        _filled(message.body, values, language),
        letter.in_(language.code) if letter else "",
    )


def _in(language: Language, value: str | dict[str, str]) -> str:
    return Text(value).in_(language.code) if isinstance(value, dict) else value


def _filled(message: str, values: Mapping[str, str], language: Language) -> str:
    text = language.words.gettext(message)
    return text % values if values else text
