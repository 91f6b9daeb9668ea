"""Forms of what more than one person edits, or one person in two tabs: nobody overwrites unseen what somebody saved.

A form carries a digest of the fields as they were kept when it was opened. Only what people type counts, so that
somebody who registers meanwhile is no conflict, and no table needs a column for it.
"""

import hashlib
import json

from civic.errors import Conflict
from civic.web.forms import SubmittedForm

REVISION = "revision"
_OF_THE_FORM = (REVISION, "key", "whole", "calls_off")
"""What a form carries for itself; not part of what is edited."""


def opened(kept: SubmittedForm) -> SubmittedForm:
    """The form of what is kept, to be shown: it carries its revision."""
    kept.values[REVISION] = _digest(kept)
    return kept


def check_revision(form: SubmittedForm, kept: SubmittedForm) -> None:
    """Refuses what was written over an older state. Call it in the writing transaction, once the row is locked, with
    the form of what is kept now; the same text as is kept already passes.

    Raises:
        Conflict: both versions stand in the form, `form.meanwhile` and what was typed; sent again, it replaces.
    """
    sent, now = form.read(REVISION, str, ""), _digest(kept)
    form.values[REVISION] = now
    form.meanwhile = _differing(form, kept) if sent != now else {}
    if form.meanwhile:
        raise Conflict("Somebody has changed this meanwhile. Look at both versions, then save again.")


def _differing(form: SubmittedForm, kept: SubmittedForm) -> dict[str, str]:
    fields = (kept.values.keys() | form.values.keys()) - set(_OF_THE_FORM)
    return {name: kept.text(name) for name in fields if _plain(kept.text(name)) != _plain(form.text(name))}


def _digest(kept: SubmittedForm) -> str:
    said = {name: _plain(text) for name, text in kept.values.items() if text and name not in _OF_THE_FORM}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]


def _plain(text: str) -> str:
    """Browsers end lines in two characters."""
    return text.replace("\r\n", "\n").strip()
