"""Endpoints that take a file. Every other one refuses bodies larger than a long text."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask_login import current_user

from civic.errors import DomainError, Invalid, Unauthenticated
from civic.pictures.rules import MAX_BYTES, MAX_MEGABYTES

View = TypeVar("View", bound=Callable[..., Any])
_REST_OF_THE_FORM = 256 * 1024


class TooLarge(DomainError):
    """More than the endpoint takes; nothing of it was read."""

    status = 413


def takes_files(view: View) -> View:
    """Marks an endpoint as one that takes a picture: residents may send it larger bodies. Stands beside the guard."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def make_room() -> None:
    """Before anything reads the body: raises its limit where a picture is taken, for residents.

    Raises:
        Unauthenticated: a visitor sends a file; it is not even read.
        TooLarge: it is larger than any picture may be.
    """
    if request.method != "POST" or request.endpoint is None:
        return
    if not getattr(current_app.view_functions[request.endpoint], "takes_files", False):
        return
    if not current_user.is_authenticated:
        if (request.content_length or 0) > _REST_OF_THE_FORM:
            raise Unauthenticated("Please sign in first.")
        return
    limit = MAX_BYTES + _REST_OF_THE_FORM
    if (request.content_length or 0) > limit:
        raise TooLarge("A picture may be at most %(most)s MB large.", most=MAX_MEGABYTES)
    request.max_content_length = limit


def sent_picture(field: str = "picture") -> bytes | None:
    """The file that came with the form; None when none was chosen."""
    file = request.files.get(field)
    if not file or not file.filename:
        return None
    file.seek(0)  # a view that is begun anew reads it once more
    data: bytes = file.read()
    return data


def required_picture(field: str = "picture") -> bytes:
    """The file that came with the form.

    Raises:
        Invalid: none was chosen.
    """
    data = sent_picture(field)
    if data is None:
        raise Invalid("Please choose a picture.", field=field)
    return data
