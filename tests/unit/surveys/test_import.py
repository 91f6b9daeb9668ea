"""What columns are taken for, and how the rows below are read."""

from collections.abc import Mapping, Sequence

import pytest

from campaigns.surveys.import_columns import (
    MOST_CODED,
    NOTHING_SAID,
    UNKNOWN,
    ColumnMap,
    Meaning,
    Target,
    guess,
    plain,
)
from campaigns.surveys.import_rows import SHOWN, ImportedRow, Reading, Wave, check_columns, read_rows
from campaigns.surveys.table_files import RawTable
from civic.errors import Invalid

SILENT = ("不愿回答", "prefer not to say")
KNOWS = Target(
    "q:knows", ("knows", "1", "Q1", "您知道吗", "Do you know?"),
    (Meaning("1", ("1", "知道", "Yes")), Meaning("2", ("2", "不知道", "No"))),
)  # fmt: skip
HABITS = Target(
    "q:habits", ("habits", "2", "Q2", "您做什么"),
    (Meaning("1", ("1", "骑行", "Cycling")), Meaning("2", ("2", "公交", "Bus")), Meaning("3", ("3", "Both, and more"))),
    takes_many=True,
)  # fmt: skip
TARGETS = (
    Target("number", ("编号", "number", "id")),
    Target("stratum", ("层", "stratum"), (Meaning("1", ("1", "京口区 · 城镇")), Meaning("2", ("2", "丹徒区 · 农村")))),
    Target("cluster", ("社区", "cluster")),
    Target("weight", ("权重", "weight")),
    Target("sex", ("性别", "sex"), (Meaning("female", ("女", "female", "2")), Meaning("male", ("男", "male", "1")))),
    Target("age", ("年龄", "age")),
    Target("district", ("区", "district"), (Meaning("jingkou", ("京口区", "京口")), Meaning("dantu", ("丹徒区",)))),
    KNOWS,
    HABITS,
)
WAVE = Wave({1: "jingkou", 2: "dantu"}, {77})


def table(names: str, *rows: str) -> RawTable:
    return RawTable(names.split("|"), list(range(2, 2 + len(rows))), [row.split("|") for row in rows])


def roles(names: str, *rows: str) -> list[str]:
    return list(guess(table(names, *rows), TARGETS, SILENT).roles)


def read(names: str, *rows: str, wave: Wave = WAVE) -> Reading:
    found = table(names, *rows)
    columns = guess(found, TARGETS, SILENT)
    check_columns(columns, TARGETS, wave)
    return read_rows(found, columns, TARGETS, wave)


def told(reading: Reading) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, one.found, one.message % one.values) for one in reading.problems]


# Columns


def test_columns_are_known_by_their_headings_in_any_language_and_width() -> None:
    assert roles("编号|性 别|AGE|Ｑ１|您做什么", "1|女|30|1|1") == ["number", "sex", "age", "q:knows", "q:habits"]


def test_or_by_the_first_word_of_them() -> None:
    assert roles("Q2. What do you do on a working day?|1、您知道吗", "1|1") == ["q:habits", "q:knows"]


def test_or_by_what_stands_below() -> None:
    assert roles("where|who|why", "京口区|女|a", "丹徒区|男|b", "||") == ["district", "sex", ""]


def test_answers_alone_do_not_tell_the_question() -> None:
    assert roles("a|b", "知道|知道") == ["", ""]


def test_each_role_is_guessed_once() -> None:
    assert roles("sex|gender?|性别", "女|女|女") == ["sex", "", ""]


def _codes(names: str, role: str, *rows: str) -> Mapping[str, str]:
    return guess(table(names, *rows), TARGETS, SILENT).codes[role]


def test_words_are_coded_by_themselves_by_their_number_or_as_nothing() -> None:
    cells = ("知道", "２", "1. Yes", "2、不知道（没听说）", "不愿回答", "也许", "")
    assert _codes("Q1", "q:knows", *cells) == {
        "知道": "1", "２": "2", "1. Yes": "1", "2、不知道（没听说）": "2", "不愿回答": NOTHING_SAID, "也许": UNKNOWN,
    }  # fmt: skip


def test_zero_is_an_answer_that_somebody_must_explain() -> None:
    assert _codes("Q1", "q:knows", "0", "1") == {"0": UNKNOWN, "1": "1"}


