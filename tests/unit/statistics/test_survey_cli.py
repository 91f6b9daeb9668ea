"""The commands for surveys, quizzes and trends: printed examples, and the one line that they say of a bad file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civic.commands import cli
from tests.examples import FOLDER
from tests.surveys import lines

CLUS1 = ("--weights", "pw", "--clusters", "dnum", "--fpc", "fpc")
MARGINS = "variable,level,total\nstype,E,4421\nstype,H,755\nstype,M,1018\nsch.wide,No,1072\nsch.wide,Yes,5122\n"


def run(command: str, file: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["stats", command, str(file), *options])


def printed(command: str, file: Path, *options: str) -> Any:
    result = run(command, file, *options)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(words: str, command: str, file: Path, *options: str) -> None:
    result = run(command, file, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr and len(result.stderr.splitlines()) == 1


def saved(folder: Path, content: str, name: str = "data.csv") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def margins(folder: Path, content: str = MARGINS) -> str:
    return str(saved(folder, content, "margins.csv"))


def test_schools_are_estimated_as_printed() -> None:
    found = printed("estimate", FOLDER / "api_clus1.csv", "--y", "api00", *CLUS1, "--domain", "stype")
    assert (round(found["estimate"], 2), round(found["se"], 3), round(found["deff"], 4)) == (644.17, 23.542, 9.3459)
    assert (found["n"], found["df"], found["missing"]) == (183, 14, 0)
    assert [(group["domain"], group["n"]) for group in found["domains"]] == [("H", 14), ("E", 144), ("M", 25)]
    total = printed("estimate", FOLDER / "api_clus1.csv", "--y", "enroll", "--total", *CLUS1)
    assert (round(total["estimate"]), round(total["se"])) == (3_404_940, 932_235)


def test_two_stages_and_answers_that_are_missing() -> None:
    stages = ("--clusters", "dnum", "--clusters", "snum", "--fpc", "fpc1", "--fpc", "fpc2")
    found = printed("estimate", FOLDER / "api_clus2.csv", "--y", "enroll", "--total", *stages)
    assert (round(found["estimate"]), round(found["se"]), found["missing"]) == (2_639_273, 799_638, 6)


def test_a_share_with_strata() -> None:
    options = ("--proportion", "Yes", "--weights", "pw", "--strata", "stype", "--fpc", "fpc")
    found = printed("estimate", FOLDER / "api_strat.csv", "--y", "comp.imp", *options)
    (expected,) = (row for row in lines("api_r.csv") if (row["design"], row["figure"]) == ("strat", "share comp.imp"))
    assert [found[name] for name in ("se", "low", "high")] == pytest.approx(
        [float(expected[name]) for name in ("se", "low", "high")]
    )


def test_a_value_is_the_same_as_a_number(tmp_path: Path) -> None:
    file = saved(tmp_path, "knows\n1.0\n0\n1\n\n")
    assert printed("estimate", file, "--y", "knows", "--proportion", "1")["estimate"] == pytest.approx(2 / 3)


def test_a_lower_level_narrows_the_interval() -> None:
    wide, narrow = (
        printed("estimate", FOLDER / "api_clus1.csv", "--y", "api00", *CLUS1, "--level", level)
        for level in ("0.95", "0.8")
    )
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_a_group_in_which_nobody_answered_has_no_figure(tmp_path: Path) -> None:
    file = saved(tmp_path, "y,who\n1,a\n3,a\n,b\n,b\n")
    a, b = printed("estimate", file, "--y", "y", "--domain", "who")["domains"]
    assert (a["estimate"], b["n"], b["estimate"], b["low"]) == (2, 0, None, None)


def test_schools_are_raked_as_by_r(tmp_path: Path) -> None:
    file = FOLDER / "api_clus1.csv"
    found = printed("rake", file, "--margins", margins(tmp_path), "--weights", "pw")
    assert len(found["weights"]) == 183 and found["iterations"] == len(found["misses"]) < 20
    assert found["weights"][0] == pytest.approx(50.3294011160379, rel=1e-7)
    assert all(row["after"] == pytest.approx(row["total"]) for row in found["margins"])
    assert found["deff_kish_before"] == pytest.approx(1) and 1.05 < found["deff_kish"] < 1.06
    assert 0 < found["deff_calibrated"]["api00"] < found["deff_kish"]
    assert found["deff_calibrated"]["fpc"] is None  # the same for all
    assert "stype" not in found["deff_calibrated"] and "comp.imp" not in found["deff_calibrated"]


def test_estimates_may_be_raked(tmp_path: Path) -> None:
    """R's `svymean` of `calibrate(…, calfun = "raking")`: what the margins explain is not left to chance."""
    raked = ("--margins", margins(tmp_path))
    found = printed("estimate", FOLDER / "api_clus1.csv", "--y", "enroll", "--total", *CLUS1, *raked)
    (expected,) = (
        row for row in lines("api_r.csv") if (row["design"], row["figure"]) == ("clus1 raked", "total enroll")
    )
    assert (found["estimate"], found["se"]) == pytest.approx((float(expected["estimate"]), float(expected["se"])))
    trimmed = printed("rake", FOLDER / "api_clus1.csv", *raked, "--weights", "pw", "--trim", "0.85,1.7")
    assert trimmed["at_bounds"] == 3 and max(trimmed["weights"]) == pytest.approx(1.7 * 6194 / 183)


def test_two_answers_are_tested_as_printed() -> None:
    found = printed("chisq", FOLDER / "api_clus1.csv", "--by", "sch.wide,stype", *CLUS1)
    assert (round(found["f"], 4), round(found["ndf"], 4), round(found["ddf"], 3)) == (5.1934, 1.4946, 20.925)
    assert round(found["p"], 5) == 0.02175 and len(found["shares"]) == 6


