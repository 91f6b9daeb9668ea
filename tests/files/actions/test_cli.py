"""The commands `pack` and `quantify`, run on the folders of packs."""

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
    assert "3 districts, 8 actions" in result.stdout


def test_the_table_shows_what_a_year_allows() -> None:
    lines = run("pack", "check", str(ZHENJIANG), "--table").stdout.splitlines()
    textiles = next(line.split() for line in lines if line.startswith("sort_textiles"))
    # 5.293 × 0.3, 10 kg a home in a year, of 2,100 − 940 kg: all of it alone, a part in a home of 2.51
    assert textiles[1:] == ["1.588", "10/home", "15.9", "1.4%", "0.8%", "6.3", "0.5%", "0.3%"]
    sums = {line.split()[1]: [cell for cell in line.split() if "%" in cell] for line in lines if line.startswith("=")}
    assert set(sums) == {"travel", "home", "food", "goods"}
    alone, shared = ({float(cells[at].rstrip("%")) for cells in sums.values()} for at in (0, 2))
    assert max(alone) <= 50 and max(shared) <= 50


def test_a_fault_goes_to_stderr_and_fails(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "baseline.toml", "max = 2000", "max = 0")
    result = run("pack", "check", str(folder))
    assert result.exit_code == 1 and result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and "baseline.toml:" in result.stderr


def test_a_reason_for_what_is_not_there_is_a_fault(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "factors.csv", "Plastic bag", "Plastic bag")
    reason = 'on = 2026-11-27\nfactors = ["net.bags"]\nwhy = { pt = "Foi pesado.", en = "It was weighed." }\n'
    (folder / "changes.toml").write_text(f"[[changes]]\n{reason}", encoding="utf-8")
    result = run("pack", "check", str(folder))
    assert result.exit_code == 1
    assert "changes.toml:3: The pack has no 'net.bags'." in result.stderr


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


def test_a_removal_is_told_apart() -> None:
    told = json.loads(run("quantify", "tree", "quantity=2", "--pack", str(HARBOUR), "--json").stdout)
    assert (told["mid_g"], told["removal"]) == (0, {"low_g": 10000, "mid_g": 20000, "high_g": 24000})
    assert run("quantify", "tree", "--pack", str(HARBOUR)).stdout.splitlines() == [
        "1 × 10 kg = 10 kg",
        "5 kg to 12 kg taken out of the air, no reduction",
    ]
    assert quantified("cup")["removal"] is None


def test_a_device_known_by_its_label_is_quantified_over_a_year() -> None:
    days = ("--from", "2025-01-01", "--to", "2025-12-31")
    told = json.loads(run("quantify", "fridge", *days, "--pack", str(HARBOUR), "--json").stdout)
    assert (told["low_g"], told["mid_g"], told["high_g"]) == (30_000, 40_000, 50_000)  # 100 kWh × 0.3, 0.4, 0.5


def test_a_period_is_split_where_a_factor_changes() -> None:
    told = quantified("lamp", "quantity=2", "--from", "2021-12-30", "--to", "2022-01-02")
    # (11 − 7) W × 4 h × 2 lamps × 2 days ÷ 1000, by the grid of each year
    assert [(part["from"], part["to"], part["days"], part["mid_g"]) for part in told["parts"]] == [
        ("2021-12-30", "2021-12-31", 2, 41.286),
        ("2022-01-01", "2022-01-02", 2, 38.259),
    ]
    assert (told["from"], told["to"], told["days"], told["mid_g"]) == ("2021-12-30", "2022-01-02", 4, 79.545)


def test_a_month_of_a_device_is_what_its_entry_says() -> None:
    month = quantified("lamp", "quantity=3", "--from", "2026-02-01", "--to", "2026-02-28")
    (part,) = month["parts"]
    entry = quantified("lamp", "quantity=3", "--on", "2026-02-14")
    assert [month[name] for name in ("low_g", "mid_g", "high_g")] == [
        entry[name] for name in ("low_g", "mid_g", "high_g")
    ]
    assert part["formula"] == entry["formula"]


def test_a_year_of_a_device_is_365_days() -> None:
    year = quantified("lamp", "--from", "2025-01-01", "--to", "2025-12-31")
    assert year["days"] == 365 and year["mid_g"] == 3402.968  # 4 W × 4 h × 365 × 0.5827


def test_what_is_done_every_day_of_a_period_is_added_up() -> None:
    told = quantified("bicycle", "quantity=6", "replaced_mode=car", "--from", "2026-09-01", "--to", "2026-09-05")
    assert (told["days"], told["mid_g"], told["parts"][0]["quantity"]) == (5, 3132, 30)


def test_a_bag_pays_back_its_making_once_in_a_period() -> None:
    told = quantified("basket", "bag=nonwoven", "quantity=1", "--from", "2026-03-01", "--to", "2026-03-20")
    assert told["parts"][0]["credited"] == 20 - 6


def test_only_months_that_count_are_in_a_period() -> None:
    told = json.loads(
        run(
            *("quantify", "glass", "--from", "2025-01-30", "--to", "2025-12-02"), *("--pack", str(HARBOUR), "--json")
        ).stdout
    )
    assert [(part["from"], part["to"]) for part in told["parts"]] == [
        ("2025-01-30", "2025-01-31"),
        ("2025-12-01", "2025-12-02"),
    ]
    assert (told["days"], told["mid_g"]) == (4, 1200)


def test_a_period_is_told_to_people_in_a_line_each() -> None:
    days = ("--from", "2024-12-31", "--to", "2025-01-01")
    assert run("quantify", "lantern", *days, "--pack", str(HARBOUR)).stdout.splitlines() == [
        "2024-12-31 to 2024-12-31: 1 × (20 W − 10 W) × 5 h/d × 1 d ÷ 1000 × 0.5 kg/kWh = 0.025 kg",
        "2025-01-01 to 2025-01-01: 1 × (20 W − 10 W) × 5 h/d × 1 d ÷ 1000 × 0.4 kg/kWh = 0.02 kg",
        "0.045 kg: 0.032 kg to 0.06 kg",
    ]


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
        (["ride", "--from", "2026-01-15"], "both --from and --to"),
        (["ride", "--on", "2026-01-15", "--from", "2026-01-15", "--to", "2026-01-16"], "both --from and --to"),
        (["ride", "--from", "2026-01-16", "--to", "2026-01-15"], "does not count in this period"),
        (["glass", "--from", "2026-02-01", "--to", "2026-11-30"], "does not count in this period"),
        (["ride", "instead_of=car", "--from", "2020-01-15", "--to", "2026-01-15"], "no emission factor for this day"),
    ],
)
def test_nonsense_is_one_line_and_fails(arguments: list[str], words: str) -> None:
    result = run("quantify", *arguments, "--pack", str(HARBOUR))
    assert result.exit_code != 0 and result.stdout == ""
    assert words in result.stderr and len(result.stderr.splitlines()) == 1


def test_a_pack_that_does_not_load_is_one_line(tmp_path: Path) -> None:
    result = run("quantify", "ride", "--pack", str(tmp_path))
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
