"""A message in its reader's language."""

from dataclasses import dataclass

from civic.city.text import Text
from civic.language.languages import Language
from civic.messages.models import Message, Values


@dataclass(frozen=True, slots=True)
class MessageText:
    """A message as its reader sees it; `letter` is "" without one."""

    title: str
    body: str
    letter: str


def words_of(message: Message, letter: Text | None, language: Language) -> MessageText:
    """The message in that language, its places filled."""
    return MessageText(
        filled(message.title, message.values, language),
        filled(message.body, message.values, language),
        letter.in_(language.code) if letter else "",
    )


def _in(language: Language, value: str | dict[str, str]) -> str:
    return Text(value).in_(language.code) if isinstance(value, dict) else value


def filled(message: str, values: Values, language: Language) -> str:
    """A msgid in that language, its places filled."""
    text = language.words.gettext(message)
    return text % {name: _in(language, value) for name, value in values.items()} if values else text
