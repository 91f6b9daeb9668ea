from pathlib import Path

import pytest

from civic.city.pack import PackError, Text, check_city, load_city
from tests.packs.copies import HARBOUR, ZHENJIANG, changed


def test_a_text_falls_back_to_the_first_language() -> None:
    text = Text({"pt": "Olá", "en": "Hello"})
    assert (text.in_("en"), text.in_("zh"), Text({}).in_("en")) == ("Hello", "Olá", "")
    assert text and not Text({}) and hash(text) == hash(Text({"pt": "Olá", "en": "Hello"}))


def test_a_city_is_a_folder() -> None:
    city = load_city(HARBOUR)
    assert (city.id, city.languages, city.timezone, city.country) == ("harbour", ("pt", "en"), "Atlantic/Azores", "XX")
    assert [season.id for season in city.seasons] == ["dry", "wet"]
    assert (city.seasons[1].start_month, city.seasons[1].start_day) == (10, 15)
    assert city.population.residents == 60000
    assert city.open_data.licence.url == "https://opendatacommons.org/licenses/by/1-0/"
    hill = city.district_by_id["hill"]
    assert (hill.residents, hill.residents_low, hill.residents_high, hill.tile) == (20000, 19000, 21000, (1, 0))
    assert [sub.id for sub in city.district_by_id["quay"].subdistricts] == ["old_quay", "new_quay"]


def test_a_population_nobody_has_read_carries_a_mark() -> None:
    unconfirmed = {district.id for district in load_city(ZHENJIANG).districts if not district.is_confirmed}
    assert unconfirmed == {"yangzhong", "dantu", "runzhou"}


def test_the_seed_city_has_eight_rows_and_its_own_total() -> None:
    city = load_city(ZHENJIANG)
    assert len(city.districts) == 8
    assert city.population.residents == 3_210_418
    assert len({district.tile for district in city.districts}) == 8
    assert all("（" not in district.name.in_("zh") for district in city.districts)


def test_the_version_follows_every_file(tmp_path: Path) -> None:
    same, _ = changed(HARBOUR, tmp_path / "a", "city.toml", "60000", "60000")
    other, _ = changed(HARBOUR, tmp_path / "b", "baseline.toml", "2000", "2001")
    assert load_city(HARBOUR).version == load_city(same).version != load_city(other).version


def test_a_city_says_on_which_terms_it_publishes(tmp_path: Path) -> None:
    silent, _ = changed(HARBOUR, tmp_path, "city.toml", "[open_data]", "[terms]")
    assert "The city has no licence for what it publishes." in [problem.what for problem in check_city(silent)]


FAULTS = [
    ("city.toml", 'name = { pt = "Porto Fingido", en', "name = { en", "no words in 'pt'"),
    ("city.toml", 'en = "Harbour"', 'en = "Harbour", fr = "Port"', "speaks 'fr'"),
    ("city.toml", 'languages = ["pt", "en"]', 'languages = ["pt", "pt"]', "distinct language codes"),
    ("city.toml", "Atlantic/Azores", "Atlantic/Atlantis", "not a time zone"),
    ("city.toml", '"XX"', '"Nowhere"', "not a country code"),
    ("city.toml", "60000", "70000", "within its own range"),
    ("city.toml", "60000", '"many"', "not a number"),
    ("city.toml", "60000", "60000.5", "not a whole number"),
    ("city.toml", "10-15", "02-30", "not a day of every year"),
    ("city.toml", "10-15", "04-15", "two seasons that begin on '4-15'"),
    ("city.toml", 'look = "winter"', 'look = "monsoon"', "'look' is 'monsoon'"),
    ("city.toml", "goal_kg_per_1000 = 100", "goal_kg_per_1000 = 0", "0 is no goal of a season"),
    ("city.toml", 'country = "XX"', 'country = "XX"\nmayor = "Ana"', "'mayor' is not a key"),
    ("city.toml", '"ODC-By-1.0"', '"ours"', "'licence' is 'ours'"),
    ("city.toml", 'publisher = { pt = "Porto Fingido", en', "publisher = { en", "no words in 'pt'"),
    ("city.toml", 'id = "harbour"', 'id = "Port 1"', "cannot serve as an id"),
    ("districts.csv", "30000,,,verified", "30000,,,", "'status' is missing"),
    ("districts.csv", "30000,,,verified", "30000,,,rumour", "'rumour', which is not known"),
    ("districts.csv", "30000", "many", "not a number"),
    ("districts.csv", "30000", "0", "no number of people"),
    ("districts.csv", "19000,21000", "19000,19500", "within its own range"),
    ("districts.csv", "hill,Morro", "quay,Morro", "two districts 'quay'"),
    ("districts.csv", ",0,1", ",0,0", "two districts on tile"),
    ("districts.csv", "Morro,Hill", "Morro,", "no words in 'en'"),
    ("districts.csv", "Morro,Hill", "Morro", "14 cells, the header 15"),
    ("districts.csv", "column", "colum", "'column' is missing"),
    ("subdistricts.csv", "new_quay,quay", "new_quay,key", "'key', which is not known"),
    ("subdistricts.csv", "new_quay", "old_quay", "two sub-districts"),
]


