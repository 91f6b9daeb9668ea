"""The languages of a city: their words and CLDR data, and which of them a browser asks for. Knows no Flask.

The languages are the pack's, the first one the default. Words live in `translations/<code>/LC_MESSAGES/*.po`; the
msgids are English, so a language without a catalogue shows English.
"""

import gettext as gettext_module
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.languages import get_official_languages
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

_TRANSLATIONS = Path(__file__).parent / "translations"


@dataclass(frozen=True)
class Language:
    """One language of the site: pack code, its own name for itself, BCP 47 tag for HTML, CLDR data and words."""

    code: str
    name: str
    html_lang: str
    locale: Locale
    words: gettext_module.NullTranslations
    _safe: dict[str, Markup] = field(default_factory=dict)

    def markup(self, message: str) -> Markup:
        """The translated message for templates; our own words are never escaped, what fills their places is."""
        found = self._safe.get(message)
        if found is None:
            found = self._safe[message] = Markup(self.words.gettext(message))  # noqa: S704
        return found


def load_languages(codes: Iterable[str], country: str) -> dict[str, Language]:
    """The languages by code, in the given order; those official in the country are written as it writes them."""
    official = {tag.split("_")[0] for tag in get_official_languages(country)}
    return {code: _load(code, f"{code}-{country}" if code in official else code) for code in codes}


@lru_cache
def _load(code: str, tag: str) -> Language:
    cldr = Locale.parse(tag, sep="-")
    name = (cldr.get_language_name(cldr) or code).capitalize()
    return Language(code, name, tag, cldr, _words(_TRANSLATIONS / code / "LC_MESSAGES"))


def _words(folder: Path) -> gettext_module.NullTranslations:
    """The catalogues of the folder as one; without any, messages stay English."""
    together: Catalog | None = None
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as source:
            catalog = read_po(source)
        if together is None:
            together = catalog
            continue
        for message in catalog:
            if message.id:
                together[message.id] = message
    if together is None:
        return gettext_module.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


def best_language(accept: str, languages: Mapping[str, Language]) -> str | None:
    """The first offered language that a browser's Accept-Language header asks for, by its weights."""
    return next((code for code in _wished(accept[:500]) if code in languages), None)


@lru_cache(maxsize=512)
def _wished(accept: str) -> tuple[str, ...]:
    """Languages in the order in which the header wants them; phones send few different ones."""
    wishes = []
    for place, part in enumerate(accept.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, tag.split("-")[0].lower()))
        except ValueError:
            continue
    return tuple(code for _, _, code in sorted(wishes))
