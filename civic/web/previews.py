"""Pictures that chats show beside links, by language, and the one that any page has."""

from collections.abc import Callable, Hashable

from flask import Blueprint, Response, g

from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.documents.preview import Preview, draw
from civic.errors import NotFound, msgid
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.guards import public
from civic.web.limits import spend_costly_read
from civic.web.templating import in_language

blueprint = Blueprint("previews", __name__)
_KEPT = 64
_pictures: AppCache[bytes] = AppCache(_KEPT)
_AN_HOUR_S = 3_600


@blueprint.get("/preview/<language>/city.png")
@public
def city(language: str) -> Response:
    """The picture of a page that has none of its own: the site and its city."""
    same_for_visitors((), tuple)
    return picture(
        language, "city", lambda: Preview(app_name(), gettext("Every gram explains itself."), gettext(_ABOUT))
    )


_ABOUT = msgid("Log what you do for the climate, see what it truly saves, and watch your district grow.")


def app_name() -> str:
    """The site with its city, as pictures name it."""
    return f"{gettext('Tongxing')} · {in_language(services().city.name)}"


def picture(language: str, made_from: Hashable, preview: Callable[[], Preview]) -> Response:
    """The picture in a language, drawn once for what it is made from.

    Raises:
        NotFound: the city does not speak that language.
        TooMany: somebody has had too many drawn this minute.
    """
    if language not in services().languages:
        raise NotFound()
    g.language = services().languages[language]
    response = Response(_pictures.get((language, made_from), lambda: _drawn(preview())), mimetype="image/png")
    response.headers["Cache-Control"] = f"public, max-age={_AN_HOUR_S}"
    return response


def _drawn(preview: Preview) -> bytes:
    spend_costly_read()
    return draw(preview)
