"""What the bot asks back for can be pressed or typed, and is then answered with what was said before."""

from itertools import chain

import pytest

from knowledge.answer import answer
from knowledge.base import District
from knowledge.last_days import TOPIC
from models.types import AnswerKind
from tests.knowledge.conftest import NOW

ASKED_BACK = [
    ["80个人一年4000万算小型不"],
    ["预算260万，怎么留给中小企业"],
    ["我最晚哪天能质疑", "11月20日"],
    ["中标通知书11月20日发的"],
    ["合同11月20日签的"],
    ["投诉最晚哪天", "11月20日"],
    ["12月25日发的通知书，合同最晚哪天签"],
    ["260万"],
]


@pytest.mark.parametrize("said", ASKED_BACK, ids=" / ".join)
def test_each_button_leads_on(said: list[str], district: District) -> None:
    asked = answer(said, NOW, district)
    for button in asked.options:
        found = answer([*said, button.says], NOW, district)
        assert found.why == "figures"
        assert found.text != asked.text


def test_every_limit_can_be_asked_for_by_its_label(district: District) -> None:
    """Each label of clocks.yaml, behind each event that it counts from, gives a last day."""
    for event in district.clocks.events:
        for count in event.counts:
            if not count.label or event.assumes or event.instead:
                continue
            name = event.name.replace("（成交）", "")
            found = answer([f"2026-11-20{name}，{count.label}"], NOW, district)
            assert (found.kind, found.topic) == (AnswerKind.ANSWER, TOPIC), (name, count.label)
            assert district.pack.rules[count.rules[-1]].name in found.text


def test_a_day_alone_offers_limits_that_can_be_asked_for(district: District) -> None:
    asked = answer(["11月20日"], NOW, district)
    assert asked.options
    for button in asked.options:
        found = answer(["11月20日", button.says], NOW, district)
        assert found.why == "figures"


def test_figures_of_another_calculation_are_not_taken_over(district: District) -> None:
    said = ["软件公司60人收入1200万是什么型", "备案几天", "80人的物业公司算什么型"]
    found = answer(said, NOW, district)
    assert "1200" not in found.text
    assert "软件" not in found.text


def test_citations_of_each_answer_are_kept(district: District) -> None:
    both = answer(["合同几天签？备案几天？"], NOW, district)
    each = [answer([text], NOW, district).citations for text in ("合同几天签", "备案几天")]
    assert set(both.citations) == set(chain(*each))
