"""Run by Alembic for each command of `civic.database.migrate`, on the connection handed over; never on its own."""

from alembic import context

from civic.database.migrate import COMPARE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
    **COMPARE,
)
context.run_migrations()
