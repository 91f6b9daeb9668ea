"""Tables of a survey as offices send them: encodings, separators, workbooks, and what is refused in a sentence."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.surveys import table_files
from campaigns.surveys.table_files import RawTable, answer_to, read_table
from civic.bounded.runner import read_bounded
from civic.errors import Invalid

TEXT = "编号,性别,年龄\n1,女,34\n2,男,\n"
READ = RawTable(["编号", "性别", "年龄"], [2, 3], [["1", "女", "34"], ["2", "男", ""]])


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(file)
    return file.getvalue()


def sheet_of(*rows: list[Any]) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as problem:
        read_table(data)
    assert problem.value.field == "file"
    return str(problem.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_is_read_whatever_program_wrote_it(encoding: str, separator: str) -> None:
    assert read_table(TEXT.replace(",", separator).encode(encoding)) == READ


def test_rows_keep_the_numbers_that_people_see() -> None:
    found = read_table(b'\na,b\n\n"two\nlines",2\n , \n3,4\n')
    assert (found.numbers, found.rows) == ([5, 7], [["two lines", "2"], ["3", "4"]])


def test_a_workbook_is_read_as_it_is_shown() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A3"], sheet["B3"], sheet["C3"] = "编号", "权重", "同意"
        sheet["A5"], sheet["B5"], sheet["C5"] = 1, 1.25, True
        sheet["A6"], sheet["B6"] = 2.0, "01"

    found = read_table(workbook(fill))
    assert found == RawTable(["编号", "权重", "同意"], [5, 6], [["1", "1.25", "1"], ["2", "01", ""]])


def test_hidden_and_empty_sheets_are_passed_over() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet.sheet_state = "secret", "hidden"
        assert sheet.parent is not None
        sheet.parent.create_sheet("empty")
        shown = sheet.parent.create_sheet("shown")
        shown["A1"], shown["A2"] = "a", "1"

    assert read_table(workbook(fill)).rows == [["1"]]


def test_merged_cells_are_named() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (("区", "答"), ("a", 1), (None, 2)):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    assert "The cells A2:A3 are merged" in refused(workbook(fill))


def test_a_formula_without_its_result_is_no_empty_cell() -> None:
    assert "formulas in this file without a stored result" in refused(sheet_of(["a"], ["=1+1"]))


def test_a_formula_is_read_by_its_result() -> None:
    plain = sheet_of(["a", "b"], [1, "=1+1"])
    assert b"<f>1+1</f><v />" in _part(plain)
    assert read_table(_with_part(plain, _part(plain).replace(b"<v />", b"<v>2</v>"))).rows == [["1", "2"]]


def _part(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read("xl/worksheets/sheet1.xml")


def _with_part(data: bytes, part: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as parts, zipfile.ZipFile(file, "w") as made:
        for name in parts.namelist():
            made.writestr(name, part if name == "xl/worksheets/sheet1.xml" else parts.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "choose a file"),
        (b"\n\n", "is empty"),
        (b"a,b\n", "no rows below"),
        (b"a,,b\n1,2,3\n", "Column 2 has no name"),
        (b"a,a\n1,2\n", "Two columns are named"),
        (b"a,b\n1,2\n1,2,3\n", "Row 3 has more cells"),
        (b"a\n" + b"x" * 201, "Row 2 has a cell with far too long"),
        (b"a\n" + b"1\n" * 20_001, "too many rows"),
        (b",".join(b"%d" % n for n in range(151)) + b"\n1\n", "too many columns"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff", "not a table that can be read"),
        (b"a\n\x00\x01\n", "not a table that can be read"),
        (b"PK\x03\x04 nothing of a workbook", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing of one", "damaged"),
        (b"a" * (5 * 2**20 + 1), "too large"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert words in refused(data)


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    answer = read_bounded(answer_to, sheet_of(["编号"], [7]), 1, table_files.FIELD)
    assert RawTable(**answer.facts) == RawTable(["编号"], [2], [["7"]])
    with pytest.raises(Invalid, match="no rows below"):
        read_bounded(answer_to, b"a\n", 1, table_files.FIELD)
