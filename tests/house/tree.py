"""The files of the project, as the tests of the house look at them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "ledger", "reminders", "knowledge", "language", "rules", "models")
FOLDERS = (*PACKAGES, "benchmarks", "docs", "migrations", "packs", "tests", "web", ".ci")
TEXTS = {".py", ".md", ".yaml", ".toml", ".js", ".css", ".html", ".svg", ".mako", ".jsonl", ""}
GENERATED = ROOT / "migrations/versions"


def python_files(*folders: str) -> Iterator[Path]:
    """Every Python file that people wrote."""
    for folder in folders or FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if GENERATED not in path.parents:
                yield path


def text_files() -> Iterator[Path]:
    """Everything that can be read, but for the locks, which only list packages."""
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file() and path.suffix in TEXTS)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXTS:
                yield path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where something stands, as an editor takes it."""
    line = getattr(node, "lineno", None)
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))
