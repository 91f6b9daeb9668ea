"""The shape of the catalogue: groups, actions, what each asks, how each option is computed, what limits it."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.city.text import NO_TEXT, Text
from civic.errors import Invalid
from footprint.carbon.expressions import Expression, names

FORMS = frozenset({"rate", "substitution", "avoided", "device", "removal", "none"})
REMOVAL = "removal"
"""The form of what takes carbon out of the air: told apart, never in reductions, and only once it is confirmed."""
EVIDENCE = ("self_reported", "organizer", "instrument")
"""Ways an action can be evidenced, weakest first."""
DAYS = "days"
"""In a device formula: the days of the calendar month that the entry lies in."""
MOST_DEVICES = 20
"""Devices of a kind in a household, where no limit says less."""
UNSURE = "unknown"
"""The id of the answer "not sure". It earns points and no kilograms: honesty is never worse than not saying."""
PERIODS = ("day", "month", "year")
"""Spans of days over which limits count."""
KILOMETRES = "pkm"
"""The unit of ways that a person goes."""
MOTIONS = ("foot", "bicycle", "ebike", "bus", "rail")
"""How a way is gone, from which follows how fast and how far it can be."""
MAX_QUANTITY_MILLI = 10**9
"""More of anything by one person is a typing error."""


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of habit under which the tiles stand."""

    id: str
    name: Text
    icon: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A part of a person's year (getting around, eating); `formula` gives its kilograms, `note` says from where."""

    id: str
    name: Text
    formula: Expression
    note: Text


@dataclass(frozen=True, slots=True)
class Unit:
    """What an action is counted in: 3 `name`, 1 `one`. `symbol` is "" for things that are just counted."""

    id: str
    symbol: str
    name: Text
    one: Text


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `max_milli` thousandths of the unit per day, month or year, by one resident or by the household."""

    scope: str
    period: str
    max_milli: int


@dataclass(frozen=True, slots=True)
class Question:
    """What the method must know besides the quantity; `field` is the form field that carries the chosen option.

    `decides`: the answer decides whether anything counts at all, so it is asked first and never taken for granted.
    """

    field: str
    text: Text
    help: Text
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """How one unit of quantity becomes kilograms: reduced or, by a removal, taken out of the air.

    `formula` is over roles (`baseline / occupancy - activity`), None where nothing is credited; `factors` says which
    factor plays which role. `range_factor` lends its published low and high to the result (to a device, which earns by
    the day, in proportion: its range is that of a year). `breakeven` is the factor
    with the uses that earn nothing because a reusable must first pay back its own making.
    """

    kind: str
    formula: Expression | None
    factors: Mapping[str, str]
    range_factor: str | None = None
    breakeven: str | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in the formula in their order, without the days of the month."""
        return tuple(role for role in names(self.formula) if role != DAYS) if self.formula else ()

    @property
    def is_monthly(self) -> bool:
        """Whether a claim covers a whole calendar month."""
        return self.formula is not None and DAYS in names(self.formula)

    @property
    def is_removal(self) -> bool:
        """Whether its kilograms are taken out of the air and so no reduction."""
        return self.kind == REMOVAL

    @property
    def factor_ids(self) -> tuple[str, ...]:
        """Every factor the result depends on."""
        extra = (self.range_factor, self.breakeven)
        return (*(self.factors[role] for role in self.roles), *(name for name in extra if name))


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to the action's question. `note` tells the resident what this answer means for the result.

    `exception` says why factors of different boundaries meet in it. `told` is a published figure that the method page
    tells beside the answer and that credits nobody; "" for none.
    """

    id: str
    name: Text
    note: Text
    method: Method
    breakeven_uses: int
    """Uses that earn nothing (the newest version's figure); 0 where every use counts."""
    exception: Text = NO_TEXT
    told: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """How the form asks for the quantity, in thousandths of the unit. `whole`: no half lamps."""

    default_milli: int
    step_milli: int
    whole: bool
    quick_milli: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of behaviour in the catalogue. Points are earned once per resident, action and day; never kilograms."""

    id: str
    group: str
    icon: str
    name: Text
    help: Text
    form: str
    unit: Unit
    amount: Amount
    question: Question | None
    options: tuple[Option, ...]
    default_option: str
    limits: tuple[Limit, ...]
    points: int
    evidence: tuple[str, ...]
    months: tuple[int, ...]
    """Months (1 to 12) in which it counts; empty: all year."""
    comparison: str
    """The comparison to try first; "" for none in particular."""
    category: str
    """The part of a person's year that it saves from: its group's, if it names none of its own."""
    praise: Text
    """What to say where nothing can be counted."""
    popularity: int
    """Place among the tiles before the city's own habits are known, 1 first."""
    crediting_years: int = 0
    """Of a device: years after which it saves nothing more that counts. 0 for what is no device."""
    has_tile: bool = True
    """Whether residents find it among what they can log; a promise is made where it belongs to."""
    motion: str = ""
    """One of `MOTIONS`; "" for what is no way, or may be gone in any manner."""

    @property
    def is_by_hand(self) -> bool:
        """Whether residents write it down themselves; else it is recorded where somebody saw it, and nowhere else."""
        return self.has_tile and EVIDENCE[0] in self.evidence

    @property
    def is_device(self) -> bool:
        """Whether it is claimed for things of the household that are named, month by month."""
        return self.crediting_years > 0

    @property
    def is_monthly(self) -> bool:
        """Whether a figure is that of a month."""
        return any(option.method.is_monthly for option in self.options)

    @property
    def most_devices(self) -> int:
        """How many of them a household can have."""
        of_month = [limit.max_milli for limit in self.limits if limit.period == "month"]
        return min(of_month, default=MOST_DEVICES * 1000) // 1000

    def option(self, option: str | None) -> Option:
        """The option by its id, the default one for None. Raises Invalid on the question's field."""
        wanted = option or self.default_option
        for candidate in self.options:
            if candidate.id == wanted:
                return candidate
        raise Invalid("Please choose one of the answers.", field=self.field)

    @property
    def field(self) -> str:
        """The form field that carries the option."""
        return self.question.field if self.question else "option"

    def check_quantity(self, quantity_milli: int) -> None:
        """Refuses quantities that no person means. Raises Invalid on field `quantity`."""
        if quantity_milli <= 0:
            raise Invalid("The quantity must be more than 0.", field="quantity")
        if quantity_milli > MAX_QUANTITY_MILLI:
            raise Invalid("This quantity looks too large. Please check it.", field="quantity")
        if self.amount.whole and quantity_milli % 1000:
            raise Invalid("Please give a whole number.", field="quantity")
