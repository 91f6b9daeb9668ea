"""What a city enters of its own standard, and of how its programme is known outside; invented."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from campaigns.recognition.models import Recognition
from campaigns.standard.models import StandardComposite, StandardFigure, StandardIndicator
from civic.calendar import utc_now
from civic.city.text import Text
from tests.characters import Fields, Site

RECORD = {
    "kind": "press",
    "happened_on": "2026-09-24",
    "title_zh": "镇江骑行上了晚报",
    "title_en": "The ride in the evening paper",
    "publisher": "Evening News",
    "link": "https://example.org/ride",
    "status": "reported",
}
"""What the form of a record sends."""


def indicator_form(code: str = "3.2", **differing: str) -> Fields:
    """What the form of an indicator sends."""
    fields = {
        "code": code,
        "name_zh": "绿色出行",
        "name_en": "Green travel",
        "words": "城市绿色出行水平。",
        "source": "Invented standard 1/2025",
        "source_on": "2025-03-01",
        "source_link": "https://example.org/1",
        "metric": "",
        "unit": "%",
        "target": "≥ 60",
    }
    return {**fields, **differing}


def _row(site: Site, row: Any) -> int:
    with site.database.write() as session:
        session.add(row)
        session.flush()
        number: int = row.id
        return number


def indicator(site: Site, code: str = "3.2", **differing: Any) -> int:
    """An approved version of an indicator."""
    fields: dict[str, Any] = {
        "code": code,
        "version": 1,
        "name": Text({"zh": f"指标{code}", "en": f"Indicator {code}"}),
        "words": "城市绿色出行水平。",
        "source": "Invented standard 1/2025",
        "source_on": site.today,
        "source_link": "",
        "unit": "%",
        "target": "≥ 60",
        "metric": "",
        **_approved(),
    }
    return _row(site, StandardIndicator(**{**fields, **differing}))


def figure(site: Site, code: str, period: str, value_milli: int, **differing: Any) -> int:
    """An approved figure that was entered by hand."""
    fields = {"code": code, "period": period, "value_milli": value_milli, "source": "Yearbook", "source_on": site.today}
    return _row(site, StandardFigure(**{**fields, **_approved(), **differing}))


def composite(site: Site, code: str, weights: dict[str, int], **differing: Any) -> int:
    """An approved composite."""
    fields = {"code": code, "version": 1, "name": Text({"zh": "指数", "en": "Index"}), "weights": weights}
    source = {"source": "Invented weights", "source_on": site.today}
    return _row(site, StandardComposite(**{**fields, **source, **_approved(), **differing}))


def _approved() -> dict[str, Any]:
    return {
        "state": "approved",
        "proposed_by": "account:1",
        "proposed_at": utc_now(),
        "decided_by": "account:2",
        "decided_at": utc_now(),
    }


def recognition(site: Site, title: str = "A ride in the paper", **differing: Any) -> int:
    """A record that everybody sees."""
    fields: dict[str, Any] = {
        "kind": "press",
        "happened_on": site.today,
        "title": Text({"zh": title, "en": title}),
        "publisher": "Evening News",
        "link": "https://example.org/ride",
        "status": "reported",
        "entered_by": "account:1",
        "entered_at": utc_now(),
    }
    return _row(site, Recognition(**{**fields, **differing}))


def life(site: Site) -> None:
    """Two indicators, one by hand, a composite of both, what waits, and two records."""
    indicator(site, "1.1", metric="rides_for_a_car", unit=""), indicator(site, "1.2"), indicator(site, "1.3")
    figure(site, "1.2", "2026-10", 41_500), figure(site, "1.3", "2026-10", 50_000)
    composite(site, "IDX", {"1.2": 400, "1.3": 600}), composite(site, "IDY", {"1.2": 400, "9": 600})
    waits = {"state": "proposed", "decided_by": "", "decided_at": None}
    indicator(site, "1.2", version=2, **waits), figure(site, "1.3", "2026", 1_000, **waits)
    composite(site, "IDX", {"1.2": 500, "1.3": 500}, version=2, **waits)
    recognition(site), recognition(site, "An award", kind="award", withdrawn_at=utc_now(), withdrawn_why="Not ours.")


def _waiting(kind: str, model: Any) -> Callable[[Site], list[str]]:
    def fill(site: Site) -> list[str]:
        with site.database.read() as session:
            numbers = session.scalars(select(model.id).where(model.state == "proposed"))
            return [f"/city/standard/{kind}/{number}/decide" for number in numbers]

    return fill


def _versions(site: Site) -> list[str]:
    with site.database.read() as session:
        return [f"/city/standard/{number}" for number in session.scalars(select(StandardIndicator.id))]


def _records(site: Site) -> list[str]:
    with site.database.read() as session:
        standing = select(Recognition.id).where(Recognition.withdrawn_at.is_(None))
        return [f"/city/reach/{number}/withdraw" for number in session.scalars(standing)]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/city/standard/<row:id>": _versions,
    "/city/standard/<any(indicators,figures,composites):kind>/<row:id>/decide": _waiting(
        "indicators", StandardIndicator
    ),
    "/city/reach/<row:id>/withdraw": _records,
}
