"""What staff says of the columns of a table: what each is, and what the words in it mean."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import FileStorage

from campaigns.surveys.import_columns import (
    IGNORE,
    NOTHING_SAID,
    UNKNOWN,
    WORDS,
    ColumnMap,
    Target,
    cells_of,
    guess_codes,
)
from campaigns.surveys.table_files import FIELD, RawTable
from civic.errors import Invalid
from civic.language.locale import gettext
from civic.web.forms import SubmittedForm, printable, read_choice

SILENT = WORDS["nothing"]


def sent_table(form: SubmittedForm, file: FileStorage | None, pasted: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that came with the form, or of what was pasted from a program for tables.

    Raises:
        Invalid: on `file`, neither.
    """
    form.values["pasted"] = printable(pasted)
    if file is not None and file.filename:
        file.seek(0)  # a view that is begun anew reads it once more
        return printable(file.filename), file.read()
    if not pasted.strip():
        raise Invalid("Please choose a file.", field=FIELD)
    return gettext("pasted table"), pasted.encode(errors="replace")


def role_field(place: int) -> str:
    """The field that says what a column is."""
    return f"role_{place}"


def drawn_field(place: int) -> str:
    """The hidden field that says what the column was when its words were shown."""
    return f"drawn_{place}"


def code_field(place: int, number: int) -> str:
    """The field that says what a word of a column means."""
    return f"code_{place}_{number}"


def as_guessed(table: RawTable, columns: ColumnMap, targets: Sequence[Target]) -> SubmittedForm:
    """The form with what was guessed."""
    form = SubmittedForm()
    _show(form, table, columns, {target.role: target for target in targets})
    return form


def _show(form: SubmittedForm, table: RawTable, columns: ColumnMap, targets: Mapping[str, Target]) -> None:
    for place, role in enumerate(columns.roles):
        form.values[role_field(place)] = role
        if role != IGNORE and targets[role].is_coded:
            for number, cell in enumerate(cells_of(table, place, targets[role])):
                form.values[code_field(place, number)] = columns.codes[role].get(cell, UNKNOWN)


def read_columns(
    sent: Mapping[str, str], table: RawTable, targets: Sequence[Target]
) -> tuple[SubmittedForm, ColumnMap]:
    """What staff says. The words of a column that was something else when they were shown are guessed anew."""
    form, by_role = SubmittedForm(sent), {target.role: target for target in targets}
    offered = {IGNORE: None, **by_role}
    roles = [form.read(role_field(place), lambda typed: read_choice(typed, offered), IGNORE)
             for place in range(len(table.names))]  # fmt: skip
    codes = {
        role: _codes(form, sent, table, place, by_role[role])
        for place, role in enumerate(roles)
        if role != IGNORE and by_role[role].is_coded
    }
    columns = ColumnMap(roles, codes)
    _show(form, table, columns, by_role)
    return form, columns


def _codes(form: SubmittedForm, sent: Mapping[str, str], table: RawTable, place: int, target: Target) -> dict[str, str]:
    cells = cells_of(table, place, target)
    if sent.get(drawn_field(place)) != target.role:
        return guess_codes(cells, target, SILENT)
    offered = {meaning.value: None for meaning in target.meanings} | {NOTHING_SAID: None, UNKNOWN: None}
    return {
        cell: form.read(code_field(place, number), lambda typed: read_choice(typed, offered), UNKNOWN)
        for number, cell in enumerate(cells)
    }
