"""Goals that the city sets for its districts: what is wanted in a month or season, and how far a district has come.
Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.disclosure.live import MINIMUM
from civic.errors import msgid

PEOPLE, SAVED = "people", "saved"
MEASURES: Mapping[str, str] = {
    PEOPLE: msgid("People who take part"),
    SAVED: msgid("Kilograms saved per 1,000 residents"),
}
LIGHTS = 5
"""Of the boat of a goal; all are lit once it is reached."""
KG_MAX = 1_000_000
_MG_PER_KG = 1_000_000


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A district's goal of a period, with its figures as the boards show them: None where they show none.

    `target`: people, or whole kilograms per 1,000 residents.
    """

    period: str
    district_id: str
    measure: str
    target: int
    participants: int | None
    mid_mg: int | None

    @property
    def wanted(self) -> int:
        """People, or milligrams per 1,000 residents."""
        return self.target if self.measure == PEOPLE else self.target * _MG_PER_KG

    def done(self, residents: int) -> int | None:
        """The same of what is reached; None where too few took part for a figure."""
        if self.participants is None or self.mid_mg is None:
            return None
        return self.participants if self.measure == PEOPLE else max(0, self.mid_mg) * 1000 // residents


def lights(done: int | None, wanted: int) -> int:
    """How many lights of the boat are lit: one as soon as there is a figure above nothing, all at the goal only."""
    if not done:
        return 0
    return LIGHTS if done >= wanted else max(1, min(LIGHTS - 1, LIGHTS * done // wanted))


def bounds(measure: str, residents: int) -> tuple[int, int]:
    """From which number to which a goal can be. Nobody is told that fewer than the least who are shown came."""
    return (MINIMUM, residents) if measure == PEOPLE else (1, KG_MAX)
