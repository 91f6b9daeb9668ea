"""One-time codes of an authenticator app: RFC 6238 with its defaults (HMAC-SHA1, 30 s, 6 digits). Pure.

The secret is not stored. It is made from the server's key, the account's number and a serial that a lost phone
makes another, so that neither the database nor a backup of it holds anything that could make a code.
"""

import base64
import hashlib
import hmac
import secrets
import struct
import unicodedata
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from civic.calendar import is_ahead

_STEP_S = 30
_DIGITS = 6
_SECRET_BYTES = 20
_TOLERANCE_STEPS = 1
_SERIALS = 2**31 - 1


def new_serial() -> int:
    """The serial of another secret: drawn, not counted, so that no restored database leads to an old one again."""
    return 1 + secrets.randbelow(_SERIALS)


def make_secret(server_key: str, account_id: int, serial: int) -> bytes:
    """The secret that the account's authenticator holds."""
    name = f"second factor:{account_id}:{serial}"
    return hmac.new(server_key.encode(), name.encode(), hashlib.sha256).digest()[:_SECRET_BYTES]


def code_at(secret: bytes, step: int) -> str:
    """The code of a step of 30 s since 1970; RFC 4226, section 5.3."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def matching_step(secret: bytes, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, one step early or late at most, later than the last that was used; or None.

    A step that was used while the clock was wrong keeps nobody out until its time comes.
    """
    code = "".join(unicodedata.normalize("NFKC", typed[:50]).split())
    current = int(now.timestamp()) // _STEP_S
    if is_ahead(datetime.fromtimestamp(last_step * _STEP_S, UTC), now):
        last_step = 0
    for step in range(current - _TOLERANCE_STEPS, current + _TOLERANCE_STEPS + 1):
        if step > last_step and hmac.compare_digest(code_at(secret, step).encode(), code.encode("utf-8", "replace")):
            return step
    return None


def enrolment_url(secret: bytes, site: str, nickname: str) -> str:
    """What an authenticator app reads, as a link or a QR code."""
    label = quote(f"{site}:{nickname}", safe="")
    key = base64.b32encode(secret).decode()
    return f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': site})}"
