"""A fault in factors, actions, comparisons or the questionnaire is named with file, line and cure."""

from pathlib import Path

import pytest

from civic.city.pack import PackError, Problem
from footprint.actions.baseline_file import check_questionnaire, load_questionnaire
from footprint.actions.catalogue import check_catalogue, load_catalogue
from tests.packs.copies import HARBOUR, changed

LANGUAGES = ("pt", "en")

FACTORS = [
    ("glass,1,Vidro,Glass,0.3,", "bad.glass,1,Vidro,Glass,0.3,", "known to be wrong"),
    ("glass,1,Vidro,Glass,0.3,", "glass,1,Vidro,Glass,NaN,", "not a number"),
    ("glass,1,Vidro,Glass,0.3,", "glass,1,Vidro,Glass,1e308,", "not a number"),
    ("glass,1,Vidro,Glass,0.3,", "glass,1,Vidro,,0.3,", "no words in 'en'"),
    ("0.3,kgCO2e/kg,,", "0.3,kgCO2e/kg,0.4,0.5", "outside its range"),
    ("0.3,kgCO2e/kg,", "0.3,kgCO2e//kg,", "cannot be read"),
    ("2024-01-01,2024-12-31", "2024-01-01,2025-01-31", "both valid for a time"),
    ("2024-01-01,2024-12-31", "2024-01-01,", "both valid for a time"),
    ("2024-01-01,2024-12-31", "2024-01-01,2024-11-30", "no version of 'grid' is valid"),
    ("2025-01-01,,", "2025-01-01,2025-12-31,", "valid after 2025-12-31"),
    ("grid,2025", "grid,2024", "two versions '2024'"),
    ("0.4,kgCO2/kWh", "0.4,kgCO2/vkm", "differ in unit"),
    ("2025-01-01,,verified", "2025-02-30,,verified", "not a day"),
    ("2025-01-01,,verified", ",,verified", "does not say from when"),
    ("2025-01-01,,verified", "2025-01-01,,heard", "'heard', which is not known"),
    ("verified,invented for tests", "verified,", "verified without a source"),
    ("Inventado.,Invented.", ",", "nobody has read a text"),
    (",computed,,,,not_stated", ",computed,,,,life_cycle", "mixes the boundaries"),
    ("not_stated,,,,\nhome", "none,,,,\nhome", "does not go with the boundary"),
    ("car / people.in.car - bike", "car / people.in.car - boat", "unknown factor 'boat'"),
    ("car / people.in.car - bike", "", "derived without a formula"),
    ("invented for tests,,,p. 1,not_stated", "invented for tests,,,,not_stated", "nobody says where"),
    ("car / people.in.car - bike", "car / people.in.car -", "ends too early"),
    ("car / people.in.car - bike", "car / people.in.car", "computes to 0.1"),
    ("car / people.in.car - bike", "car / (bike - bike)", "divides by 0"),
    ("0.2,XX,2024-01-01,,derived", "0.2,XX,2023-01-01,,derived", "no value for 'car'"),
    ("kgCO2e/kg,,,XX", "kgCO2e/kg,,,QQ", "'QQ' of a factor has no name"),
]

ACTIONS = [
    ('pt = "Ir de bicicleta", ', "", "no words in 'pt'"),
    ('baseline = "car"', 'baseline = "cart"', "unknown factor 'cart'"),
    ('factors = ["glass"]', 'factors = ["class"]', "unknown factor 'class'"),
    ('factors = ["glass"]', 'factors = ["car"]', "gives gas·person/car/pkm"),
    ('baseline = "car"', 'baseline = "bike"', "cannot be added or subtracted"),
    ('baseline = "car"', 'baseline = "grid"', "mixes the boundaries co2_only and not_stated"),
    ('occupancy = "people.in.car"\n', "", "cannot be added or subtracted"),
    ('range = "bike.for.car"', 'range = "glass"', "but the action is counted in 'pkm'"),
    ('activity = "bike"\nrange = "bike.for.car"', 'range = "bike.for.car"', "but 'bike.for.car' states 0.09"),
    ('id = "bag", symbol', 'id = "lamp", symbol', "gives gas/bag, but the action is counted in 'lamp'"),
    ('breakeven = "net.uses"', 'breakeven = "lamp.hours"', "does not count uses"),
    ('form = "rate"', 'form = "substitution"', None),
    ('form = "rate"', 'form = "device"', None),
    ('form = "rate"', 'form = "avoided"', "'rate' does not fit the form 'avoided'"),
    ('form = "rate"', 'form = "none"', "'rate' does not fit the form 'none'"),
    ('form = "device"', 'form = "rate"', "'device' does not fit the form 'rate'"),
    ('note = { pt = "Nada foi substituído.", en = "Nothing was replaced." }', "", "'note' has no words"),
    ('default = "walk"', 'default = "swim"', "'swim' is no option"),
    ('id = "lift"', 'id = "car"', "two options 'car'"),
    ('id = "net"', 'id = "ride"', "two actions 'ride'"),
    ('group = "everyday"', 'group = "holidays"', "'holidays', which is not known"),
    ('icon = "leaf"', 'icon = "tulip"', "no icon 'tulip'"),
    ('icon = "bicycle"', 'icon = "tricycle"', "no icon 'tricycle'"),
    ('comparison = "car_km"', 'comparison = "moon"', "no comparison 'moon'"),
    ('scope = "household"', 'scope = "city"', "'city', which is not known"),
    ("max = 50", "max = 0", "forbids the action"),
    ("max = 50", "max = 1", "above a limit"),
    ("months = [12, 1]", "months = [13]", "not months"),
    ('evidence = ["self_reported", "instrument"]', 'evidence = ["gossip"]', "evidence is not known"),
    ("step = 0.5, quick = [1, 2.5]", "step = 0.5, quick = [-1]", "not positive"),
    ("step = 1, whole = true", "step = 0.5, whole = true", "offered in parts"),
    ("points = 1", "points = -1", "not sensible"),
    ("popularity = 1", "popularty = 1", "'popularty' is not a key"),
    ('rate = { pt = "Quantidade × poupança de cada unidade.", en', "rate = { en", "no words in 'pt'"),
]

