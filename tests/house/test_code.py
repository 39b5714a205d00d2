"""Budgets and habits of the code: short files and functions, no hidden imports, one reader of the time."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGES, parsed, place, python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MAY_IMPORT_INSIDE = {"bot/__main__.py"}
MAY_READ_THE_TIME = {"bot/clock.py", "bot/logs.py"}
CLOCKS = {
    *(f"datetime.{name}" for name in ("now", "utcnow", "today", "fromtimestamp")),
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today", "fromtimestamp")),
    *("date.today", "datetime.date.today", "time.time", "time.localtime", "time.gmtime", "time.ctime"),
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def hidden_imports(path: Path) -> Iterator[ast.AST]:
    for function in functions(path):
        yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def readings_of_the_time(path: Path) -> Iterator[ast.AST]:
    """Calls of a clock, and clocks handed on as a value."""
    yield from (
        node
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    )


def test_no_file_is_longer_than_its_budget() -> None:
    lengths = {place(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_its_budget() -> None:
    long = [
        f"{place(path, function)} {function.name}"
        for path in python_files()
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_imports_stand_at_the_head_of_their_file() -> None:
    hidden = [place(path, node) for path in python_files() for node in hidden_imports(path)]
    assert [each for each in hidden if each.rpartition(":")[0] not in MAY_IMPORT_INSIDE] == []


def test_the_time_is_read_in_one_place() -> None:
    read = [place(path, node) for path in python_files(*PACKAGES) for node in readings_of_the_time(path)]
    assert {each.rpartition(":")[0] for each in read} == MAY_READ_THE_TIME


def test_the_checks_see_what_they_look_for(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("from datetime import date\n\ndef f():\n    import os\n    return date.today\n")
    assert len(list(hidden_imports(bad))) == len(list(readings_of_the_time(bad))) == 1