def test_a_quiz_is_told(tmp_path: Path) -> None:
    rows = ("1,1,1", "0,1,1", "0,0,1", "0,0,0")
    found = printed("quiz", saved(tmp_path, "a,b,c\n" + "\n".join(rows) + "\n"))
    assert [(item["item"], item["n"], item["p"], item["item_rest"]) for item in found["items"]] == [
        ("a", 4, 0.25, None),
        ("b", 4, 0.5, None),
        ("c", 4, 0.75, None),
    ]
    assert (found["n"], found["kr20"]) == (4, pytest.approx(0.75))


def test_a_trend_is_told(tmp_path: Path) -> None:
    file = saved(tmp_path, "month,people\n2026-01,10\n2026-02,12\n2026-03,\n2026-04,15\n2026-05,19\n")
    found = printed("trend", file)
    assert (found["n"], found["s"], found["p"]) == (4, 6, pytest.approx(1 / 12))
    assert printed("trend", file, "--y", "people") == found


def test_sample_sizes_are_told(tmp_path: Path) -> None:
    without = CliRunner().invoke(cli, ["stats", "sample-size", "--margin", "5", "--population", "3210418"])
    assert json.loads(without.stdout)["whole"]["answers"] == 385
    file = saved(tmp_path, "district,people\na,1000\nb,100\n")
    found = printed("sample-size", file, "--margin", "5", "--population", "people", "--response", "50")
    assert [(row["answers"], row["invitations"]) for row in found["rows"]] == [(278, 556), (80, 160)]
    assert found["answers_of_all_rows"] == 358 and 4 < found["margin_of_all_rows"] < 5


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("y,s\n1,a\n2,a\n3,b\n", ("--strata", "s"), "Stratum “b” has only one unit"),
        ("y,s\n1,a\n2,\n3,b\n", ("--strata", "s"), "data.csv:3: 's' is empty."),
        ("y,w\n1,2\n2,-1\n", ("--weights", "w"), "data.csv:3: 'w' is -1, and a weight is not below 0."),
        ("y,n\n1,9\n2,8\n", ("--fpc", "n"), "The population of the sample is 8 in one row and 9 in another."),
        ("y,n\n1,9\n2,9\n", ("--fpc", "n", "--fpc", "n"), "There are 2 --fpc for 1 stages"),
        ("y\nyes\nno\n", (), "'y' is “yes”, which is not a number."),
        ("x,y\n1,\n2,\n", (), "'y' is empty in all rows."),
        ("y\n1\n2\n", ("--level", "95"), "--level is 95"),
    ],
)
def test_what_cannot_be_estimated_is_told_in_one_line(
    tmp_path: Path, content: str, options: tuple[str, ...], words: str
) -> None:
    refused(words, "estimate", saved(tmp_path, content), "--y", "y", *options)


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (MARGINS.replace("1072", "1000"), (), "The margins have different totals: 'stype' 6,194, 'sch.wide' 6,122."),
        (MARGINS + "stype,X,0\nstype,Y,5\nsch.wide,Z,5\n", (), "Nobody who answered is “Y” of 'stype', but 5"),
        (MARGINS.replace("stype,M,1018\n", "").replace("5122", "4104"), (), "“M” of 'stype' is no level"),
        (MARGINS + "stype,E,1\n", (), "margins.csv:7: “E” of 'stype' has a total already."),
        (MARGINS.replace("stype", "kind"), (), "there is no column 'kind'"),
        (MARGINS, ("--trim", "0.99,1.01"), "which trimmed weights cannot reach"),
        (MARGINS, ("--trim", "3"), "--trim is “3”; it should be two numbers"),
        (MARGINS, ("--trim", "nan,3"), "1 should lie between"),
    ],
)
def test_what_cannot_be_raked_is_told_in_one_line(
    tmp_path: Path, content: str, options: tuple[str, ...], words: str
) -> None:
    refused(words, "rake", FOLDER / "api_clus1.csv", "--margins", margins(tmp_path, content), *options)


def test_what_else_cannot_be_is_told_in_one_line(tmp_path: Path) -> None:
    refused("--by is “a”", "chisq", FOLDER / "api_clus1.csv", "--by", "a")
    refused("the same answer", "chisq", saved(tmp_path, "a,b\nx,y\nx,z\n"), "--by", "a,b")
    refused("data.csv:2: 'a' is “2”, and an item is 0, 1 or empty.", "quiz", saved(tmp_path, "a\n2\n"))
    refused("there are 2 figures; it takes 3 to 200", "trend", saved(tmp_path, "a\n1\n2\n"))
    refused("--margin is 0", "sample-size", saved(tmp_path, "a\n1\n"), "--margin", "0", "--population", "a")
    refused("'a' is 1.5", "sample-size", saved(tmp_path, "a\n1.5\n"), "--margin", "5", "--population", "a")
    refused("A file needs --population", "sample-size", saved(tmp_path, "a\n1\n"), "--margin", "5")


def test_a_share_of_several_answers_of_each(tmp_path: Path) -> None:
    file = saved(tmp_path, "said,given,weight\n1,2,1\n2,2,3\n,,1\n0,3,2\n")
    found = printed("estimate", file, "--y", "said", "--of", "given", "--weights", "weight")
    assert (found["estimate"], found["n"], found["missing"]) == (7 / 14, 3, 1)
    refused("name one", "estimate", file, "--y", "said", "--of", "given", "--total")
    more = saved(tmp_path, "said,given\n1,2\n3,2\n")
    refused("data.csv:3: 'said' is 3, which is not among", "estimate", more, "--y", "said", "--of", "given")
