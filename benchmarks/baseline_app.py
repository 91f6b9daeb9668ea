"""What the product is measured against: a bare Flask app on the same server and the same database.

`/hello` answers a string; `/insert` does one durable insert into a table of its own.
"""

import os

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from civic.database.engine import Database

_metadata = MetaData()
_notes = Table("benchmark_note", _metadata, Column("id", Integer, primary_key=True), Column("text", String(40)))


def make_table(database_url: str) -> None:
    """The table of `/insert`, before any worker starts."""
    database = Database(database_url)
    with database.write() as session:
        _metadata.create_all(session.connection())
    database.dispose()


def create_app() -> Flask:
    """The bare app, on the database of `BENCHMARK_DATABASE_URL`."""
    app = Flask(__name__)
    database = Database(os.environ["BENCHMARK_DATABASE_URL"])

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.post("/insert")
    def add() -> str:
        with database.write() as session:
            session.execute(insert(_notes), {"text": "one durable line"})
        return "done"

    return app
