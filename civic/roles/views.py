"""Roles and second factors as pages show them, in the reader's language."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import parse_qs, urlsplit

import segno
from markupsafe import Markup

from civic.accounts.identity import Actor
from civic.accounts.totp import enrolment_url, make_secret
from civic.codes import spoken
from civic.language.locale import gettext
from civic.roles.queries import Grant
from civic.roles.rules import ROLE_WORDS
from civic.web.context import services


def people(grants: Iterable[Grant], codes_left: Mapping[int, int]) -> list[dict[str, Any]]:
    """Everybody with a role: {account_id, nickname, has_factor, codes_left, roles: list of {code, words, since}}."""
    day = services().calendar.today
    return [
        {
            "account_id": account_id,
            "nickname": of[0].nickname,
            "has_factor": of[0].has_factor,
            "codes_left": codes_left.get(account_id, 0),
            "roles": [
                {"code": one.role, "words": gettext(ROLE_WORDS[one.role]), "since": day(one.granted_at)} for one in of
            ],
        }
        for account_id, of in ((key, list(some)) for key, some in groupby(grants, lambda one: one.account_id))
    ]


def roles() -> list[tuple[str, str]]:
    """The roles there are, to choose from."""
    return [(code, gettext(words)) for code, words in ROLE_WORDS.items()]


def enrolment(actor: Actor, serial: int) -> dict[str, Any]:
    """What an authenticator app takes: {qr, secret, link}."""
    settings = services().settings
    link = enrolment_url(make_secret(settings.secret_key, actor.account_id, serial), settings.hosts[0], actor.nickname)
    drawn = segno.make(link, error="m", micro=False).svg_inline(omitsize=True, svgclass="qr", light="#fff", border=3)
    return {
        "qr": Markup(drawn),  # noqa: S704 (our own drawing)
        "secret": spoken(parse_qs(urlsplit(link).query)["secret"][0]),
        "link": link,
    }