def test_cells_of_several_answers_are_taken_apart_unless_an_answer_reads_so() -> None:
    assert _codes("Q2", "q:habits", "1,2", "公交、骑行", "Both, and more") == {
        "1": "1", "2": "2", "公交": "2", "骑行": "1", "Both, and more": "3",
    }  # fmt: skip


def test_no_more_words_are_coded_than_can_be_looked_through() -> None:
    assert len(_codes("Q1", "q:knows", *(f"answer {number}" for number in range(99)))) == MOST_CODED


@pytest.mark.parametrize(("one", "two"), [("Ａ１", "a1"), (" 性 别：", "性别"), ("Q-1.", "q1")])
def test_signs_and_width_make_no_difference(one: str, two: str) -> None:
    assert plain(one) == plain(two)


def test_columns_must_tell_what_the_wave_needs() -> None:
    def problem(roles: Sequence[str]) -> str:
        with pytest.raises(Invalid) as refused:
            check_columns(ColumnMap(roles, {}), TARGETS, WAVE)
        assert refused.value.field == "columns"
        return str(refused.value)

    assert "Columns 1, 3 are taken for the same" in problem(["sex", "q:knows", "sex"])
    assert "at least one question" in problem(["sex", "district", ""])
    assert "which column tells them" in problem(["q:knows"])
    check_columns(ColumnMap(["q:knows", "district"], {}), TARGETS, WAVE)
    check_columns(ColumnMap(["q:knows"], {}), TARGETS, Wave({}, ()))
    crossed = Wave({1: "jingkou", 2: "jingkou"}, ())
    with pytest.raises(Invalid):
        check_columns(ColumnMap(["q:knows", "district"], {}), TARGETS, crossed)


# Rows


def test_a_row_is_read_as_it_is_kept() -> None:
    found = read(
        "编号|层|社区|权重|性别|年龄|区|Q1|Q2", "5|京口区·城镇|桃花|1,250.5|女|34|京口|知道|2,1", "6|2||1|||||"
    )
    assert (
        found.rows
        == [
            ImportedRow(2, {"knows": "1", "habits": "1,2"}, 5, 1, "桃花", 1_250_500, "female", "25-34", "jingkou"),
            ImportedRow(3, {"knows": "", "habits": ""}, 6, 2, weight=1000),
        ]
        and not found.problems
    )


def test_the_district_tells_the_stratum_and_questions_without_a_column_are_not_answered() -> None:
    (row,) = read("区|Q1", "丹徒区|2").rows
    assert (row.stratum, row.district, row.answers) == (2, "dantu", {"knows": "2", "habits": ""})


@pytest.mark.parametrize(
    ("age", "band"),
    [("16", "16-24"), ("34岁", "25-34"), ("110", "65+"), ("25—34岁", "25-34"), ("65岁及以上", "65+"), ("", "")],
)
def test_ages_are_kept_as_bands(age: str, band: str) -> None:
    (row,) = read("层|年龄|Q1", f"1|{age}|1").rows
    assert row.age == band


def test_everything_that_is_wrong_is_told_row_by_row() -> None:
    found = read(
        "编号|层|年龄|区|权重|Q1",
        "1|1|150|京口区|2|知道",
        "1|1|小|Atlantis|-1|也许",
        "77|9|34|||1",
        "x|1|34||abc|1",
    )
    assert [(line, column, cell) for line, column, cell, _ in told(found)] == [
        (2, "年龄", "150"),
        (3, "年龄", "小"), (3, "区", "Atlantis"), (3, "权重", "-1"), (3, "Q1", "也许"), (3, "编号", "1"),
        (4, "层", "9"), (4, "权重", ""), (4, "编号", "77"),
        (5, "编号", "x"), (5, "权重", "abc"),
    ]  # fmt: skip
    words = {(line, column): message for line, column, _, message in told(found)}
    assert words[2, "年龄"] == "Ages are from 16 to 110 years."
    assert words[3, "编号"] == "Row 2 has the same number."
    assert words[4, "编号"] == "There is a response with this number in the wave."
    assert found.number_of_problems == 11 and not found.rows


def test_a_district_without_a_stratum_keeps_the_row_out() -> None:
    found = read("区|Q1", "丹徒区|1", "|1", wave=Wave({2: "dantu"}, ()))
    assert [(line, cell) for line, _, cell, _ in told(found)] == [(3, "")]


def test_all_problems_are_counted_and_the_first_are_kept() -> None:
    found = read("层|Q1", *["1|也许"] * (SHOWN + 50))
    assert (len(found.problems), found.number_of_problems) == (SHOWN, SHOWN + 50)
