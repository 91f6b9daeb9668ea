"""Who may see and judge cases; pure predicates."""

from typing import Protocol

from civic.residents.identity import Actor
from civic.residents.permissions import may_administer, may_moderate


class Judged(Protocol):
    """What a case says about who brought it."""

    @property
    def by_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...


def may_see(actor: Actor, case: Judged, author_id: int | None) -> bool:
    """Moderators, who brought it, and whose thing was taken down after a report."""
    taken_down = case.kind == "report" and case.state == "refused" and author_id == actor.id
    return may_moderate(actor) or case.by_id == actor.id or taken_down


def may_look(actor: Actor, case: Judged, author_id: int | None) -> bool:
    """Who sent a thing in sees it beside its case as the moderators do; a report shows a reporter nothing."""
    return case.kind in ("picture", "text") and actor.id == author_id


def may_decide(actor: Actor, case: Judged, author_id: int | None, decided_before_by: int | None) -> bool:
    """A moderator, never in an own matter; an appeal goes to somebody who has not decided before, except where the
    administrator is the only one."""
    own = actor.id in (case.by_id, author_id)
    again = decided_before_by == actor.id and not may_administer(actor)
    return may_moderate(actor) and not own and not again


def may_appeal(actor: Actor, case: Judged, author_id: int | None) -> bool:
    """Whose thing was refused or taken down; a reporter has nothing to appeal."""
    return actor.id == (author_id if case.kind == "report" else case.by_id)
