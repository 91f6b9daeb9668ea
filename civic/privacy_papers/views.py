"""Papers about privacy, in the reader's language."""

from typing import Any

from civic.accounts.rules import FORGOTTEN_AFTER
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.messages.rules import KEPT, MAILS_KEPT
from civic.privacy_papers import rules
from civic.privacy_papers.models import PrivacyPaper
from civic.web.context import services


def card(paper: PrivacyPaper) -> dict[str, Any]:
    """A paper without its file."""
    return {
        "id": paper.id,
        "kind": gettext(rules.KINDS[paper.kind]),
        "is_breach": paper.kind == rules.BREACH,
        "title": paper.title,
        "dated_on": paper.dated_on,
        "told_on": paper.told_on,
        "words": paper.words,
        "concerned": paper.concerned,
        "measures": paper.measures,
        "file_name": paper.file_name,
        "kept_until": rules.kept_until(paper.dated_on),
        "written": locale.moment(services().calendar.local(paper.written_at)),
    }


def times() -> list[tuple[str, str]]:
    """What is erased after how long, as this program and its backups do it."""
    return [
        (gettext("Erased accounts, from backups"), _days(rules.BACKUPS_KEPT_DAYS)),
        (gettext("Messages in the inbox"), _days(KEPT.days)),
        (gettext("Mails that were sent or given up"), _days(MAILS_KEPT.days)),
        (gettext("Failed sign-ins"), _days(FORGOTTEN_AFTER.days)),
        (gettext("Impact assessments, at the earliest"), _days(rules.KEPT_YEARS * 365)),
    ]


def _days(count: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", count)
