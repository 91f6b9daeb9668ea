"""Pictures, by their unguessable addresses."""

from flask import Blueprint, Response, make_response, request
from flask_login import current_user

from civic.errors import NotFound
from civic.pictures import queries
from civic.pictures.permissions import may_see
from civic.pictures.queries import PictureAccess
from civic.pictures.rules import KINDS, size_of
from civic.pictures.views import card_path, picture_sources
from civic.web.context import read_session
from civic.web.guards import public

blueprint = Blueprint("pictures", __name__)
blueprint.add_app_template_global(picture_sources)
blueprint.add_app_template_global(card_path)


@blueprint.get("/pictures/<token>/<int:width>.<any(avif,webp,jpeg):kind>")
@public
def file(token: str, width: int, kind: str) -> Response:
    """One file of a picture. Nobody keeps it without asking anew whether it may still be seen."""
    size = size_of(token)
    found = queries.shown(read_session(), token, width, kind) if size and width in size.widths else None
    if found is None or not (found.is_public or _is_for_me(found)):
        raise NotFound()
    response = make_response()
    response.headers["Cache-Control"] = "public, no-cache" if found.is_public else "private, no-store"
    etag = f"{token}-{width}-{kind}"
    response.set_etag(etag)
    response.content_type = KINDS[kind]
    if found.is_public and request.if_none_match.contains(etag):
        response.status_code = 304
        return response
    response.set_data(queries.content(read_session(), found.picture_id, width, kind) or b"")
    return response


def _is_for_me(found: PictureAccess) -> bool:
    is_confidential = found.is_confidential
    return bool(current_user.is_authenticated) and may_see(
        current_user, found.owner_id, is_confidential=is_confidential
    )
