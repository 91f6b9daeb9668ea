"""Adding a paper."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.errors import Invalid
from civic.privacy_papers import rules
from civic.privacy_papers.models import PrivacyPaper


@dataclass(frozen=True, slots=True)
class NewPaper:
    """What somebody writes; `file` is a PDF or None. What its kind does not say is empty."""

    kind: str
    title: str
    dated_on: date
    told_on: date | None
    words: str
    concerned: str
    measures: str
    file: bytes | None
    file_name: str


def add(session: Session, actor: Actor, paper: NewPaper, today: date, now: datetime) -> int:
    """Keeps a paper for good; its number.

    Raises:
        Invalid: neither words nor a file, a file that is no PDF or too large, a breach that does not say whom it
            concerns or what was done, or a day that is still ahead.
    """
    _check(paper, today)
    kept = PrivacyPaper(
        kind=paper.kind,
        title=paper.title,
        dated_on=paper.dated_on,
        told_on=paper.told_on,
        words=paper.words,
        concerned=paper.concerned,
        measures=paper.measures,
        file=paper.file,
        file_name=paper.file_name if paper.file else "",
        written_by_account_id=actor.account_id,
        written_at=now,
    )
    session.add(kept)
    session.flush()
    audit.record(session, audit.by(actor), f"add {paper.kind}", f"paper:{kept.id}", paper.title, now)
    return kept.id


def _check(paper: NewPaper, today: date) -> None:
    if paper.file is not None and len(paper.file) > rules.MAX_BYTES:
        raise Invalid("The file may be at most %(most)s MB large.", field="file", most=rules.MAX_MEGABYTES)
    if paper.file is not None and not rules.is_pdf(paper.file):
        raise Invalid("This is not a PDF.", field="file")
    if not paper.words and (paper.file is None or paper.kind == rules.BREACH):
        raise Invalid("Please fill this in.", field="words")
    if paper.kind == rules.BREACH:
        for field in ("concerned", "measures"):
            if not getattr(paper, field):
                raise Invalid("Please fill this in.", field=field)
    for field, day in (("dated_on", paper.dated_on), ("told_on", paper.told_on)):
        if day and day > today:
            raise Invalid("This day is still ahead.", field=field)
