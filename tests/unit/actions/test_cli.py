import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civic.commands import cli
from tests.packs.copies import HARBOUR, ZHENJIANG, changed


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def quantified(*arguments: str) -> Any:
    result = run("quantify", *arguments, "--pack", str(ZHENJIANG), "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_sound_pack_is_said_to_be_sound() -> None:
    result = run("pack", "check", str(HARBOUR))
    assert result.exit_code == 0
    assert "3 districts, 5 actions" in result.stdout


def test_the_table_shows_what_a_year_allows() -> None:
    lines = run("pack", "check", str(ZHENJIANG), "--table").stdout.splitlines()
    textiles = next(line.split() for line in lines if line.startswith("sort_textiles"))
    # 5.293 × 0.3, 10 kg a home of 2.51 in a year, of 2,100 − 940 kg
    assert textiles[1:] == ["1.588", "10/home", "15.9", "6.3", "0.5%", "0.3%"]
    parts = {line.split()[1]: float(line.split()[-2].rstrip("%")) for line in lines if line.startswith("=")}
    assert set(parts) == {"travel", "home", "food", "goods"} and max(parts.values()) <= 50


def test_a_fault_goes_to_stderr_and_fails(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "baseline.toml", "max = 2000", "max = 0")
    result = run("pack", "check", str(folder))
    assert result.exit_code == 1 and result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and "baseline.toml:" in result.stderr


def test_faults_of_city_and_catalogue_are_told_apart(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "actions.toml", 'activity = "bike"', 'activity = "boat"')
    assert "actions.toml:" in run("pack", "check", str(folder)).stderr
    assert "does not exist" in run("pack", "check", str(tmp_path / "nowhere")).stderr


def test_quantify_tells_grams_formula_and_factors() -> None:
    told = quantified("bicycle", "quantity=6", "replaced_mode=car", "--on", "2026-09-24")
    assert (told["low_g"], told["mid_g"], told["high_g"]) == (292.2, 626.4, 1174.02)
    assert told["formula"] == "6 km × (0.1674 kg/km ÷ 1.5 − 0.0072 kg/km) = 0.626 kg"
    assert told["on"] == "2026-09-24"
    car = told["factors"][0]
    assert (car["id"], car["version"], car["status"]) == ("car.petrol.compact", "2023", "verified_copy")
    assert car["source"]["locator"] == "64119X0152023C" and car["source"]["link"].startswith("https://")
    assert (car["boundary"], car["gwp"], car["range_published"]) == ("gate_to_grave", "not_stated", False)
    assert told["exception"]["en"].endswith("so it only lowers the credit.")


def test_quantify_takes_the_factor_of_the_day() -> None:
    grids = [quantified("lamp", "--on", day)["factors"][-1]["value"] for day in ("2021-06-15", "2022-06-15")]
    assert grids == [0.6451, 0.5978]


def test_quantify_knows_earlier_uses() -> None:
    told = quantified("basket", "bag=cotton", "quantity=3", "uses_before=50")
    assert (told["credited"], told["mid_g"]) == (1, 20)


def test_quantify_without_json_is_for_people() -> None:
    answer = ["quantity=6", "replaced_mode=car"]
    result = run("quantify", "bicycle", *answer, "--on", "2026-09-24", "--pack", str(ZHENJIANG))
    assert result.stdout == "6 km × (0.1674 kg/km ÷ 1.5 − 0.0072 kg/km) = 0.626 kg\n0.292 kg to 1.17 kg\n"


def test_quantify_is_about_today_unless_told() -> None:
    assert date.fromisoformat(quantified("cup")["on"]) >= date(2026, 11, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["teleport"], "no such action"),
        (["ride", "quantity=abc"], "abc is not a number"),
        (["ride", "quantity=nan"], "nan is not a quantity"),
        (["ride", "quantity=1e308"], "1e308 is not a quantity"),
        (["ride", "quantity=-3"], "-3 is not a quantity"),
        (["ride", "quantity=0"], "more than 0"),
        (["net", "quantity=1.5"], "whole number"),
        (["ride", "instead_of=rocket"], "instead_of is one of: car, lift, walk"),
        (["ride", "bag=cotton"], "bag is not asked here"),
        (["glass", "--on", "2026-02-15"], "does not count in this month"),
        (["ride", "instead_of=car", "--on", "2020-01-15"], "no emission factor for this day"),
    ],
)
def test_nonsense_is_one_line_and_fails(arguments: list[str], words: str) -> None:
    result = run("quantify", *arguments, "--pack", str(HARBOUR))
    assert result.exit_code != 0 and result.stdout == ""
    assert words in result.stderr and len(result.stderr.splitlines()) == 1


def test_a_pack_that_does_not_load_is_one_line(tmp_path: Path) -> None:
    result = run("quantify", "ride", "--pack", str(tmp_path))
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
