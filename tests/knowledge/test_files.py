"""A mistake in a knowledge file is named where it stands, and another district is only another folder."""

from pathlib import Path

import pytest

from bot.packs.files import PackError
from bot.packs.knowledge import read_district
from bot.packs.loader import load_packs
from knowledge.answer import answer
from knowledge.base import District
from knowledge.matcher import Matcher
from models.types import AnswerKind
from tests.knowledge.conftest import NOW, PACKS

GOOD = """
- id: complaint_fee
  object: complaint
  aspect: cost
  kind: answer
  title: 投诉要不要交钱
  answer: 邻区的说法。
  sources: [mof_94 第四十一条]
"""


def neighbour(folder: Path, knowledge: str, matcher: Matcher) -> District:
    """A district that has only this file of its own, over the nation."""
    (folder / "knowledge").mkdir()
    (folder / "knowledge/complaint.yaml").write_text(knowledge, encoding="utf-8")
    return read_district([PACKS / "cn", folder], load_packs([PACKS]).of("cn"), matcher)


def test_another_district_is_another_folder(tmp_path: Path, matcher: Matcher) -> None:
    district = neighbour(tmp_path, GOOD, matcher)
    assert answer(["投诉要交钱吗"], NOW, district).text == "邻区的说法。\n依据：财政部令第94号第四十一条"
    assert answer(["60号文是什么"], NOW, district).kind is AnswerKind.DECLINE


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("kind: answer", "kind: answr", "kind"),
        ("title:", "titel:", "title"),
        ("  sources: [mof_94 第四十一条]", "  source: [mof_94 第四十一条]", "source"),
        ("mof_94", "mof_49", "mof_49"),
        ("邻区的说法。", "{no_rule.limits}", "no_rule.limits"),
        ("[mof_94 第四十一条]", "mof_94", "sources"),
        ("aspect: cost", "aspect: cost\n  effective_from: 明年", "effective_from"),
        ("- id:", "- id: [", "YAML"),
    ],
)
def test_a_mistake_is_named(right: str, wrong: str, named: str, tmp_path: Path, matcher: Matcher) -> None:
    with pytest.raises(PackError, match=named):
        neighbour(tmp_path, GOOD.replace(right, wrong), matcher)