@pytest.mark.parametrize(("file", "old", "new", "what"), FAULTS)
def test_a_fault_is_named_with_file_line_and_cure(file: str, old: str, new: str, what: str, tmp_path: Path) -> None:
    copy, line = changed(HARBOUR, tmp_path, file, old, new)
    found = [problem for problem in check_city(copy) if what in problem.what]
    assert found, check_city(copy)
    assert found[0].file == file and abs(found[0].line - line) <= 3
    assert found[0].cure.endswith((".", "…)."))
    assert str(found[0]).startswith(f"{file}:{found[0].line}: ")


def test_one_run_names_all_faults(tmp_path: Path) -> None:
    copy, _ = changed(HARBOUR, tmp_path, "districts.csv", "30000,,,verified,invented for tests", "x,,,y,")
    assert len(check_city(copy)) == 4
    with pytest.raises(PackError) as refused:
        load_city(copy)
    assert len(str(refused.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"id = ", "cannot be read"), (b"id = '\xff'", "not UTF-8"), (None, "missing")],
)
def test_a_broken_file_is_one_problem(content: bytes | None, what: str, tmp_path: Path) -> None:
    copy, _ = changed(HARBOUR, tmp_path, "city.toml", "XX", "XX")
    (copy / "city.toml").unlink()
    if content is not None:
        (copy / "city.toml").write_bytes(content)
    problems = check_city(copy)
    assert len(problems) == 1 and what in problems[0].what


def test_no_folder_no_city(tmp_path: Path) -> None:
    assert "does not exist" in check_city(tmp_path / "nowhere")[0].what


def _with_residents(tmp_path: Path, residents: tuple[str, str]) -> Path:
    """The harbour's pack with a column of residents for its two sub-districts."""
    copy, _ = changed(HARBOUR, tmp_path, "city.toml", "XX", "XX")
    header, *rows = (copy / "subdistricts.csv").read_text().splitlines()
    lines = [f"{header},residents", *(f"{row},{number}" for row, number in zip(rows, residents, strict=True))]
    (copy / "subdistricts.csv").unlink()  # it is the harbour's own
    (copy / "subdistricts.csv").write_text("\n".join(lines) + "\n")
    return copy


def test_a_city_may_enter_who_lives_in_its_sub_districts(tmp_path: Path) -> None:
    assert {part.residents for part in load_city(HARBOUR).district_by_id["quay"].subdistricts} == {0}
    city = load_city(_with_residents(tmp_path, ("1200", "")))
    assert [part.residents for part in city.district_by_id["quay"].subdistricts] == [1_200, 0]


@pytest.mark.parametrize(("typed", "what"), [("-5", "Nobody lives there"), ("many", "not a number"), ("0", "Nobody")])
def test_residents_of_a_sub_district_are_people(typed: str, what: str, tmp_path: Path) -> None:
    found = check_city(_with_residents(tmp_path, ("10", typed)))
    assert [problem for problem in found if what in problem.what]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "accessibility"', 'id = "terms"', "two pages 'terms'"),
        ('id = "terms"', 'id = "Terms"', "cannot serve as an id"),
        ('name = { zh = "使用条款", ', "name = { ", "no words in 'zh'"),
        ('heading = { zh = "谁可以参加"', 'headings = { zh = "谁可以参加"', "not a key known here"),
        ('[[pages.parts]]\ntext = [\n  { zh = "关于活动', '[[pages.bits]]\ntext = [\n  { zh = "关于活动', "is empty"),
    ],
)
def test_a_fault_of_a_page_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    folder, _ = changed(ZHENJIANG, tmp_path, "pages.toml", old, new)
    assert [problem.file for problem in check_city(folder) if says in problem.what] == ["pages.toml"]


def test_a_city_needs_no_pages() -> None:
    assert load_city(HARBOUR).pages == ()
    assert [page.id for page in load_city(ZHENJIANG).pages] == ["terms", "accessibility", "contact"]
