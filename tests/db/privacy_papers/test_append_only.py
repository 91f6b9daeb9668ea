"""The database refuses to change what the office has written down."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from civic.accounts import services as accounts
from civic.accounts.models import AuditEntry
from civic.calendar import CityCalendar, utc_now
from civic.database.engine import Database
from civic.privacy_papers.rules import ASSESSMENT, kept_until
from civic.privacy_papers.services import NewPaper, add

TODAY = CityCalendar("Asia/Shanghai", ()).today()


@pytest.mark.parametrize("change", ["DELETE FROM privacy_paper", "UPDATE privacy_paper SET title = ''"])
def test_a_paper_is_never_changed(database: Database, change: str) -> None:
    with database.write() as session:
        clerk = accounts.open_account(session, username="clerk", password_hash="x", now=utc_now())
        paper = NewPaper(ASSESSMENT, "Diaries", TODAY, None, "Words", "", "", None, "")
        number = add(session, clerk, paper, TODAY, utc_now())
        assert session.query(AuditEntry).filter_by(subject=f"paper:{number}", act="add assessment").count() == 1
    with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
        session.execute(text(change))


def test_a_leap_day_is_kept_for_three_years() -> None:
    assert kept_until(TODAY.replace(year=2028, month=2, day=29)).isoformat() == "2031-02-28"
