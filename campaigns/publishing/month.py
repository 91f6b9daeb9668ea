"""The first kind of releases: a month of the ledger and of campaigns."""

import re

from campaigns.publishing import month_reach, month_surveys, month_tables, rules
from campaigns.publishing.making import ReleaseKind, TableMaker
from campaigns.publishing.queries import MONTH
from civic.calendar import Period
from civic.errors import msgid
from civic.services import Services

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def _period(services: Services, key: str) -> Period | None:
    return services.calendar.named(MONTH, key) if _MONTH.fullmatch(key) else None


MONTHS = ReleaseKind(MONTH, msgid("Month"), _period, lambda period: rules.may_be_built_from(period.end))
TABLES = (
    TableMaker(MONTH, "participation", month_tables.districts, recomputes=True),
    TableMaker(MONTH, "groups", month_tables.groups, recomputes=True),
    TableMaker(MONTH, "actions", month_tables.actions, recomputes=True),
    TableMaker(MONTH, "evidence", month_tables.evidence, recomputes=True),
    TableMaker(MONTH, "denominators", month_tables.denominators, recomputes=True),
    TableMaker(MONTH, "reach", month_reach.reach),
    TableMaker(MONTH, "quiz", month_reach.quiz),
    TableMaker(MONTH, "integrity", month_reach.integrity),
    TableMaker(MONTH, "surveys", month_surveys.surveys),
)
