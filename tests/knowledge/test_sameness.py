"""When two questions are the same, and what a question needs to be understood."""

from pathlib import Path

import pytest
import yaml

from knowledge.base import District
from knowledge.sameness import gist, whole_question, wording

CASES = yaml.safe_load((Path(__file__).parent / "same.yaml").read_text())


def _gist(district: District, *turns: str) -> str:
    division = district.pack.division
    return gist(whole_question(turns), district.matcher.model.lexicon, (division.name, division.short))


@pytest.mark.parametrize(("one", "other"), CASES["same"])
def test_the_same_question_in_other_words(district: District, one: str, other: str) -> None:
    assert _gist(district, one) == _gist(district, other)


@pytest.mark.parametrize(("one", "other"), CASES["different"])
def test_another_question(district: District, one: str, other: str) -> None:
    assert _gist(district, one) != _gist(district, other)


def test_a_question_that_leans_on_another_is_one_with_it(district: District) -> None:
    contract, filing = "合同几天内签", "合同备案要交什么材料"
    assert whole_question([contract, filing]) == (filing,)
    assert whole_question([contract, "那工程呢"]) == (contract, "那工程呢")
    assert whole_question([contract, filing, "那工程呢", "服务呢"]) == (filing, "那工程呢", "服务呢")
    assert whole_question(["那工程呢"]) == ("那工程呢",)
    assert _gist(district, contract, "那工程呢") != _gist(district, filing, "那工程呢")
    assert _gist(district, contract, "那工程呢") == _gist(district, contract, "那工程呢？")


def test_the_wording_is_that_of_the_question_itself() -> None:
    assert wording(["质疑函可以发邮件吗？"]) == wording(["质疑函可以发邮件吗"])
    assert wording(["质疑函可以发邮件吗"]) != wording(["质疑函能发邮件吗"])
    assert wording(["预付款30%"]) != wording(["预付款30"])


def test_whatever_people_type_has_a_gist(district: District) -> None:
    for text in ("", "？", "的", "吗", "🙂🙂", "请问", "x" * 5000):
        assert isinstance(_gist(district, text), str)
    assert _gist(district, "🙂🙂") != _gist(district, "？？")
