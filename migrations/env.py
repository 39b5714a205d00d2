"""Runs migrations on the connection that it is handed. They know no code of the program."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="sa.",
)
with context.begin_transaction():
    context.run_migrations()
