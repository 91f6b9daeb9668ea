"""Who sees a painting that is not on show, as a pure predicate."""

from campaigns.gallery import rules
from civic.accounts.identity import Actor
from civic.accounts.permissions import may_moderate
from civic.residents.identity import resident_id_of


def may_see(actor: Actor | None, state: str, guardian_id: int) -> bool:
    """Everybody what is on show; its guardian and moderators what waits or was refused; nobody what is gone."""
    if state == rules.SHOWN:
        return True
    if actor is None or state == rules.WITHDRAWN:
        return False
    return resident_id_of(actor) == guardian_id or (state != rules.DRAFT and may_moderate(actor))
