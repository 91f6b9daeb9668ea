"""Packs as the city's desk shows them, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from civic.language import locale
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.new_packs.queries import Sent


def pack(one: Sent, mine: int) -> dict[str, Any]:
    """A pack and what became of it; `mine` is the reader's account."""
    proposal, decision, local = one.proposal, one.decision, services().calendar.local
    return {
        "id": proposal.id,
        "version": proposal.version,
        "before": proposal.before,
        "reason": proposal.reason,
        "holds_from": proposal.holds_from,
        "sent": locale.moment(local(proposal.sent_at)),
        "is_mine": proposal.sent_by_account_id == mine,
        "state": "waiting" if decision is None else "approved" if decision.approved else "declined",
        "note": decision.note if decision else "",
        "decided": locale.moment(local(decision.decided_at)) if decision else "",
    }


def effect(told: Mapping[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Factors as they are; actions by name, their samples as masses, "" for none."""
    known = current.catalogue().actions
    return {
        "factors": told["factors"],
        "actions": [
            {
                "name": in_language(known[one["id"]].name) if one["id"] in known else one["id"],
                "option": one["option"],
                "before": _mass(one["before"]),
                "now": _mass(one["now"]),
            }
            for one in told["actions"]
        ],
    }


def _mass(milligrams: str) -> str:
    return locale.mass(int(milligrams)) if milligrams else ""
