"""The metrics that the pack defines, read from its indicators.toml; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from campaigns.indicators.measures import COMPARED, FRAMES, MEASURES, OF_RIDES, UNITS
from civic.city.folder import PackFolder
from civic.city.pack import STATUSES
from civic.city.problems import PackError, Problem
from civic.city.records import Table, identifier, unique
from civic.city.text import NO_TEXT, Text
from footprint.actions.catalogue import Catalogue, load_catalogue

FILE = "indicators.toml"
Options = frozenset[tuple[str, str]]
"""Each action with each answer to its question, and with none."""
RULE = "rule"
_SOURCE_STATUSES = (*STATUSES, RULE)
"""Beside those of factors: what this site lays down itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a metric was read; `status` says how well that is known."""

    id: str
    title: str
    publisher: str
    on: date | None
    link: str
    status: str


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured. `computation` names one of `measures.MEASURES`; of trips, `part` are the actions that count and
    `whole` all of them, of rides `part` are the answers to what was replaced. `reference` is what a source asks for, 0
    for none; `published` are addresses of this site on which its figures stand."""

    key: str
    name: Text
    formula: Text
    numerator: Text
    denominator: Text
    frame: str
    unit: str
    evidence: Text
    caveats: Text
    sources: tuple[str, ...]
    computation: str
    compared: str
    part: tuple[str, ...]
    whole: tuple[str, ...]
    reference: Fraction
    published: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All metrics by key, in the order of the file. `not_known` says of which standards nobody here has the text."""

    sources: Mapping[str, Source]
    metrics: Mapping[str, Metric]
    not_known: Text


NO_METRICS = Definitions({}, {}, NO_TEXT)


def load_definitions(folder: Path, languages: tuple[str, ...], catalogue: Catalogue) -> Definitions:
    """The metrics of a pack; none where it has no such file.

    Args:
        catalogue: the pack's actions.

    Raises:
        PackError: naming every problem.
    """
    texts = PackFolder.read(folder, languages).texts
    return _of(texts[FILE], languages, _options(catalogue)) if FILE in texts else NO_METRICS


def _options(catalogue: Catalogue) -> Options:
    return frozenset(
        (action.id, name)
        for action in catalogue.actions.values()
        for name in ("", *(option.id or "" for option in action.options))
    )


def check_definitions(folder: Path, languages: tuple[str, ...], _actions: frozenset[str]) -> list[Problem]:
    """What is wrong with indicators.toml; empty when nothing is, or the pack has none."""
    try:
        load_definitions(folder, languages, load_catalogue(folder, languages))
    except PackError as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=8)
def _of(text: str, languages: tuple[str, ...], options: Options) -> Definitions:
    pack = PackFolder({FILE: text}, languages)
    table = pack.toml(FILE)
    pack.refuse()
    sources = _sources(table)
    definitions = Definitions(sources, _metrics(table, sources, options), table.text("not_known", required=False))
    table.close()
    pack.refuse()
    return definitions


def _sources(table: Table) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for entry in table.tables("sources"):
        source = Source(
            id=identifier(entry, "id"),
            title=entry.string("title"),
            publisher=entry.string("publisher"),
            on=entry.day("date"),
            link=entry.string("link", ""),
            status=entry.choice("status", _SOURCE_STATUSES),
        )
        unique(entry, set(found), source.id, "source")
        found[source.id] = source
        entry.close()
    return found


def _metrics(table: Table, sources: Collection[str], options: Options) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for entry in table.tables("metrics"):
        metric = _metric(entry)
        unique(entry, set(found), metric.key, "metric")
        _check_sources(entry, metric, sources)
        _check_computation(entry, metric, options)
        found[metric.key] = metric
        entry.close()
    return found


def _metric(table: Table) -> Metric:
    return Metric(
        key=identifier(table, "key"),
        name=table.text("name"),
        formula=table.text("formula"),
        numerator=table.text("numerator"),
        denominator=table.text("denominator"),
        frame=table.choice("frame", FRAMES),
        unit=table.choice("unit", UNITS),
        evidence=table.text("evidence"),
        caveats=table.text("caveats"),
        sources=table.strings("sources"),
        computation=table.choice("computation", MEASURES),
        compared=table.choice("compared", COMPARED),
        part=table.strings("part", ()),
        whole=table.strings("whole", ()),
        reference=table.fraction("reference", Fraction(0)),
        published=table.strings("published"),
    )


def _check_sources(table: Table, metric: Metric, sources: Collection[str]) -> None:
    if not metric.sources:
        table.problem("sources", f"'{metric.key}' has no source.", "Name one of [[sources]].")
    for name in metric.sources:
        if name not in sources:
            table.problem("sources", f"'{name}' is not a source of this file.", "Use the id of one of [[sources]].")
    for address in metric.published:
        if not address.startswith("/"):
            table.problem("published", f"'{address}' is no address of this site.", "Write it like /boards/districts.")


def _check_computation(table: Table, metric: Metric, options: Options) -> None:
    """A metric is about whom its computation is about, and counts what that counts: kinds of evidence never blend."""
    measure = MEASURES.get(metric.computation)
    if measure is None:
        return
    for key, said, right in (("frame", metric.frame, measure.frame), ("unit", metric.unit, measure.unit)):
        if said and said != right:
            what = f"'{metric.key}' is computed as '{metric.computation}', whose {key} is '{right}', not '{said}'."
            table.problem(key, what, f"Write '{right}', or choose another computation.")
    if measure.needs_trips:
        _check_trips(table, metric, options)
    elif metric.part or metric.whole:
        table.problem("part", f"'{metric.computation}' is not about trips.", "Remove 'part' and 'whole'.")


def _check_trips(table: Table, metric: Metric, options: Options) -> None:
    if not metric.part or not metric.whole:
        table.problem("part", f"'{metric.key}' does not say of which trips.", "Give 'part' and 'whole'.")
    for name in metric.whole:
        if (name, "") not in options:
            table.problem("whole", f"'{name}' is not an action of this pack.", "Use an id of actions.toml.")
    for name in metric.part:
        if metric.computation not in OF_RIDES and name not in metric.whole:
            table.problem("part", f"'{name}' is not among 'whole'.", "Name in 'whole' all that is counted.")
        if metric.computation in OF_RIDES and not any((action, name) in options for action in metric.whole):
            table.problem("part", f"'{name}' is no answer about these trips.", "Use the id of an option of theirs.")
