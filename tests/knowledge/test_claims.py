"""What supervisors write, held against the rules: each side of it."""

import pytest

from knowledge.base import Citation, District
from knowledge.claims import wrong_lengths
from tests.knowledge.conftest import NOW

FILING = Citation("gpl", "第四十七条")
FEE = ["评审专家劳务费标准是多少"]


@pytest.mark.parametrize(
    ("text", "asked", "sources"),
    [
        ("合同备案30个工作日内办就行。", FEE, [FILING]),
        ("合同备案30个工作日内办就行。", FEE, []),
        ("可以在20个工作日内办。", FEE, [FILING]),
        ("7天之内交就可以。", ["合同几天内备案"], []),
        ("合同签订后2个工作日内公告，10个工作日内备案。", FEE, [FILING]),
    ],
)
def test_a_length_that_no_rule_of_the_matter_has(
    district: District, text: str, asked: list[str], sources: list[Citation]
) -> None:
    (wrong,) = wrong_lengths(text, asked, sources, NOW, district)
    assert "本区是1个工作日内，法定是7个工作日内" in wrong


@pytest.mark.parametrize(
    ("text", "asked", "sources"),
    [
        ("合同备案本区1个工作日内办，法定7个工作日内。", FEE, [FILING]),
        ("合同备案不是30个工作日，是1个工作日内。", FEE, [FILING]),
        ("7个工作日内交就可以。", ["合同几天内备案"], []),
        ("合同备案由采购人办。", FEE, [FILING]),
        ("劳务费在评审结束后10日内付。", FEE, [Citation("gpl", "第十四条")]),
        ("材料留存5年。", FEE, [FILING]),
    ],
)
def test_what_the_rules_have_or_do_not_speak_of(
    district: District, text: str, asked: list[str], sources: list[Citation]
) -> None:
    assert wrong_lengths(text, asked, sources, NOW, district) == ()
