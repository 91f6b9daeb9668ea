"""What every template can use: words, number formats, the actor, the one stylesheet."""

import base64
import hashlib
from functools import cache

from flask import Flask, g
from flask_login import current_user
from markupsafe import Markup

from civic import locale
from civic.city.text import Text
from civic.paths import STATIC
from civic.static_files import static_url
from civic.web import Services


@cache
def stylesheet() -> Markup:
    """The whole style sheet, for the one inline block that saves a round trip."""
    return Markup((STATIC / "app.css").read_text().strip())  # noqa: S704 (our own file)


@cache
def style_hash() -> str:
    """The CSP source that allows exactly this style block."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(stylesheet()).encode()).digest()).decode()


def in_language(text: Text) -> str:
    """A text of the pack in the request's language."""
    return text.in_(locale.current().code)


def furnish(app: Flask, services: Services) -> None:
    """Sets filters, globals and the words of `_` and `{% trans %}`."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: locale.current().words.gettext(message),
        lambda singular, plural, n: locale.current().words.ngettext(singular, plural, n),
        newstyle=True,
    )
    environment.filters.update(
        mass=locale.mass,
        number=_number,
        percent=locale.percent,
        day=locale.plain_day,
        in_language=in_language,
    )
    environment.globals.update(
        city=services.city,
        languages=tuple(services.languages),
        demo=services.settings.demo,
        static_url=static_url,
        stylesheet=stylesheet(),
    )
    app.context_processor(_request_globals)


def _number(value: float) -> str:
    return locale.number(value, 6)


def _request_globals() -> dict[str, object]:
    language = locale.current()
    return {
        "language": language.code,
        "html_lang": language.html_lang,
        "theme": g.get("theme", "auto").replace("auto", ""),
        "actor": current_user if current_user and current_user.is_authenticated else None,
        "app_name": locale.gettext("Tongxing"),
    }