COMPARISONS = [
    ("{n} km", "um km", "no place {n}"),
    ('formula = "car"', 'formula = "cart"', "unknown factor 'cart'"),
    ('formula = "car"', 'formula = "car * bike"', "gives gas"),
    ('formula = "car"', 'formula = "car + grid"', "mixes boundaries"),
    ("min = 1", "min = 100", "make no range"),
    ('icon = "travel"', 'icon = "rocket"', "no icon 'rocket'"),
]

BASELINE = [
    ('per = "household"', 'per = "street"', "'street', which is not known"),
    ('formula = "grid"', 'formula = "glass"', "gives gas/kg"),
    ("default = 2", "default = 3", "computes to 2"),
    ("default = 0", "# no default", "Nothing stands in"),
    ('icon = "home"', 'icon = "castle"', "no icon 'castle'"),
    ("max = 2000", "max = 0", "contradict each other"),
    ("[[unknown]]\ntext = {", "[ghost]\ntext = {", "claims to know everything"),
    ("[people]", "[persons]", "how many live in the household"),
]


def check(folder: Path) -> list[Problem]:
    """What loading the catalogue, then the questionnaire, complains of."""
    problems = check_catalogue(folder, LANGUAGES)
    return problems or check_questionnaire(folder, load_catalogue(folder, LANGUAGES))


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        (file, *fault)
        for file, faults in {
            "factors.csv": FACTORS,
            "actions.toml": ACTIONS,
            "comparisons.toml": COMPARISONS,
            "baseline.toml": BASELINE,
        }.items()
        for fault in faults
    ],
)
def test_a_fault_is_named(file: str, old: str, new: str, what: str | None, tmp_path: Path) -> None:
    folder, line = changed(HARBOUR, tmp_path, file, old, new)
    problems = check(folder)
    if what is None:
        assert problems == []
        return
    found = [problem for problem in problems if what in problem.what]
    assert found, "\n".join(map(str, problems))
    assert found[0].cure.endswith(".")
    assert found[0].line or "Add [" in found[0].cure, "what is missing altogether has no line"
    if found[0].file == file and found[0].line:
        assert abs(found[0].line - line) <= 12, "the line of the record, at most its first"


def test_the_invented_pack_is_sound() -> None:
    assert check(HARBOUR) == []


def test_a_pack_with_a_fault_does_not_load(tmp_path: Path) -> None:
    folder, line = changed(HARBOUR, tmp_path, "actions.toml", 'baseline = "car"', 'baseline = "cart"')
    with pytest.raises(PackError) as refused:
        load_catalogue(folder, LANGUAGES)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("actions.toml", line)


def test_a_new_grid_year_tells_which_derived_numbers_are_stale(tmp_path: Path) -> None:
    described = "lamp.year,1,Ano de lâmpada,Lamp year,9.125,kgCO2/lamp,,,XX,2024-01-01,,derived,computed,,,,co2_only"
    line = f"{described},,,10 / 1000 * 5 * 365 * grid,\n"
    folder, _ = changed(HARBOUR, tmp_path, "factors.csv", "glass", f"{line}glass")
    (problem,) = check(folder)
    assert "on 2025-01-01 computes to 7.3" in problem.what
    assert "add one that starts on that day" in problem.cure


def test_a_questionnaire_with_a_fault_does_not_load(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "baseline.toml", "max = 12", "max = 0")
    with pytest.raises(PackError):
        load_questionnaire(folder, load_catalogue(folder, LANGUAGES))
