"""What several areas of the tests share."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.database import migrate
from bot.engine import open_engine

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="session")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the schema of today: to migrate one for each test takes most of its time."""
    file = tmp_path_factory.mktemp("schema") / "empty.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture
def settings_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, schema: Path
) -> Callable[[dict[str, str]], None]:
    """Sets the environment: the shipped settings, a free port, a database in tmp_path, a clock that waits."""

    def set_to(changes: dict[str, str]) -> None:
        if not (tmp_path / "caiwen.sqlite3").exists():
            shutil.copy(schema, tmp_path / "caiwen.sqlite3")
        for name in [name for name in os.environ if name.startswith("CAIWEN_")]:
            monkeypatch.delenv(name)
        standard = {
            "CAIWEN_CONFIG": str(ROOT / "config.yaml"),
            "CAIWEN_DATABASE__URL": f"sqlite:///{tmp_path / 'caiwen.sqlite3'}",
            "CAIWEN_HTTP__PORT": str(free_port()),
            "CAIWEN_REMINDERS__TICK_SECONDS": "60",
        }
        for name, value in (standard | changes).items():
            monkeypatch.setenv(name, value)

    return set_to
