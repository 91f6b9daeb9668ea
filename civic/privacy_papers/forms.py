"""What staff write about privacy."""

from collections.abc import Mapping
from datetime import date

from civic.privacy_papers import rules
from civic.privacy_papers.services import NewPaper
from civic.web.forms import SubmittedForm, read_day, read_line, read_optional_day, read_words


def read_paper(
    kind: str, sent: Mapping[str, str], file: bytes | None, file_name: str
) -> tuple[SubmittedForm, NewPaper | None]:
    """A paper of that kind; None where something was refused. The service knows what a kind must say."""
    form = SubmittedForm(sent)
    paper = NewPaper(
        kind=kind,
        title=form.read("title", lambda typed: read_line(typed, most=rules.TITLE_MAX), ""),
        dated_on=form.read("dated_on", read_day, date.min),
        told_on=form.read("told_on", read_optional_day, None),
        words=_words(form, "words"),
        concerned=_words(form, "concerned"),
        measures=_words(form, "measures"),
        file=file,
        file_name=_name(file_name),
    )
    return form, None if form.errors else paper


def _words(form: SubmittedForm, field: str) -> str:
    return form.read(field, lambda typed: read_words(typed, most=rules.WORDS_MAX, required=False), "")


def _name(typed: str) -> str:
    """The end of a file's name, of harmless signs."""
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in typed)
    return plain[-rules.FILE_NAME_MAX :].lstrip(".-") or "paper.pdf"
