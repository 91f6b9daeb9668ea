"""The commands `stats …`: what they print for files from print, and the one line that they say of a bad file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civic.commands import cli
from tests.examples import FOLDER, columns

SHRINK = ("--count", "hits", "--population", "people", "--method", "martuzzi")
RANKS = ("--estimate", "score", "--se", "se")


def run(command: str, file: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["stats", command, str(file), *options])


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def saved(folder: Path, content: str | bytes) -> Path:
    file = folder / "data.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_auckland_is_shrunk_as_printed() -> None:
    options = ("--count", "deaths", "--population", "children_years", "--method", "marshall")
    found = printed(run("shrink", FOLDER / "auckland.csv", *options))
    assert f"{found['between']:.6e}" == "7.284173e-07"
    assert found["rows"][0]["raw"] == 8 / 2_268


def test_huddersfield_is_shrunk_as_printed() -> None:
    options = ("--count", "cases", "--population", "total", "--method", "martuzzi")
    rows = printed(run("shrink", FOLDER / "huddersfield.csv", *options))["rows"]
    assert [round(100 * row["shrunk"], 2) for row in rows] == columns(
        "huddersfield.csv", "published_percent", read=float
    )[0]


def test_pisa_is_ranked_as_printed() -> None:
    rows = printed(run("ranks", FOLDER / "pisa.csv", *RANKS))["rows"]
    assert [row["rank"] for row in rows] == columns("pisa.csv", "published_rank")[0]
    assert all(row["best"] <= row["rank"] <= row["worst"] for row in rows)


def test_a_lower_level_leaves_fewer_places() -> None:
    sure, less_sure = (
        printed(run("ranks", FOLDER / "pisa.csv", *RANKS, "--level", level))["rows"] for level in ("0.95", "0.75")
    )
    assert sum(row["worst"] - row["best"] for row in less_sure) < sum(row["worst"] - row["best"] for row in sure)


def test_what_spreadsheets_add_does_no_harm(tmp_path: Path) -> None:
    """A byte order mark, lines of Windows, quotes, names in Chinese, an empty last line."""
    file = saved(tmp_path, '\ufeff"区域",hits , people\r\n"京口, 镇江",1,10\r\n润州,2.0,1e1\r\n,,\r\n')
    assert [row["raw"] for row in printed(run("shrink", file, *SHRINK))["rows"]] == [0.1, 0.2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        ("\ufeff\r\n", "the file is empty"),
        ("hits,people\n", "there are no rows"),
        ("hits\n1\n", ":1: there is no column 'people'; the columns are: hits."),
        ("hits,people,hits\n1,2,1\n", ":1: two columns are named 'hits'"),
        ("hits,people\n1,9\nmany,10\n", ":3: 'hits' is “many”, which is not a number."),
        ("hits,people\n1,\n", ":2: 'people' is “”"),
        ("hits,people\nnan,5\n", "not a number"),
        ("hits,people\n1e999,5\n", "not a number"),
        ("hits,people\n1_0,50\n", "not a number"),
        ('hits,people\n"1,000",5000\n', "not a number"),
        ("hits,people\n1,5\n6,5\n", ":3: 'hits' is 6, more than the population."),
        ("hits,people\n0,0\n", ":2: 'people' is 0, and a population is more than 0."),
        ("hits,people\n-1,5\n", ":2: 'hits' is -1, and a count is not below 0."),
        ("hits,people\n1,2,3\n", ":2: 3 cells, but 2 columns."),
        ('hits,people\n"1,2\n', "not CSV"),
        ("地区,hits,people\n京口,1,5\n".encode("gbk"), "not UTF-8, perhaps GBK"),
        ("hits,people\n1,5\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, content: str | bytes, words: str) -> None:
    _refused(run("shrink", saved(tmp_path, content), *SHRINK), words)


def test_what_cannot_be_a_rank_is_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, "score,se\n5,1\n4,-1\n")
    _refused(run("ranks", file, *RANKS), ":3: 'se' is -1, and a standard error is not below 0.")
    _refused(run("ranks", FOLDER / "pisa.csv", *RANKS, "--level", "95"), "--level is 95")
    _refused(run("ranks", tmp_path / "nowhere.csv", *RANKS), "nowhere.csv: cannot be read: No such file")
    _refused(run("ranks", tmp_path, *RANKS), "cannot be read")


def _refused(result: Result, words: str) -> None:
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr and len(result.stderr.splitlines()) == 1
