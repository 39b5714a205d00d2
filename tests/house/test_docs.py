"""What the documents tell people to do and to look at exists and works."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.config import Settings
from handlers.registry import MENU
from tests.conversations import script
from tests.conversations.house import Hands, opened
from tests.conversations.stage import Stage
from tests.house.tree import ROOT

README = ROOT / "README.md"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
IMAGE = re.compile(r'<img src="([^"]+)"')
PATH = re.compile(r"\.?[\w.-]+(?:/[\w.*-]+)*/?")
ENDINGS = (".py", ".yaml", ".md", ".toml", ".lock", ".html", ".js", ".css", ".npz", ".jsonl", ".chat", "/")
MADE_LATER = ("data/", ".venv/")
MODULE = re.compile(r"\bpython -m ([a-z_.]+)")
CHINESE_WORD = re.compile(r"[\u4e00-\u9fff]+")
VARIABLE = re.compile(r"CAIWEN_[A-Z_]+")


def blocks(kind: str) -> list[str]:
    return [text for language, text in BLOCK.findall(README.read_text()) if language == kind]


def shell_lines() -> list[str]:
    return [line for text in blocks("sh") for line in text.splitlines()]


def named_files(document: Path) -> set[str]:
    """The paths in a document: whatever is quoted and looks like one."""
    quoted = QUOTED.findall(BLOCK.sub("", document.read_text()))
    paths = {each for each in quoted if PATH.fullmatch(each) and each.endswith(ENDINGS)}
    return {each for each in paths if not each.startswith(MADE_LATER)}


def exists(named: str) -> bool:
    """A path from the root, or, without a folder, a file that layers of packs have."""
    return any(ROOT.glob(named.rstrip("/"))) or ("/" not in named and any(ROOT.glob(f"packs/*/{named}")))


def setting_names(model: type = Settings, prefix: str = "CAIWEN_") -> set[str]:
    names = {"CAIWEN_CONFIG"}
    for key, item in model.model_fields.items():
        name = f"{prefix}{key.upper()}"
        inner = isinstance(item.annotation, type) and hasattr(item.annotation, "model_fields")
        names |= setting_names(item.annotation, f"{name}__") if inner else {name}
    return names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_files_that_a_document_names_exist(document: Path) -> None:
    missing = [each for each in sorted(named_files(document)) if not exists(each)]
    links = [*LINK.findall(document.read_text()), *IMAGE.findall(document.read_text())]
    assert missing + [each for each in links if not (document.parent / each).exists()] == []


def test_the_documents_name_files_at_all() -> None:
    assert len({each for document in DOCUMENTS for each in named_files(document)}) > 40


def test_the_make_targets_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    quoted = [line for text in map(Path.read_text, DOCUMENTS) for line in QUOTED.findall(text)]
    told = {line.split()[1] for line in [*quoted, *shell_lines()] if line.startswith("make ")}
    assert {"run", "test", "format", "bench", "screenshot"} <= told <= targets


def test_the_modules_that_are_run_exist() -> None:
    told = {name for document in DOCUMENTS for name in MODULE.findall(document.read_text())}
    assert {"bot", "knowledge.build"} <= told
    assert [name for name in sorted(told) if find_spec(name) is None] == []


def test_the_changelog_names_keywords_that_can_be_sent() -> None:
    told = {
        each for each in QUOTED.findall((ROOT / "CHANGELOG.md").read_text()) if CHINESE_WORD.fullmatch(each)
    }
    assert len(told) > 10
    assert told <= {keyword for each in MENU for keyword in each.keywords}


def test_the_settings_named_in_the_documents_exist() -> None:
    told = {name for document in DOCUMENTS for name in VARIABLE.findall(document.read_text())}
    assert told - {"CAIWEN_"} <= setting_names()
    assert len(told) > 5


def test_the_commands_of_the_readme_run(settings_in: Callable[[dict[str, str]], None]) -> None:
    """All of them in order on one fresh database, as somebody would paste them."""
    settings_in({})
    lines = [line for line in shell_lines() if "python -m bot " in line]
    assert len(lines) >= 9
    for line in lines:
        command = line.replace("python -m bot", f"{shlex.quote(sys.executable)} -m bot")
        done = subprocess.run(
            ["bash", "-c", command], cwd=ROOT, env=os.environ, stdin=subprocess.DEVNULL, capture_output=True
        )
        assert done.returncode == 0, f"{line}\n{done.stderr.decode()}"
        assert done.stdout.strip(), line
        assert b'"error"' not in done.stdout, line


def test_the_plain_test_command_is_that_of_make() -> None:
    recipe = re.sub(r"\$\(BIN\)", ".venv/bin", (ROOT / "Makefile").read_text())
    plain = [part.strip() for line in shell_lines() for part in line.split("&&") if ".venv/bin/" in part]
    checks = [part for part in plain if "pip install" not in part and "-m bot" not in part]
    assert len(checks) == 5
    assert [each for each in checks if each not in recipe] == []


async def test_the_first_ten_minutes_are_as_told(
    settings_in: Callable[[dict[str, str]], None], tmp_path: Path
) -> None:
    settings_in({})
    told = tmp_path / "README.chat"
    told.write_text("\n".join(["first code", *blocks("chat"), "unread ok"]))
    scene = script.read(told)
    assert sum(line.verb == ">" for line in scene.lines) > 25
    async with opened("web", Hands()) as house:
        await Stage(house, scene).play(scene.at("web"))
