"""The menus of every page and the links of the account page, drawn from what features register."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_login import current_user

from civic.feature import ExtensionPoint
from civic.web.context import services
from civic.web.guards import admits, guard_of


def anybody(_actor: object) -> bool:
    """No permission is needed."""
    return True


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link in a menu; `label` a msgid, `may` the permission function that also guards the page, `section` what the
    pages of the place call themselves (`{% set section %}`) to be marked as the current one."""

    endpoint: str
    label: str
    order: int
    icon: str = ""
    section: str = ""
    may: Callable[..., bool] = anybody


MAIN_MENU: ExtensionPoint[MenuLink] = ExtensionPoint("main menu")
"""On top of every page, kept for all readers: `may` is not asked."""

FOOT_MENU: ExtensionPoint[MenuLink] = ExtensionPoint("foot menu")
"""At the foot of every page, kept for all readers: `may` is not asked."""

ACCOUNT_LINKS: ExtensionPoint[MenuLink] = ExtensionPoint("account links")
"""On the account page, to what a resident takes part in and to the desks of who works for the city."""

ME_LINKS: ExtensionPoint[MenuLink] = ExtensionPoint("links beside one's own figures")


def in_order(point: ExtensionPoint[MenuLink]) -> list[MenuLink]:
    """A menu that is the same for everybody."""
    return sorted(services().registry.all(point), key=lambda link: link.order)


def for_reader(point: ExtensionPoint[MenuLink]) -> list[MenuLink]:
    """The links that somebody who is signed in may follow."""
    links = (link for link in in_order(point) if link.may(current_user))
    return [link for link in links if admits(guard_of(link.endpoint), current_user)]
