"""The columns that tables of a month share, and their rows."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from campaigns.publishing.making import Making
from campaigns.publishing.tidy import STATUS, Column, Kind, Role, Value
from civic.city.text import Text
from civic.disclosure.cells import Cell
from civic.disclosure.live import FEWEST_FOR_A_SHARE, MINIMUM
from civic.errors import msgid
from footprint.ledger.months import Figures

_DIGITS = Decimal("0.001")


def dimension(making: Making, key: str, title: str, description: str = "") -> Column:
    """A column of names."""
    return Column(key, Kind.STRING, making.words(title), Role.DIMENSION, description=_said(making, description))


def number(making: Making, key: str, title: str, unit: str = "", description: str = "") -> Column:
    """A measure with decimals."""
    return Column(key, Kind.NUMBER, making.words(title), unit=unit, description=_said(making, description))


def people(making: Making, key: str, title: str, description: str = "") -> Column:
    """A count of people, which is never published below the minimum."""
    words = _said(making, description)
    return Column(key, Kind.INTEGER, making.words(title), description=words, minimum=MINIMUM)


def count(making: Making, key: str, title: str, description: str = "") -> Column:
    """A count of anything else."""
    return Column(key, Kind.INTEGER, making.words(title), description=_said(making, description))


def status(making: Making) -> Column:
    """Whether the row's figures are published."""
    words = making.words(msgid("Status"))
    return Column(STATUS, Kind.STRING, words, Role.STATUS, description=making.words(_STATUS))


_STATUS = msgid("“published”, or “withheld”: too few people stand behind the row, or it would give others away.")


def _said(making: Making, description: str) -> Text:
    return making.words(description) if description else Text({})


def amounts(making: Making) -> tuple[Column, ...]:
    """People, entries, points and kilograms."""
    kg = msgid("Computed from the documented factors; low and high are the bounds of the factors.")
    return (
        people(making, "participants", msgid("Participants"), _PARTICIPANTS),
        count(making, "entries", msgid("Entries"), msgid("Lines of the ledger that stand.")),
        count(making, "points", msgid("Points"), msgid("Points are not kilograms and never become any.")),
        number(making, "kg_low", msgid("Reduction, low"), "kg CO2e", kg),
        number(making, "kg", msgid("Reduction"), "kg CO2e", kg),
        number(making, "kg_high", msgid("Reduction, high"), "kg CO2e", kg),
    )


_PARTICIPANTS = msgid("People with at least one entry; each counts in one district, the one of most of their entries.")


def amounts_of(figures: Figures) -> dict[str, Value]:
    """The values of these columns."""
    return {
        "participants": figures.people,
        "entries": figures.entries,
        "points": figures.points,
        "kg_low": kilograms(figures.low_mg),
        "kg": kilograms(figures.mid_mg),
        "kg_high": kilograms(figures.high_mg),
    }


def kilograms(mg: int) -> Decimal:
    """Exact, so that published parts add up to the gram and below."""
    return Decimal(mg).scaleb(-6).quantize(Decimal("0.000001"))


def per_thousand(value: int | Decimal, residents: int, people: int) -> Decimal | None:
    """A rate per 1,000 residents, of enough people."""
    if people < FEWEST_FOR_A_SHARE or not residents:
        return None
    return (Decimal(value) * 1000 / residents).quantize(_DIGITS, ROUND_HALF_UP)


def cell_of(figures: Figures) -> Cell:
    """What is decided about."""
    share = figures.largest_mg / figures.mid_mg if figures.mid_mg > 0 else 0.0
    return Cell(figures.people, figures.mid_mg, share)


def context(column: Column) -> Column:
    """A figure that stands whether or not its row is hidden, as it tells about nobody."""
    return replace(column, role=Role.DIMENSION)
