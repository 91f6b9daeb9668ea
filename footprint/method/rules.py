"""Which reason belongs to which change of the catalogue. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from footprint.actions.change_reasons import ChangeReason
from footprint.actions.differences import Differences

Thing = tuple[str, str]
"""A factor or an action: ("factor", its id)."""
Reasons = Mapping[Thing, Sequence[ChangeReason]]


@dataclass(frozen=True, slots=True)
class Step:
    """From one catalogue to the next, which was first used on a day."""

    first_used_on: date
    differences: Differences

    @property
    def things(self) -> set[Thing]:
        """Everything that is different."""
        factors = {("factor", change.id) for change in self.differences.factors}
        return factors | {("action", change.action.id) for change in self.differences.actions}


def reasons_by_step(steps: Sequence[Step], reasons: Iterable[ChangeReason]) -> Sequence[Reasons]:
    """For each step, oldest first, the reasons of what it changed.

    A reason is given when a number is changed, and the pack used some time after: it belongs to the first catalogue
    from its day on in which that number differs.
    """
    found: list[dict[Thing, list[ChangeReason]]] = [{} for _ in steps]
    for reason in reasons:
        for thing in _things(reason):
            for step, told in zip(steps, found, strict=True):
                if step.first_used_on >= reason.on and thing in step.things:
                    told.setdefault(thing, []).append(reason)
                    break
    return found


def _things(reason: ChangeReason) -> set[Thing]:
    return {("factor", id_) for id_ in reason.factors} | {("action", id_) for id_ in reason.actions}
