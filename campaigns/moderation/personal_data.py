"""What moderation keeps about a resident: handed out on request, emptied on erasure. Counts of decisions stay."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_, select, union, update
from sqlalchemy.orm import Session

from campaigns.moderation import rules
from campaigns.moderation.models import Case, CaseMessage, HiddenAuthor, Posting, PostingBlock, Report
from civic.calendar import utc_now
from civic.residents.queries import account_of


def forget(session: Session, resident_id: int) -> None:
    """Words go, cases that wait are withdrawn, reports stay as a number without words: others rely on them."""
    own = Case.by_id == resident_id
    waiting = own & (Case.state == rules.OPEN) & (Case.kind != "report")
    session.execute(update(Case).where(waiting).values(state=rules.WITHDRAWN, decided_at=utc_now()))
    session.execute(update(Case).where(own).values(text=""))
    theirs = select(Case.id).where(own, Case.kind != "report").scalar_subquery()
    spoken = or_(CaseMessage.case_id.in_(theirs), CaseMessage.by_account_id == account_of(resident_id))
    session.execute(delete(CaseMessage).where(spoken))
    session.execute(update(Report).where(Report.resident_id == resident_id).values(text=""))
    hidden = or_(HiddenAuthor.resident_id == resident_id, HiddenAuthor.author_id == resident_id)
    session.execute(delete(HiddenAuthor).where(hidden))
    session.execute(delete(PostingBlock).where(PostingBlock.resident_id == resident_id))
    session.execute(delete(Posting).where(Posting.resident_id == resident_id))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Cases with what was said in them, reports, blocks, whom the resident hides, and posts of the last day."""
    cases, said, reports = Case.__table__.c, CaseMessage.__table__.c, Report.__table__.c
    blocks, hidden, posts = PostingBlock.__table__.c, HiddenAuthor.__table__.c, Posting.__table__.c
    my_case = (cases.by_id == resident_id, cases.kind != "report")
    in_mine = select(said.id).join(Case, cases.id == said.case_id).where(*my_case)
    theirs = said.id.in_(union(in_mine, select(said.id).where(said.by_account_id == account_of(resident_id))))
    case_columns = [column for column in cases if column.name != "decided_by_account_id"]
    message_columns = [said.id, said.case_id, said.is_moderator, said.text, said.at]
    block_columns = [blocks.until, blocks.last_day, blocks.reason, blocks.at]
    return {
        "moderation_cases": _rows(session, case_columns, cases.by_id == resident_id),
        "moderation_messages": _rows(session, message_columns, theirs),
        "moderation_reports": _rows(session, list(reports), reports.resident_id == resident_id),
        "posting_block": _rows(session, block_columns, blocks.resident_id == resident_id),
        "hidden_residents": _rows(session, [hidden.at], hidden.resident_id == resident_id),
        "postings": _rows(session, [posts.what, posts.at], posts.resident_id == resident_id),
    }


def _rows(session: Session, columns: Sequence[Any], condition: Any) -> list[dict[str, object]]:
    found = session.execute(select(*columns).where(condition).order_by(columns[0])).mappings()
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in found
    ]
