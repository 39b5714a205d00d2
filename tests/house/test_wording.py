"""What must not stand anywhere in the tree, and what must not be said to people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.house.tree import ROOT, parsed, place, python_files, text_files

SPEAKERS = ("bot", "handlers", "knowledge", "reminders")
"""The packages with texts that people read; language/ has the marks that people type."""

HOSTS = {"127.0.0.1", "api.telegram.org", "t.me", "www.gov.cn", "www.w3.org", "example.org"}
"""All that may be named after ://, beside names that can be nobody's. No package registry and no mirror is
among them: locks and installers leave it to the machine where packages come from."""

NOBODYS = re.compile(r"[^.]*|.*\.(?:invalid|example|test)")
ADDRESS = re.compile(r"\b(?:https?|wss?)://([A-Za-z0-9.-]+)")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users)/\w")
WORKPLACE = re.compile(r"anthr[o]pic|cl[a]ude|ch[a]tgpt|open[a]i|sub-?a[g]ent", re.IGNORECASE)
EXCLAMATION = re.compile(r"[！!]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def lines() -> Iterator[tuple[str, str]]:
    for path in text_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{place(path)}:{number}", line


def unknown_hosts(line: str) -> list[str]:
    return [host for host in ADDRESS.findall(line) if host not in HOSTS and not NOBODYS.fullmatch(host)]


def spoken(path: Path) -> Iterator[tuple[str, str]]:
    """The Chinese texts of a Python file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            yield place(path, node), node.value


def entries() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.glob("packs/*/knowledge/*.yaml")):
        for entry in yaml.safe_load(path.read_text()) or ():
            yield f"{place(path)} {entry['id']}", f"{entry['title']}\n{entry['answer']}"


def page() -> Iterator[tuple[str, str]]:
    """Lines of the web page with Chinese in them."""
    for path in sorted((ROOT / "web").glob("*")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if CHINESE.search(line):
                yield f"{place(path)}:{number}", line.replace("<!", "").replace("!==", "")


def test_no_unknown_host_is_named() -> None:
    assert [(where, host) for where, line in lines() for host in unknown_hosts(line)] == []


def test_the_locks_name_packages_and_no_host() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert [lock.name for lock in locks] == ["requirements-dev.lock", "requirements.lock"]
    assert [lock.name for lock in locks if "://" in lock.read_text() or "--index" in lock.read_text()] == []


@pytest.mark.parametrize("pattern", [MACHINE_PATH, WORKPLACE], ids=["path of a machine", "word"])
def test_the_project_speaks_of_itself_alone(pattern: re.Pattern[str]) -> None:
    assert [(where, line.strip()[:80]) for where, line in lines() if pattern.search(line)] == []


def test_the_bot_never_exclaims() -> None:
    said = [*entries(), *page(), *(each for path in python_files(*SPEAKERS) for each in spoken(path))]
    assert len(said) > 1000
    assert [(where, text) for where, text in said if EXCLAMATION.search(text)] == []


def test_the_checks_see_what_they_look_for() -> None:
    assert unknown_hosts("pip install -i https:" + "//mirror.example.org/simple") == ["mirror.example.org"]
    assert unknown_hosts("http:" + "//127.0.0.1:8080/ and https:" + "//api.telegram.invalid/") == []
    assert MACHINE_PATH.search("see /ro" + "ot/notes")
    assert not MACHINE_PATH.search("https:" + "//127.0.0.1/work/a")
    assert EXCLAMATION.search("已登记" + "！")
