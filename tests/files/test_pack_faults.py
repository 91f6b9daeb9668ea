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
    (
        "0.01,XX,2024-01-01,,verified,invented for tests,,,p. 1,,gate_to_grave",
        "0.01,XX,2024-01-01,,verified,invented for tests,,,p. 1,,cradle_to_gate",
        "'bike.for.car' mixes boundaries",
    ),
    ("p. 1,,gate_to_grave", "p. 1,,not_stated", "mixes boundaries: not_stated"),
    (
        "estimated,computed,,,,,gate_to_grave",
        "estimated,computed,,,,,cradle_to_gate",
        "its formula gives gate_to_grave",
    ),
    ("0.09,kgCO2e/pkm", "0.09,kgCO2/pkm", "its formula gives gate_to_grave"),
    ("car / people.in.car - bike,,,", "car / people.in.car - bike,,Inventado.,Invented.", "mixes no boundaries"),
    ("p. 1,,gate_to_grave", "p. 1,,life_cycle", "no boundary that a database prints"),
    ("p. 1,,gate_to_grave,not_stated", "p. 1,,gate_to_grave,", "warming potentials"),
    ("p. 1,,gate_to_grave", "p. 1,ftp://a,gate_to_grave", "cannot be followed"),
    ("estimated,computed", "derived,computed", "its input 'people.in.car' is assumption"),
    ("4,6,,2024-01-01,,assumption", "4,6,,2024-01-01,,recalled", "nobody says from what"),
    ("not_stated,not_stated,,,,,,\nhome", "none,,,,,,,\nhome", "does not go with the boundary"),
    ("car / people.in.car - bike", "car / people.in.car - boat", "unknown factor 'boat'"),
    ("car / people.in.car - bike", "", "estimated without a formula"),
    ("invented for tests,,,p. 1,,not_stated", "invented for tests,,,,,not_stated", "nobody says where"),
    ("car / people.in.car - bike", "car / people.in.car -", "ends too early"),
    ("car / people.in.car - bike", "car / people.in.car - 0.01", "has the number 0.01, of which nobody says"),
    (
        "glass,1,Vidro",
        "jar,1,Frasco,Jar,0.3,kgCO2e/bag,,,XX,2024-01-01,,estimated,,,,,,not_stated,not_stated,,,glass,,,\nglass,1,Vidro",
        "The formula of 'jar' does not give kgCO2e/bag",
    ),
    ("car / people.in.car - bike", "car / people.in.car", "computes to 0.1"),
    ("car / people.in.car - bike", "car / (bike - bike)", "divides by 0"),
    ("0.2,XX,2024-01-01,,estimated", "0.2,XX,2023-01-01,,estimated", "no value for 'car'"),
    ("kgCO2e/kg,,,XX", "kgCO2e/kg,,,QQ", "'QQ' of a factor has no name"),
]

ACTIONS = [
    ('grid = "grid"\n\n[[actions]]\nid = "fuel"', 'grid = "petrol"\n\n[[actions]]\nid = "fuel"', "gives"),
    ('before = "fridge.old"\nafter', 'before = "lamp.old"\nafter', "cannot be added or subtracted"),
    ('factors = ["petrol"]', 'factors = ["glass"]', "gives gas/kg"),
    ('removes = "tree.year"', 'removes = "net.bag"', "gives gas/bag"),
    ("removal = { pt", "removes = { pt", "no words"),
    (
        'evidence = ["self_reported", "organizer"]\nlimits = [{ scope = "resident", period = "day", max = 5 }, ',
        'evidence = ["self_reported"]\nlimits = [{ scope = "resident", period = "day", max = 5 }, ',
        "Nobody can confirm the removal",
    ),
    ('pt = "Ir de bicicleta", ', "", "no words in 'pt'"),
    ('baseline = "car"', 'baseline = "cart"', "unknown factor 'cart'"),
    ('factors = ["glass"]', 'factors = ["class"]', "unknown factor 'class'"),
    ('factors = ["glass"]', 'factors = ["car"]', "gives gas·person/car/pkm"),
    ('baseline = "car"', 'baseline = "bike"', "cannot be added or subtracted"),
    (
        'range = "bike.for.car"',
        'range = "bike.for.car"\nexception = { pt = "Inventado.", en = "Invented." }',
        "mixes no boundaries",
    ),
    ("verified = 0.5\n", "", "how uncertain a verified figure"),
    ("verified = 0.5\n", "verified = 1.5\n", "no status with a share"),
    ('category = "life"\n', 'category = "work"\n', "saves from no known part of a year"),
    ('household_size = "people.in.home"\n', "", "how many live in a household"),
    ('period = "year", max = 1000', 'period = "year", max = 3000', "more than half of the 500.0 kg"),
    (', { scope = "resident", period = "year", max = 1000 }', "", "more than half of the 500.0 kg"),
    (
        'period = "day", max = 20 }, { scope = "household", period = "year", max = 100 }]',
        'period = "day", max = 60 }, { scope = "household", period = "year", max = 2000 }]',
        "kg a person and year in a home of 1, most of it by 'glass'",
    ),
    ('max = 5 }, { scope = "resident", period = "year", max = 500 }]', "max = 5 }]", "no limit of a year"),
    ('[{ scope = "resident", period = "day", max = 1 }, ', "[", "no limit of a day or month"),
    ('id = "lift"', 'id = "unknown"', "Whoever is not sure is credited"),
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
    ('average = "1000 * home.average"\n', "", "Nothing stands in"),
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
    described = "lamp.year,1,Ano de lâmpada,Lamp year,9.125,kgCO2/lamp,9,10,XX,2024-01-01,,derived,computed,,,"
    line = f"{described},,co2_combustion,co2_only,,,10 / 1000 * 5 * 365 * grid,,,\n"
    folder, _ = changed(HARBOUR, tmp_path, "factors.csv", "glass", f"{line}glass")
    (problem,) = check(folder)
    assert "on 2025-01-01 computes to 7.3" in problem.what
    assert "add one that starts on that day" in problem.cure


def test_a_questionnaire_with_a_fault_does_not_load(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "baseline.toml", "max = 12", "max = 0")
    with pytest.raises(PackError):
        load_questionnaire(folder, load_catalogue(folder, LANGUAGES))
