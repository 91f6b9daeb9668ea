"""Records in the reader's language."""

from typing import Any

from campaigns.recognition import rules
from campaigns.recognition.models import Recognition
from civic.language.locale import gettext
from civic.web.templating import in_language
from footprint.method.views import foreign_language


def record(one: Recognition) -> dict[str, Any]:
    """What is told of a record."""
    return {
        "id": one.id,
        "kind": gettext(rules.KINDS[one.kind]),
        "on": one.happened_on,
        "title": in_language(one.title),
        "publisher": one.publisher,
        "lang": foreign_language(one.publisher),
        "link": one.link,
        "status": gettext(rules.STATUS_WORDS[one.status]),
        "is_withdrawn": one.withdrawn_at is not None,
        "why": one.withdrawn_why,
    }
