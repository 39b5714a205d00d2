"""Runs migrations on the connection that bot.database hands over."""

from alembic import context
from sqlmodel import SQLModel

from models.tables import deadline, post, project, record, unit

TABLES = (unit, project, deadline, post, record)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
