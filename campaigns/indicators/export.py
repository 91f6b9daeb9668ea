"""The values of a period for other systems, and for auditors. Pure: the same values make the same file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from campaigns.indicators.definitions import Definitions, Metric
from campaigns.indicators.models import IndicatorValue
from campaigns.indicators.rules import CITY, TOLD
from civic.city.pack import City
from civic.feature import ExtensionPoint

COLUMNS = (
    "period", "district_code", "district", "metric", "frame", "unit", "value", "numerator", "denominator", "status",
    "release", "release_sha256",
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
    is told, and `status` says why. `district_code` is "" for the city and for districts without a code."""

    period: str
    district_code: str
    district: str
    metric: str
    frame: str
    unit: str
    value: float | int | None
    numerator: int | None
    denominator: int | None
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
    district = city.district_by_id.get(one.place)
    return Line(
        period=one.month,
        district_code=district.code if district else "",
        district=one.place,
        metric=metric.key,
        frame=metric.frame,
        unit=metric.unit,
        value=value_of(one),
        numerator=one.numerator,
        denominator=one.denominator,
        status=one.status,
        release=release.key,
        release_sha256=release.sha256,
    )


def value_of(one: IndicatorValue) -> float | int | None:
    """The value itself; None where none is told."""
    if one.status != TOLD or one.numerator is None:
        return None
    return one.numerator / one.denominator if one.denominator else one.numerator


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
