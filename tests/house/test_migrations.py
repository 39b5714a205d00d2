"""The migrations and the models say the same."""

from pathlib import Path

import alembic.command
import alembic.config
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlmodel import Session, SQLModel

from bot.database import MIGRATIONS, migrate
from bot.engine import open_engine
from ledger import waiting
from models.tables import deadline, post, project, question, record, unit

TABLES = (deadline, post, project, question, record, unit)


def test_an_empty_database_becomes_what_the_models_say(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new.sqlite3")
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
    engine.dispose()


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/twice.sqlite3")
    migrate(engine)
    with engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").all()
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").all() == before
    engine.dispose()


def test_what_waits_in_the_outbox_is_there_after_an_upgrade(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.sqlite3")
    _upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO unit VALUES (1, '410106', '第一小学', 'BUYER', '2026-11-20 02:00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO person VALUES (1, '410106', 1, '小陈', 'OFFICER', 1, '2026-11-20 02:00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO outbox (district, dedupe_key, person_id, channel, chat, message, state, attempts,"
            " next_try_at, useful_until, error, created_at)"
            " VALUES ('410106', 'reminder:1', 1, 'web', 'c', '{}', 'PENDING', 0,"
            " '2026-11-20 02:00:00', '2026-11-21 02:00:00', '', '2026-11-20 02:00:00')"
        )
    migrate(engine)
    with engine.connect() as connection:
        waiting = connection.exec_driver_sql("SELECT dedupe_key, person_id, state FROM outbox").all()
    assert [tuple(row) for row in waiting] == [("reminder:1", 1, "PENDING")]
    engine.dispose()


def test_what_waited_for_an_answer_still_waits_after_an_upgrade(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.sqlite3")
    _upgrade(engine, "0002")
    long_ago = "'2026-11-20 02:00:00'"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO conversation VALUES (1, 'web', 'c', 'c', '410106', NULL, '[]', 0, {long_ago})"
        )
        for asked in ("'评审费', '#near', 1", "'转人工', 'human', 1", "'质疑', 'challenge', 0"):
            connection.exec_driver_sql(
                "INSERT INTO question"
                " (district, conversation_id, asked_at, kind, confidence, text, topic, waiting)"
                f" VALUES ('410106', 1, {long_ago}, 'decline', 0.5, {asked})"
            )
    migrate(engine)
    with Session(engine) as tx:
        found = [(each.gist, each.reason) for each in waiting.waiting(tx, "410106")]
    assert found == [("转人工", "person"), ("评审费", "no_basis")]
    engine.dispose()


def _upgrade(engine: Engine, revision: str) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)
