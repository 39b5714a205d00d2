"""What holds for every answer: layers, dates, titles, no answer of another topic, any input."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import answer, ask_row
from knowledge.base import District, Entry
from knowledge.decide import SMALLTALK
from models.types import SHANGHAI, AnswerKind
from tests.knowledge.conftest import NOW

QUESTION = "投诉要交钱吗"
TOPIC = "complaint_fee"
FRAGMENTS = [
    "中标通知书",
    "发出",
    "合同最晚哪天签",
    "质疑",
    "结果公告",
    "备案最晚哪天",
    "2月30日",
    "9999年12月31日",
    "0001年1月1日",
    "11月20日",
    "昨天",
    "1900-01-01",
    "2099-12-31",
    "-3人",
    "300人",
    "0元",
    "-5万元",
    "10000000000000000000000元",
    "1.005元",
    "260万",
    "二百来万",
    "3万5",
    "货物",
    "服务",
    "工程",
    "要预留多少",
    "算什么型",
    "软件公司",
    "金融业",
    "物流公司",
    "物业管理",
    "资产总额",
    "营业收入",
    "？",
    "。",
    "，",
    "如果",
]
COMMANDS = {
    "算期限",
    "企业划型",
    "预留测算",
    "投诉渠道",
    "查得分",
    "我要质疑",
    "我要投诉",
    "我的提醒",
    "承诺函",
}


def with_versions(district: District, *versions: Entry) -> District:
    return replace(district, entries={**district.entries, TOPIC: versions})


def shipped(district: District) -> Entry:
    return district.entries[TOPIC][0]


def test_the_nearest_layer_speaks(district: District) -> None:
    ours = replace(shipped(district), answer="本区的说法。", division="410106")
    assert answer([QUESTION], NOW, with_versions(district, ours, shipped(district))).text.startswith(
        "本区的说法。"
    )


def test_a_layer_that_is_not_yet_in_force_leaves_the_word_to_the_wider_one(district: District) -> None:
    coming = replace(shipped(district), answer="明年的说法。", effective_from=date(2027, 1, 1))
    layered = with_versions(district, coming, shipped(district))
    assert not answer([QUESTION], NOW, layered).text.startswith("明年的说法。")
    assert answer([QUESTION], datetime(2027, 1, 1, tzinfo=SHANGHAI), layered).text.startswith("明年的说法。")


def test_the_day_is_shanghais(district: District) -> None:
    coming = replace(shipped(district), answer="明年的说法。", effective_from=date(2027, 1, 1))
    still_last_year_elsewhere = datetime.fromisoformat("2026-12-31T16:00:00+00:00")
    assert (
        answer([QUESTION], still_last_year_elsewhere, with_versions(district, coming)).kind
        is AnswerKind.ANSWER
    )


@pytest.mark.parametrize("versions", [(), ("expired",)])
def test_a_topic_without_an_entry_in_force_is_declined(versions: tuple[str, ...], district: District) -> None:
    expired = replace(shipped(district), effective_to=date(2026, 11, 23))
    found = answer([QUESTION], NOW, with_versions(district, *(expired for _ in versions)))
    assert (found.kind, found.topic) == (AnswerKind.DECLINE, TOPIC)
    assert found.refer == "上街区财政局"


def test_an_entry_that_ends_today_still_holds(district: District) -> None:
    last_day = replace(shipped(district), effective_to=NOW.date())
    assert answer([QUESTION], NOW, with_versions(district, last_day)).kind is AnswerKind.ANSWER


def test_every_title_finds_its_own_entry(district: District) -> None:
    for topic, versions in district.entries.items():
        assert answer([versions[0].title], NOW, district).topic == topic


def test_every_button_of_an_entry_names_an_entry_or_a_command(district: District) -> None:
    titles = {versions[0].title for versions in district.entries.values()}
    for title in titles:
        found = answer([title], NOW, district)
        if found.kind is AnswerKind.ANSWER:
            assert {option.says for option in found.options} <= titles | COMMANDS


def test_a_nation_without_promises_gives_the_statutory_limit_alone(nation: District) -> None:
    found = answer(["质疑几天之内提"], NOW, nation)
    assert "本区" not in found.text


def test_why_an_answer_was_given_is_told(district: District) -> None:
    found = answer([QUESTION], NOW, district)
    assert found.why == "sure"
    assert found.confidence >= 0.9
    assert found.rival not in ("", found.topic)


@given(text=st.text(max_size=300), before=st.lists(st.text(max_size=50), max_size=2))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_there_is_an_answer(district: District, text: str, before: list[str]) -> None:
    found = answer([*before, text], NOW, district)
    assert found.text
    entry = district.entry(found.topic, NOW.date())
    is_talk = entry is not None and entry.object == SMALLTALK
    assert found.kind is not AnswerKind.ANSWER or is_talk or found.confidence >= 0.9


@given(parts=st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_whatever_figures_are_put_together_there_is_an_answer(district: District, parts: list[str]) -> None:
    found = answer(["".join(parts)], NOW, district)
    assert found.text
    assert "None" not in found.text


@pytest.mark.parametrize(
    ("message", "kind"),
    [("", AnswerKind.CLARIFY), ("。", AnswerKind.CLARIFY), ("\x00\u200b", AnswerKind.CLARIFY)],
)
def test_what_says_nothing_is_asked_back(message: str, kind: AnswerKind, district: District) -> None:
    assert answer([message], NOW, district).kind is kind


def test_five_thousand_characters_are_no_sure_answer(district: District) -> None:
    assert answer(["政府采购的合同投诉质疑保证金" * 400], NOW, district).kind is not AnswerKind.ANSWER


def test_figures_beyond_measure_are_asked_again(district: District) -> None:
    found = answer(["货物采购预算0元，要预留多少给中小企业"], NOW, district)
    assert found.kind is not AnswerKind.ANSWER


def test_a_row_of_bulk_input(district: District) -> None:
    row = {"id": "a", "turns": [QUESTION]}
    found = ask_row(district, row, NOW)
    assert set(found) == {"id", "answer", "kind", "topic", "citations"}
    assert (found["id"], found["kind"], found["topic"]) == ("a", "answer", TOPIC)


def test_a_row_may_name_its_own_day(district: District) -> None:
    row = {"id": 1, "turns": ["昨天发的中标通知书，合同最晚哪天签"], "today": "2026-09-19"}
    assert "9月21日（周一）" in str(ask_row(district, row, NOW)["answer"])


@pytest.mark.parametrize(
    "broken", [{"turns": "x"}, {"turns": []}, {"turns": [1]}, {"turns": ["x"], "today": "2月"}]
)
def test_a_bad_row_is_refused(broken: dict[str, object], district: District) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        ask_row(district, {"id": "a", **broken}, NOW)


@pytest.mark.parametrize(("thing", "limit"), list(product(["货物", "服务"], ["200万元", "200.01万元"])))
def test_the_threshold_itself_counts_as_below(thing: str, limit: str, district: District) -> None:
    found = answer([f"{limit}的{thing}采购要怎么预留给中小企业"], NOW, district)
    assert ("全额专门面向" in found.text) is (limit == "200万元")
