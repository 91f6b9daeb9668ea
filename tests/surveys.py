"""Samples from files of `tests/files/statistics`, read as a survey is."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from civic.statistics.designs import Design, Stage, sample
from civic.statistics.raking import Bounds, Raked, rake
from tests.examples import FOLDER

SCHOOLS = {"stype": {"E": 4421.0, "H": 755.0, "M": 1018.0}, "sch.wide": {"No": 1072.0, "Yes": 5122.0}}
"""How many schools of California there were of each type, and how many met their target."""


@cache
def lines(file: str) -> list[dict[str, str]]:
    """The rows of a file by the names of their columns."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@dataclass(frozen=True, slots=True)
class Survey:
    """Rows, and how they were drawn."""

    rows: Sequence[dict[str, str]]
    design: Design

    def texts(self, name: str) -> list[str]:
        return [row[name] for row in self.rows]

    def numbers(self, name: str) -> list[float | None]:
        return [float(row[name]) if row[name] else None for row in self.rows]

    def says(self, name: str, value: str) -> list[float]:
        return [float(row[name] == value) for row in self.rows]


def survey(
    rows: Sequence[dict[str, str]], weights: str | None, strata: str | None, *stages: tuple[str | None, str | None]
) -> Survey:
    """A survey by the names of its columns; a stage is its units (None for the respondents) and their population."""
    drawn = [_stage(rows, *stage) for stage in stages]
    known = None if weights is None else _column(rows, weights)
    return Survey(rows, sample(len(rows), known, strata and [row[strata] for row in rows], drawn))


def _stage(rows: Sequence[dict[str, str]], units: str | None, population: str | None) -> Stage:
    labels = [row[units] if units else str(number) for number, row in enumerate(rows)]
    return Stage(labels, _column(rows, population) if population else None)


def _column(rows: Sequence[dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) for row in rows]


_SAMPLES: dict[str, Any] = {
    "strat": ("api_strat.csv", "pw", "stype", (None, "fpc")),
    "strat without fpc": ("api_strat.csv", "pw", "stype"),
    "strat clusters": ("api_strat.csv", "pw", "stype", ("dnum", None)),
    "clus1": ("api_clus1.csv", "pw", None, ("dnum", "fpc")),
    "clus1 without fpc": ("api_clus1.csv", "pw", None, ("dnum", None)),
    "clus2": ("api_clus2.csv", None, None, ("dnum", "fpc1"), ("snum", "fpc2")),
}
_BOUNDS = {"raked": None, "bounded": Bounds(0.85, 1.7)}


def schools(name: str) -> Survey:
    """Schools of California by the name of their sample in `api_r.csv`."""
    if name in _SAMPLES:
        file, weights, strata, *stages = _SAMPLES[name]
        return survey(lines(file), weights, strata, *stages)
    plain = schools(name.split()[0])
    raked = rake_schools(plain, _BOUNDS[name.split()[1]])
    return Survey(plain.rows, plain.design.raked(raked.weights, raked.cells))


def rake_schools(plain: Survey, bounds: Bounds | None = None) -> Raked:
    """To the types, and to who met the target."""
    return rake({name: plain.texts(name) for name in SCHOOLS}, SCHOOLS, plain.design.weights, bounds)


def invented(number: str, stages_with_fpc: int) -> Survey:
    """One of the samples of `designs.csv`."""
    rows = [row for row in lines("designs.csv") if row["design"] == number]
    stages = [("cluster", "drawn_of" if stages_with_fpc else None), ("person", "drawn_of_2")]
    return survey(rows, "weight", "stratum", *stages[: max(1, stages_with_fpc)])
