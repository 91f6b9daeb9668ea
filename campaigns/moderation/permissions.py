"""Who may see and judge cases; pure predicates."""

from typing import Protocol

from civic.accounts.identity import Actor
from civic.accounts.permissions import may_administer, may_moderate
from civic.residents.identity import resident_id_of


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
    reader = resident_id_of(actor)
    taken_down = case.kind == "report" and case.state == "refused" and reader == author_id
    return may_moderate(actor) or (reader is not None and (case.by_id == reader or taken_down))


def may_look(actor: Actor, case: Judged, author_id: int | None) -> bool:
    """Who sent a thing in sees it beside its case as the moderators do; a report shows a reporter nothing."""
    return case.kind in ("picture", "text") and author_id is not None and author_id == resident_id_of(actor)


def may_decide(actor: Actor, case: Judged, author_id: int | None, decided_before_by: int | None) -> bool:
    """A moderator, never in an own matter; an appeal goes to somebody who has not decided before, except where the
    administrator is the only one."""
    own = resident_id_of(actor) in {case.by_id, author_id} - {None}
    again = decided_before_by == actor.account_id and not may_administer(actor)
    return may_moderate(actor) and not own and not again


def may_appeal(actor: Actor, case: Judged, author_id: int | None) -> bool:
    """Whose thing was refused or taken down; a reporter has nothing to appeal."""
    whose = author_id if case.kind == "report" else case.by_id
    return whose is not None and whose == resident_id_of(actor)
