"""Every endpoint says who may come. A test walks the URL map and fails on one that says nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask_login import current_user

from civic.errors import Forbidden, NotFound, Unauthenticated

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anybody may come."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Only residents who are signed in; others are sent to sign in and come back."""
    view.guard = "signed_in"  # type: ignore[attr-defined]
    return view


def with_account(view: View) -> View:
    """Everybody who is signed in, residents or not; others are sent to sign in and come back."""
    view.guard = "with_account"  # type: ignore[attr-defined]
    return view


def allowed(may: Callable[..., bool]) -> Callable[[View], View]:
    """Only those for whom the predicate `may(actor)` of a permissions module holds."""

    def mark(view: View) -> View:
        view.guard = may  # type: ignore[attr-defined]
        return view

    return mark


def confirms_session(view: View) -> View:
    """Beside the guard of a public view: sent a form, it asks who acts in the transaction that writes, not before.

    That saves the busiest write a statement, and no sign-out comes in between. Until then the name in the session
    counts, which is signed but may have been ended; the view calls `limits.spend_visitors_write` when it was.
    """
    view.confirms_session = True  # type: ignore[attr-defined]
    return view


def check_guard() -> None:
    """Before each request: holds the endpoint's guard against the actor.

    Raises:
        Unauthenticated: somebody signed in is needed.
        Forbidden: a resident is needed, and the account is nobody's.
        NotFound: a page whose existence is nobody else's business.
    """
    if request.endpoint is None or request.endpoint == "static":
        return
    guard = guard_of(request.endpoint)
    if guard == "public":
        return
    if not current_user.is_authenticated:
        raise Unauthenticated("Please sign in first.")
    if guard == "signed_in" and not current_user.is_resident:
        raise Forbidden("This account is for work here: it has no diary, no household and no district.")
    if not admits(guard, current_user):
        raise NotFound()


def guard_of(endpoint: str) -> object:
    """What the endpoint says about who may come."""
    return getattr(current_app.view_functions[endpoint], "guard", None)


def admits(guard: object, actor: Any) -> bool:
    """Whether somebody who is signed in may come."""
    if callable(guard):
        return bool(guard(actor))
    return guard in ("public", "with_account") or (guard == "signed_in" and actor.is_resident)
