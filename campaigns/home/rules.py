"""What a resident's day begins with. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw of a district: on `day` first of all `before_mg`, and `last_mg` since; milligrams of a season.
    Kept in their own browser."""

    season: str
    district: str
    day: str
    before_mg: int
    last_mg: int

    def now(self, season: str, district: str, today: date, total_mg: int) -> "Seen":
        """The same after another look: what counts as "before" stays all day. Who has moved begins anew."""
        if (self.season, self.district) != (season, district):
            return Seen(season, district, today.isoformat(), total_mg, total_mg)
        before = self.before_mg if self.day == today.isoformat() else self.last_mg
        return Seen(season, district, today.isoformat(), before, total_mg)

    @property
    def more_mg(self) -> int:
        """What the district saved since the day before; never below 0."""
        return max(0, self.last_mg - self.before_mg)


def seen(kept: Any, season: str, district: str, today: date, total_mg: int) -> Seen:
    """What was seen, this look included; `kept` is whatever the browser sent."""
    fits = isinstance(kept, list) and [type(part) for part in kept] == [str, str, str, int, int]
    before = Seen(*kept) if fits else Seen(season, district, today.isoformat(), total_mg, total_mg)
    return before.now(season, district, today, total_mg)


def next_action(often: Sequence[str], done_today: Collection[str], easiest: str) -> str:
    """What to offer first: the most usual action that was not done today; for a newcomer the easiest."""
    return next((action for action in often if action not in done_today), often[0] if often else easiest)
