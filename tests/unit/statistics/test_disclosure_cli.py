"""The command `stats disclosure`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civic.commands import cli

TABLE = "district,kind,people\na,ride,30\na,bag,4\nb,ride,50\nb,bag,60\nc,ride,70\nc,bag,80\n"


def run(folder: Path, content: str, *options: str) -> Result:
    file = folder / "cells.csv"
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(cli, ["stats", "disclosure", str(file), *options])


def printed(folder: Path, content: str, *options: str) -> Any:
    result = run(folder, content, *options)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def hidden(found: Any) -> list[tuple[str, str, str]]:
    return [(row["district"], row["kind"], row["why"]) for row in found["cells"] if not row["shown"]]


def test_a_small_cell_and_what_protects_it_are_hidden(tmp_path: Path) -> None:
    found = printed(tmp_path, TABLE, "--minimum", "10")
    assert hidden(found) == [
        ("a", "ride", "protects_others"),
        ("a", "bag", "few"),
        ("b", "ride", "protects_others"),
        ("b", "bag", "protects_others"),
    ]
    assert [row["people"] for row in found["cells"]] == [None, None, None, None, 70, 80]
    assert [row["people"] for row in found["added_totals"]] == [150, 144, 34, 110, 150, 294]
    assert (found["shown"], found["narrow"], found["already_known"]) == (8, [], [])


def test_a_lower_minimum_hides_nothing(tmp_path: Path) -> None:
    assert hidden(printed(tmp_path, TABLE, "--minimum", "4")) == []


def test_totals_may_stand_in_the_file(tmp_path: Path) -> None:
    """All of them or some, by any word, or as an empty cell."""
    for some, added in (("a,合计,34\n", 5), ("a,合计,34\n合计,,294\n", 4)):
        given = printed(tmp_path, TABLE + some, "--total", "合计")
        assert len(given["added_totals"]) == added
        assert hidden(given) == hidden(printed(tmp_path, TABLE))


def test_one_person_with_more_than_half_is_hidden(tmp_path: Path) -> None:
    content = "district,people,kg,most\na,20,100,60\nb,20,100,50\nc,40,900,20\n"
    found = printed(tmp_path, content, "--amount", "kg", "--largest", "most")
    assert [row.get("why") for row in found["cells"]] == ["one_person", "protects_others", None]


def test_what_was_published_is_taken_into_account(tmp_path: Path) -> None:
    content = "district,people,out\na,4,\nb,50,1\nc,60,1\ntotal,114,\n"
    found = printed(tmp_path, content, "--published", "out")
    assert [row["shown"] for row in found["cells"]] == [False, True, True, False]
    too_late = printed(tmp_path, content.replace("114,", "114,1"), "--published", "out")
    assert too_late["already_known"] == [{"district": "a"}]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (TABLE, ("--minimum", "0"), "--minimum is 0"),
        (TABLE, ("--people", "n"), "there is no column 'n'"),
        (TABLE + "a,ride,3\n", (), "cells.csv:8: “a, ride” stands above already."),
        (TABLE.replace("30", "-1"), (), "cells.csv:2: 'people' is -1, and people are whole."),
        (TABLE.replace("30", "1.5"), (), "'people' is 1.5"),
        (TABLE + "a,total,35\n", (), "“a, total” is 35, but its parts add up to 34."),
        ("people\n4\n", (), "no column that says what a row is of"),
        ("d,people,most\na,4,5\n", ("--largest", "most"), "'most' is 5, and one has no more than all."),
    ],
)
def test_what_cannot_be_is_told_in_one_line(tmp_path: Path, content: str, options: tuple[str, ...], words: str) -> None:
    result = run(tmp_path, content, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr and len(result.stderr.splitlines()) == 1
