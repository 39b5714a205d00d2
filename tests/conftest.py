"""What several areas of the tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def settings_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[dict[str, str]], None]:
    """Sets the environment so that the settings are the shipped ones on a database in tmp_path."""

    def set_to(changes: dict[str, str]) -> None:
        for name in [name for name in os.environ if name.startswith("CAIWEN_")]:
            monkeypatch.delenv(name)
        standard = {
            "CAIWEN_CONFIG": str(ROOT / "config.yaml"),
            "CAIWEN_DATABASE__URL": f"sqlite:///{tmp_path / 'caiwen.sqlite3'}",
        }
        for name, value in (standard | changes).items():
            monkeypatch.setenv(name, value)

    return set_to
