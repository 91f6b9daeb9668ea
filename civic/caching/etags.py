"""Names of answers, as clients send them back to ask whether theirs is still good (RFC 9110, 8.8). Pure.

A strong name stands for the very bytes, so the same answer has another one for each encoding it is packed in.
"""

import re


def strong(digest: str) -> str:
    """The name of bytes by their digest."""
    return f'"{digest}"'


def packed(etag: str, encoding: str) -> str:
    """The name of the same answer in an encoding ("" is none); a weak one stands for all of them."""
    return etag if etag.startswith("W/") or not encoding else f'{etag[:-1]}-{encoding}"'


def known(etag: str, if_none_match: str) -> str:
    """The name by which a client has the answer already, in whatever encoding; "" where it has not.

    Args:
        if_none_match: the header: one name, several, or "*" for any.
    """
    bare = re.escape(etag.removeprefix("W/").strip('"'))
    found = re.search(rf'(W/)?"{bare}(-br|-gzip)?"', if_none_match)
    return found[0] if found else etag if if_none_match.strip() == "*" else ""
