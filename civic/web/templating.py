"""What every template can use: words, number formats, the actor, the style sheets."""

import base64
import hashlib
from collections.abc import Hashable
from functools import cache
from typing import Any

from flask import Flask, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from civic import icons
from civic.caching.memory import AppCache
from civic.city.text import Text
from civic.language import locale
from civic.language.languages import Language
from civic.services import Services
from civic.web import menus
from civic.web.localized_templates import Templates
from civic.web.requests import front_page, in_chat, take_notice, take_onward
from civic.web.static_files import static_url
from civic.web.stylesheets import sheet

INLINE = ("app.css", "front.css")
"""Sheets that visitors get with the page, which saves a round trip."""


@cache
def style_hashes() -> tuple[str, ...]:
    """The CSP sources that allow exactly those style blocks."""
    digests = (hashlib.sha256(sheet(name).encode()).digest() for name in INLINE)
    return tuple("sha256-" + base64.b64encode(digest).decode() for digest in digests)


def in_language(text: Text) -> str:
    """A text of the pack in the request's language."""
    return text.in_(locale.current().code)


def set_up_templates(app: Flask, services: Services) -> None:
    """Sets filters, globals and the words of `_` and `{% trans %}`."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        mass=locale.mass,
        number=_number,
        percent=locale.percent,
        day=locale.plain_day,
        in_language=in_language,
    )
    environment.globals.update(
        url_for=_url_for,
        fragment=_fragment,
        icon=icon,
        take_notice=take_notice,
        take_onward=take_onward,
        front_page=front_page,
        in_chat=in_chat,
        main_menu=lambda: menus.in_order(menus.MAIN_MENU),
        foot_menu=lambda: menus.in_order(menus.FOOT_MENU),
        account_links=lambda: menus.for_reader(menus.ACCOUNT_LINKS),
        me_links=lambda: menus.for_reader(menus.ME_LINKS),
        city=services.city,
        languages={code: language.name for code, language in services.languages.items()},
        language_names=lambda: locale.language_names(services.languages),
        demo=services.settings.demo,
        static_url=static_url,
        style_sheets={name: Markup(sheet(name)) for name in INLINE},  # noqa: S704 (our own files)
    )
    assert isinstance(environment, Templates)
    environment.words = _words_of
    app.template_context_processors[None] = [_request_globals]  # the usual ones give what the globals hold already


def _words_of(language: Language) -> dict[str, Any]:
    """What templates of a language say in it; values are escaped, the messages themselves are ours."""

    def words(message: str, /, **values: object) -> Markup:
        text = language.markup(message)
        return text % values if values else text

    def counted_words(singular: str, plural: str, num: int, /, **values: object) -> Markup:
        """The message in the form that fits `num`, which also fills the place ``%(num)s``."""
        text = Markup(language.words.ngettext(singular, plural, num))  # noqa: S704 (our own words)
        return text % {"num": locale.number(num), **values}

    return {
        "_": words,
        "ngettext": counted_words,
        "language": language.code,
        "html_lang": language.html_lang,
        "app_name": language.words.gettext("Tongxing"),
    }


_addresses: dict[tuple[str, str], str] = {}


def _url_for(endpoint: str, **values: object) -> str:
    """Flask's `url_for`; addresses without parts that vary are built once."""
    if values:
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    key = (request.script_root, endpoint)
    if key not in _addresses:
        _addresses[key] = url_for(endpoint)
    return _addresses[key]


@cache
def icon(name: str) -> Markup:
    """A pictogram of 24 px, always decorative: the text beside it names the thing. Drawn once; a page has dozens."""
    path = Markup('<path d="{}"/>').format(icons.PATHS.get(name, icons.DEFAULT))
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(path)


_fragments: AppCache[Markup] = AppCache(capacity=1024)


def _fragment(template: str, **values: Hashable) -> Markup:
    """A part of a page that depends on language, theme and the given values alone; rendered once for them."""
    key = (template, g.look, *values.values())
    return _fragments.get(key, lambda: Markup(render_template(template, **values)))  # noqa: S704


def _number(value: float) -> str:
    return locale.number(value, 6)


def _request_globals() -> dict[str, object]:
    reader = current_user._get_current_object()
    return {
        "theme": "" if g.theme == "auto" else g.theme,
        "actor": reader if reader.is_authenticated else None,
    }
