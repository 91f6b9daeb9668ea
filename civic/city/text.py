"""A text of the pack in every language of the pack."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Words by language. `Text({"zh": "你好", "en": "Hello"}).in_("en") == "Hello"`."""

    by_language: Mapping[str, str]

    def in_(self, language: str) -> str:
        """The words in `language`; in the pack's first language where that one is unknown; "" for an empty text."""
        words = self.by_language.get(language)
        return words if words is not None else next(iter(self.by_language.values()), "")

    def __bool__(self) -> bool:
        return any(self.by_language.values())

    def __hash__(self) -> int:
        return hash(tuple(self.by_language.items()))


NO_TEXT = Text({})
