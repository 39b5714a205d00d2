"""Every command can be typed in Chinese, says what it does, and can be found."""

import ast
import re
from importlib import import_module

import pytest

from handlers.intention import Intention
from handlers.registry import ASK, MENU
from tests.house.tree import ROOT, parsed, python_files

LONGEST_SUMMARY = 40
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
TELEGRAM_COMMAND = re.compile(r"[a-z][a-z_0-9]{0,31}")


def said_by_handlers() -> str:
    """All texts in the code of the handlers but the lines that declare intentions."""
    declared = {keyword for each in MENU for keyword in each.keywords}
    texts = [
        node.value
        for path in python_files("handlers")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in declared
    ]
    return "\n".join(texts)


@pytest.mark.parametrize("intention", MENU, ids=lambda each: each.command)
def test_a_command_has_a_keyword_that_can_be_typed(intention: Intention) -> None:
    assert TELEGRAM_COMMAND.fullmatch(intention.command)
    assert intention.keywords
    assert all(CHINESE.fullmatch(keyword) for keyword in intention.keywords)


@pytest.mark.parametrize("intention", MENU, ids=lambda each: each.command)
def test_a_command_says_what_it_does_or_is_offered_by_a_button(intention: Intention) -> None:
    offered = f"{intention.keywords[0]} " in said_by_handlers()
    assert intention.summary or offered
    assert len(intention.summary) <= LONGEST_SUMMARY
    assert not intention.summary.endswith("。")


def test_no_two_commands_share_a_name() -> None:
    commands = [each.command for each in MENU]
    keywords = [keyword for each in MENU for keyword in each.keywords]
    assert sorted(set(commands)) == sorted(commands)
    assert sorted(set(keywords)) == sorted(keywords)


def test_every_intention_is_in_the_registry() -> None:
    written = [
        value
        for path in sorted((ROOT / "handlers").glob("*.py"))
        if path.stem not in {"__init__", "registry"}
        for value in vars(import_module(f"handlers.{path.stem}")).values()
        if isinstance(value, Intention)
    ]
    assert {each.command for each in written} == {each.command for each in (*MENU, ASK)}
