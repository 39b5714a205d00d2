"""Nothing of a complaint case with its project, and nobody's name, goes out on Telegram."""

import re
from collections.abc import Callable

import pytest

from models.types import Role
from tests.conversations.house import BETWEEN_MESSAGES, Hands, OneService, invitation, serving

PEOPLE = {
    "陈小明": (Role.OFFICER, "上街区实验小学"),
    "周建国": (Role.SUPERVISOR, "上街区财政局"),
    "王大力": (Role.ADMIN, "上街区财政局"),
}
CODE = "SJ2026-015"
CASE = re.compile(r"投诉处理决定|收到投诉|暂停计时（|恢复计时（|处理投诉")
NAMES = re.compile("|".join((*PEOPLE, "新来的")))
FEE = "评审专家王大力的劳务费标准是多少"
SCENE = [
    ("陈小明", [FEE, "转人工"]),
    (
        "周建国",
        [
            "待答",
            "回答",
            "1",
            "标准以省财政厅公布的为准。",
            "为什么",
            "不写依据",
            "随便什么",
            "确认",
        ],
    ),
    (
        "王大力",
        [
            "写成条目",
            "写成条目 1",
            "评审费看哪里",
            "政府采购法第十四条",
            "确认",
            "条目",
            "撤下 1",
            "取消",
        ],
    ),
    ("陈小明", [FEE]),
    (
        "陈小明",
        [f"新建项目 {CODE} 课桌椅采购 货物 320万", "不分包", "没有", "适宜", "确认"],
    ),
    (
        "周建国",
        [
            f"登记 {CODE}",
            "收到投诉",
            "今天",
            "确认",
            f"登记 {CODE} 收到投诉 今天",
            "确认",
            "我的时限",
            "怎么算的 1",
            "稍后提醒 1",
            "说明原因 1 专家还没到",
            "确认",
            "转交 1",
            f"项目 {CODE}",
            "撤销",
            f"登记 {CODE} 收到投诉 昨天",
            "确认",
            f"更正 {CODE} 收到投诉 11月20日 原因：写错了",
            "确认",
            "撤销",
            f"更正 {CODE}",
            "取消",
            f"登记 {CODE} 暂停计时 今天",
            "确认",
            "我的时限",
            f"登记 {CODE} 恢复计时 今天",
            "确认",
            f"登记 {CODE} 处理决定 今天",
            "确认",
            f"项目 {CODE}",
            "我的时限",
            "未送达",
        ],
    ),
    ("陈小明", ["我的时限", f"项目 {CODE}", "帮助", f"登记 {CODE} 中标通知书 今天", "确认", "转交 2"]),
    (
        "王大力",
        [
            "帮助",
            "人员",
            "邀请 上街区实验小学 经办人 新来的",
            "确认",
            "停用",
            "1",
            "确认",
            "停用 1",
            "我的时限",
        ],
    ),
]


async def test_neither_cases_nor_names(settings_in: Callable[[dict[str, str]], None]) -> None:
    settings_in({})
    async with serving(Hands(), "polling") as house:
        for name, (role, unit) in PEOPLE.items():
            code = await house.run(
                lambda tx, role=role, unit=unit, name=name: invitation(tx, house.hands.now, role, unit, name)
            )
            await _said(house, name, f"绑定 {code}")
        for who, texts in SCENE:
            for text in texts:
                await _said(house, who, text)
        said = [f"{each.text}\n{each.says}" for each in house.api.sent]
    assert len(said) > sum(len(texts) for _, texts in SCENE)
    assert [each for each in said if NAMES.search(each)] == []
    assert [each for each in said if CASE.search(each) and (CODE in each or "课桌椅" in each)] == []
    assert [each for each in said if "没有成功" in each] == []
    assert any(each.startswith("✅ 绑定码") for each in said)
    told = [each for each in said if each.startswith("上街区财政局答复您")]
    assert [each.splitlines()[1] for each in told] == ["标准以省财政厅公布的为准。"]
    assert any(each.startswith("✅ 条目1“评审费看哪里”已生效") for each in said)


async def _said(house: OneService, who: str, text: str) -> None:
    house.hands.now += BETWEEN_MESSAGES
    await (await house.seat(who)).say(text)
    await house.beat()


@pytest.mark.parametrize("question", ["投诉处理决定几天作出", "财政局收到投诉后几天内作出处理决定"])
async def test_public_knowledge_of_complaints_is_answered(
    settings_in: Callable[[dict[str, str]], None], question: str
) -> None:
    settings_in({})
    async with serving(Hands(), "polling") as house:
        code = await house.run(
            lambda tx: invitation(tx, house.hands.now, Role.SUPERVISOR, "上街区财政局", "周建国")
        )
        await _said(house, "周建国", f"绑定 {code}")
        (answer,) = await (await house.seat("周建国")).say(question)
    assert "工作日" in answer.text
