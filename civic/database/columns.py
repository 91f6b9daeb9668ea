"""Column types of our own, the same on either database."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy import Text as TextColumn
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from civic.city.text import Text

RowId = BigInteger().with_variant(Integer, "sqlite")
"""A row's number; SQLite counts only plain INTEGER keys up by itself."""


class LocalizedText(TypeDecorator[Text]):
    """A `Text`: what people wrote, by language, in one column. Languages that were left empty are not kept."""

    impl = TextColumn
    cache_ok = True

    def process_bind_param(self, value: Text | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps({code: words for code, words in value.by_language.items() if words}, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Text | None:
        return None if value is None else Text(json.loads(value))


class JsonText(TypeDecorator[Any]):
    """Lists and mappings of plain values, for what is only ever read whole."""

    impl = TextColumn
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. Naive values are a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a timezone")
        instant = value.astimezone(UTC)
        return instant if dialect.name == "postgresql" else instant.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None and value.tzinfo else value and value.replace(tzinfo=UTC)
