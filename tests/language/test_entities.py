"""Project numbers, kinds, milestone words, yes and no."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.entities import kind, match_words, nearest, project_code, yes_no
from models.types import ProcurementKind

GOODS, SERVICES, WORKS = ProcurementKind.GOODS, ProcurementKind.SERVICES, ProcurementKind.WORKS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("登记 SJ2026-015 中标通知书 昨天", "SJ2026-015"),
        ("登记SJ2026-015中标通知书20号发的", "SJ2026-015"),
        ("ｓｊ２０２６－１５ 合同签了", "SJ2026-15"),
        ("SJ2026—015", "SJ2026-015"),
        ("SJ-2026-051开标", "SJ-2026-051"),
        ("SJ2026-015-2", "SJ2026-015-2"),
        ("ZC2026015号", "ZC2026015"),
        ("410106-2026-11 备案", "410106-2026-11"),
        ("查询上政采-2026-12", "上政采-2026-12"),
        ("项目编号上政采2026-12", "上政采2026-12"),
        ("豫财招标采购-2026-1234", "豫财招标采购-2026-1234"),
        ("登记上街政采〔2026〕12号", "上街政采〔2026〕12号"),
        ("上财〔2021〕60号怎么说", None),
        ("财库〔2020〕46号", None),
        ("60号文", None),
        ("94号令第46条", None),
        ("2026-11-20", None),
        ("20261120", None),
        ("0371-68112345", None),
        ("13800002026", None),
        ("91410106MA44ABCD12", None),
        ("项目 昨天", None),
        ("", None),
    ],
)
def test_project_numbers(text: str, code: str | None) -> None:
    assert project_code(text) == code


def test_the_nearest_numbers_come_first() -> None:
    codes = ["SJ2026-050", "ZC2025-9", "SJ2026-015", "SJ2026-111", "SJ2026-052"]
    assert nearest("sj2026-051", codes) == ["SJ2026-015", "SJ2026-050", "SJ2026-052"]
    assert nearest("SJ2026-15", ["SJ2026-015", "XY2024-3"]) == ["SJ2026-015"]
    assert nearest("SJ2026-051", []) == []


@given(st.lists(st.text("SJ2026-01", max_size=8)), st.text("SJ2026-01", max_size=8))
def test_a_known_number_is_nearest_to_itself(codes: list[str], code: str) -> None:
    assert nearest(code, [*codes, code])[0] == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("货物", GOODS),
        ("买设备", GOODS),
        ("买一批服务器", GOODS),
        ("学校课桌椅", GOODS),
        ("200万的工程机械", GOODS),
        ("服务类", SERVICES),
        ("物业服务", SERVICES),
        ("260万的服务项目", SERVICES),
        ("食堂托管", SERVICES),
        ("工程", WORKS),
        ("修路", WORKS),
        ("教學樓裝修", WORKS),
        ("教学楼装修", WORKS),
        ("工程监理", None),
        ("设备维护", None),
        ("货物、服务还是工程", None),
        ("服务中心在哪", None),
        ("咨询一下", None),
        ("工程师来了", None),
        ("新建项目", None),
        ("你好", None),
    ],
)
def test_kinds(text: str, expected: ProcurementKind | None) -> None:
    assert kind(text) == expected


WORDS: dict[str, Sequence[str]] = {
    "award_notice": ("中标通知书",),
    "notice": ("通知书",),
    "result": ("结果公告", "中标公告"),
    "contract_notice": ("合同公告",),
    "contract": ("合同签订", "签合同", "签"),
    "filing": ("合同备案", "备案"),
}


@pytest.mark.parametrize(
    ("text", "done", "not_done"),
    [
        ("中标通知书昨天发了", ["award_notice"], []),
        ("中標通知書昨天發了", ["award_notice"], []),
        ("合同還沒簽", [], ["contract"]),
        ("通知书发了", ["notice"], []),
        ("合同公告发了，结果公告也发了", ["contract_notice", "result"], []),
        ("合同还没签", [], ["contract"]),
        ("合同没有签", [], ["contract"]),
        ("合同尚未签订", [], ["contract"]),
        ("未备案", [], ["filing"]),
        ("没有备案", [], ["filing"]),
        ("不用备案", [], ["filing"]),
        ("还没来得及备案", [], ["filing"]),
        ("备案还没做", [], ["filing"]),
        ("合同公告 没发", [], ["contract_notice"]),
        ("没收到中标通知书", [], ["award_notice"]),
        ("签合同没", [], ["contract"]),
        ("合同签了，备案还没做", ["contract"], ["filing"]),
        ("已签合同 未备案", ["contract"], ["filing"]),
        ("签了但还没备案", ["contract"], ["filing"]),
        ("备案没问题", ["filing"], []),
        ("今天签合同，没有问题", ["contract"], []),
        ("未来三天备案", ["filing"], []),
        ("没什么", [], []),
        ("", [], []),
    ],
)
def test_milestone_words(text: str, done: list[str], not_done: list[str]) -> None:
    found = match_words(text, WORDS)
    assert [one.key for one in found if not one.negated] == done
    assert [one.key for one in found if one.negated] == not_done
    assert all(text[one.start : one.end] == one.word for one in found)


def test_a_word_of_two_kinds_is_found_for_each() -> None:
    found = match_words("公告发了", {"tender": ("公告",), "result": ("公告", "结果公告"), "empty": ("",)})
    assert [(one.key, one.word) for one in found] == [("tender", "公告"), ("result", "公告")]
    assert match_words("公告", {}) == ()


@pytest.mark.parametrize(
    "text",
    [
        "确认",
        "对",
        "对的",
        "好的",
        "好的，谢谢",
        "是",
        "是的。",
        "嗯",
        "嗯嗯",
        "ok",
        "ＯＫ",
        "没错",
        "中",
        " 确定 ",
    ],
)
def test_yes(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize("text", ["不是", "取消", "不对", "不", "不行", "错了", "算了", "no", "先不要", "否"])
def test_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好吗",
        "是吗",
        "对吗？",
        "中不中",
        "对了",
        "确认，不对",
        "确认 SJ2026-015",
        "昨天",
        "不好说",
        "是？",
    ],
)
def test_neither(text: str) -> None:
    assert yes_no(text) is None
