"""Conversations that a clerk can read, each with what is expected of the last answer."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.answer import answer
from knowledge.base import District
from knowledge.reply import Answer
from models.types import AnswerKind
from tests.knowledge.conftest import NOW

HERE = Path(__file__).parent
FILES = [HERE / "conversations.yaml", *sorted((HERE / "cases").glob("*.yaml"))]
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
UNSURE = yaml.safe_load((HERE / "unsure.yaml").read_text(encoding="utf-8"))
KEYS = {
    "say",
    "today",
    "answers",
    "asks",
    "declines",
    "offers",
    "with",
    "without",
    "first",
    "unled",
    "buttons",
}
KINDS = {"answers": AnswerKind.ANSWER, "asks": AnswerKind.CLARIFY, "declines": AnswerKind.DECLINE}


@pytest.mark.parametrize("case", CASES, ids=lambda case: "｜".join(case["say"]))
def test_conversation(case: dict[str, Any], district: District) -> None:
    assert set(case) <= KEYS
    now = datetime.fromisoformat(case["today"]) if "today" in case else NOW
    found = answer(case["say"], now, district)
    for expectation, kind in KINDS.items():
        if expectation in case:
            assert found.kind is kind
            assert case[expectation] in ("", found.topic)
    if "offers" in case:
        assert case["offers"] in offered_topics(found, district)
    assert [words for words in case.get("with", ()) if words not in found.text] == []
    assert [words for words in case.get("without", ()) if words in found.text] == []
    first = found.text.splitlines()[0]
    assert [words for words in case.get("first", ()) if words not in first] == []
    assert [words for words in case.get("unled", ()) if first.startswith(words)] == []
    assert set(case.get("buttons", ())) <= {button.label for button in found.options}


@pytest.mark.parametrize("case", UNSURE, ids=lambda case: f"{case['id']} {case['say']}")
def test_what_is_unsure_is_declined(case: dict[str, str], district: District) -> None:
    assert answer([case["say"]], NOW, district).kind is AnswerKind.DECLINE


def offered_topics(found: Answer, district: District) -> set[str]:
    """The topic that was answered, or those behind the buttons of a question back."""
    if found.kind is not AnswerKind.CLARIFY:
        return {found.topic} if found.kind is AnswerKind.ANSWER else set()
    titles = {versions[0].title: topic for topic, versions in district.entries.items()}
    return {titles[option.says] for option in found.options if option.says in titles} | {found.topic}
