"""Figures of an answer come from the rules of the asker's district, on the day of asking."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.base import Citation, District, Entry, Figure
from knowledge.check import faults
from knowledge.render import UnfilledPlaceholder, is_offered, render
from knowledge.reply import tell
from models.types import AnswerKind

TODAY = date(2026, 11, 24)
DAY_BEFORE_THE_NOTICE = date(2021, 11, 24)


def entry(answer: str, **changes: object) -> Entry:
    made = Entry("contract_sign_deadline", "contract", "when", AnswerKind.ANSWER, "几天内签", answer, "cn")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_both_limits_are_told_apart(district: District) -> None:
    assert (
        render(entry("{contract_signing.limits}签订"), district, TODAY) == "本区2个工作日内（法定30日内）签订"
    )


def test_where_nothing_else_was_promised_the_law_stands_alone(nation: District) -> None:
    assert render(entry("{contract_signing.limits}签订"), nation, TODAY) == "30日内签订"


def test_before_the_notice_came_the_law_stood_alone(district: District) -> None:
    assert render(entry("{contract_signing.limits}"), district, DAY_BEFORE_THE_NOTICE) == "30日内"


@pytest.mark.parametrize(
    ("placeholder", "filled"),
    [
        ("{contract_signing.local}", "2个工作日"),
        ("{contract_signing.statutory}", "30日（自然日）"),
        ("{bid_deadline_minimum.limits}", "不少于20日"),
        ("{suspension_max.limits}", "最长30日"),
        ("{reserve.threshold.goods}", "200万元"),
        ("{reserve.threshold.works}", "400万元"),
        ("{office.finance}", "上街区财政局"),
        ("{office.government}", "上街区人民政府"),
        ("{district}", "上街区"),
    ],
)
def test_placeholder(placeholder: str, filled: str, district: District) -> None:
    assert render(entry(placeholder), district, TODAY) == filled


def test_an_entry_on_a_local_limit_is_offered_only_where_there_is_one(
    district: District, nation: District
) -> None:
    promise = entry("本区{contract_signing.local}")
    assert is_offered(promise, district, TODAY)
    assert not is_offered(promise, nation, TODAY)


def test_a_figure_out_of_force_is_not_told(district: District) -> None:
    old = Figure("fine", "1万元", Citation("gpl", "第一条"), effective_to=date(2026, 1, 1))
    known = replace(district, figures={"fine": (old,)})
    with pytest.raises(UnfilledPlaceholder) as caught:
        render(entry("{figure.fine}"), known, TODAY)
    assert (caught.value.entry, caught.value.placeholder) == ("contract_sign_deadline", "figure.fine")


@pytest.mark.parametrize(
    "answer", ["{no_rule.limits}", "{contract_signing.length}", "{figure.none}", "{office.mayor}"]
)
def test_a_placeholder_that_nothing_fills_is_a_fault_with_its_name(answer: str, district: District) -> None:
    made = replace(district, entries={"contract_sign_deadline": (entry(answer),)})
    assert list(faults(made)) == [f"cn/contract_sign_deadline: nothing fills {answer}"]


def test_unknown_sources_and_topics_are_faults(district: District) -> None:
    wrong = entry("", sources=(Citation("no_law", "第一条"),), next=("no_topic", "算期限"))
    made = replace(district, entries={"contract_sign_deadline": (wrong,)})
    assert list(faults(made)) == [
        "cn/contract_sign_deadline: no law 'no_law'",
        "cn/contract_sign_deadline: no topic 'no_topic' to go on to",
    ]


def test_the_source_is_the_last_line(district: District) -> None:
    cited = entry("签合同。", sources=(Citation("gpl", "第四十六条第一款"),))
    found = tell(cited, district, TODAY, "")
    assert found.text.splitlines()[-1] == "依据：政府采购法第四十六条第一款"
    assert found.citations == ("政府采购法第四十六条第一款",)
