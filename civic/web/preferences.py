"""The reader's language and theme: the query, else the cookie, else the browser."""

from flask import Response, g, request

from civic.language.languages import best_language
from civic.web.context import services


def choose_preferences() -> None:
    """Chooses the language and the theme of the request: the query, else the cookie, else the browser."""
    site, cookies = services(), request.cookies
    asked = request.args if request.environ.get("QUERY_STRING") else {}
    code = asked.get("lang", "")
    if code not in site.languages:
        code = cookies.get("lang", "")
    if code not in site.languages:
        accept = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
        code = best_language(accept, site.languages) or site.city.languages[0]
    theme = asked.get("theme") or cookies.get("theme", "")
    g.language = site.languages[code]
    g.theme = theme if theme in ("light", "dark") else "auto"
    g.look = (code, g.theme, request.script_root)


def keep_preferences(response: Response) -> Response:
    """Remembers a language or theme that was chosen through the query of a page; programs choose for one answer."""
    if not request.query_string or response.mimetype != "text/html":
        return response
    secure = services().settings.secure_cookies
    for name, value in (("lang", g.language.code), ("theme", g.theme)):
        if request.args.get(name) == value:
            response.set_cookie(name, value, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax")
    return response
