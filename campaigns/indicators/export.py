"""The values of a period for other systems, and for auditors. Pure: the same values make the same file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from campaigns.indicators.definitions import Definitions, Metric
from campaigns.indicators.measures import ANYWAY, QUIZ_RIGHT, SAMPLE
from campaigns.indicators.models import IndicatorValue
from campaigns.indicators.rules import CITY, MILLION, TOLD
from civic.city.pack import City
from civic.feature import ExtensionPoint
from civic.statistics.proportions import Proportion, wilson

COLUMNS = (
    "period", "district_code", "district", "metric", "frame", "unit", "value", "low", "high",
    "numerator", "denominator", "people", "status", "release", "release_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """The release of the same month: its key and the SHA-256 of its inputs; "" while there is none."""

    key: str = ""
    sha256: str = ""


NO_RELEASE = ReleaseName()
RELEASES: ExtensionPoint[Callable[[Session, str], ReleaseName | None]] = ExtensionPoint("releases of a month")
"""Each finds the published release of a month ("2026-10"), for files that name what they belong to."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value as other systems get it. `value` has the unit's own scale: 0.25 for a share of a quarter; None where none
    is told, and `status` says why. `low` and `high` are the ends of its 95 % interval, where it has one, and `people`
    who was asked. What a survey has estimated has no numerator: weights stand behind it. `district_code` is "" for the
    city and for districts without a code."""

    period: str
    district_code: str
    district: str
    metric: str
    frame: str
    unit: str
    value: float | int | None
    low: float | None
    high: float | None
    numerator: int | None
    denominator: int | None
    people: int | None
    status: str
    release: str
    release_sha256: str


def lines(
    city: City, definitions: Definitions, values: Iterable[IndicatorValue], release: ReleaseName = NO_RELEASE
) -> list[Line]:
    """A line for each value of a metric, in the order of the pack's metrics and districts, the city first."""
    found = {(one.computation, one.place): one for one in values}
    places = [CITY, *(district.id for district in city.districts)]
    metrics = definitions.metrics.values()
    return [
        _line(city, metric, found[metric.computation, place], release)
        for metric in metrics
        for place in places
        if (metric.computation, place) in found
    ]


def _line(city: City, metric: Metric, one: IndicatorValue, release: ReleaseName) -> Line:
    district, ends = city.district_by_id.get(one.place), interval_of(metric, one)
    is_counted = metric.frame != SAMPLE
    return Line(
        period=one.month,
        district_code=district.code if district else "",
        district=one.place,
        metric=metric.key,
        frame=metric.frame,
        unit=metric.unit,
        value=value_of(one),
        low=ends.low if ends else None,
        high=ends.high if ends else None,
        numerator=one.numerator if is_counted else None,
        denominator=one.denominator if is_counted else None,
        people=one.people,
        status=one.status,
        release=release.key,
        release_sha256=release.sha256,
    )


def value_of(one: IndicatorValue) -> float | int | None:
    """The value itself; None where none is told."""
    if one.status != TOLD or one.numerator is None:
        return None
    return one.numerator / one.denominator if one.denominator else one.numerator


def interval_of(metric: Metric, one: IndicatorValue) -> Proportion | None:
    """The 95 % interval of a share, as a survey has estimated it; of a quiz or a sampled question as far as chance
    goes, each person being one answer, for those of one person are alike. What is counted whole has none."""
    share = value_of(one)
    if share is None or not one.people:
        return None
    if one.low_millionths is not None and one.high_millionths is not None:
        return Proportion(share, one.low_millionths / MILLION, one.high_millionths / MILLION)
    return wilson(round(share * one.people), one.people) if metric.computation in (QUIZ_RIGHT, ANYWAY) else None


def rows(found: Sequence[Line]) -> list[list[Any]]:
    """The lines as rows under COLUMNS."""
    return [list(asdict(one).values()) for one in found]


def document(city: City, period: str, found: Sequence[Line], definitions: Definitions) -> Mapping[str, Any]:
    """The same as one document, which says of each metric what it is and what it is not."""
    return {
        "city": city.id,
        "pack_version": city.version,
        "period": period,
        "metrics": {key: _definition(metric) for key, metric in definitions.metrics.items()},
        "values": [asdict(one) for one in found],
    }


def _definition(metric: Metric) -> Mapping[str, Any]:
    words = ("name", "formula", "numerator", "denominator", "evidence", "caveats")
    return {
        **{word: dict(getattr(metric, word).by_language) for word in words},
        "frame": metric.frame,
        "unit": metric.unit,
        "computation": metric.computation,
        "sources": list(metric.sources),
    }
