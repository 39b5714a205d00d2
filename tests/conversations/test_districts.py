"""Two districts in one installation: each has its own limits and answers, and none sees the other."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from models.types import Role
from tests.conversations.doors import Heard
from tests.conversations.house import BETWEEN_MESSAGES, Hands, OneService, invitation, serving

ROOT = Path(__file__).parents[2]
SHANGJIE, DONGHU = "410106", "990101"
HOME = {"小陈": SHANGJIE, "小林": DONGHU}
CODE = "SJ2026-015"
"""Both districts have a project of that code."""


@pytest.fixture
async def house(settings_in: Callable[[dict[str, str]], None]) -> AsyncIterator[OneService]:
    folders = [str(ROOT / "packs"), str(ROOT / "tests" / "packs_extra")]
    settings_in({"CAIWEN_PACKS": json.dumps(folders)})
    async with serving(Hands()) as house:
        for name, district in HOME.items():
            await _bind(house, name, Role.OFFICER, "实验小学", district)
        await _bind(house, "老周", Role.SUPERVISOR, "上街区财政局", SHANGJIE)
        await _bind(house, "老何", Role.ADMIN, "东湖区财政局", DONGHU)
        yield house


async def _bind(house: OneService, name: str, role: Role, unit: str, district: str) -> None:
    code = await house.run(lambda tx: invitation(tx, house.hands.now, role, unit, name, district))
    await _said(house, name, f"绑定 {code}")


async def _said(house: OneService, who: str, *texts: str) -> str:
    seat = await house.seat(who)
    heard: list[Heard] = []
    for text in texts:
        house.hands.now += BETWEEN_MESSAGES
        heard = await seat.say(text)
    return "\n".join(each.text for each in heard)


async def _logged(house: OneService, who: str, what: str) -> str:
    return await _said(house, who, f"登记 {CODE} {what} 今天", "确认")


async def _registered(house: OneService, who: str, name: str) -> str:
    return await _said(house, who, f"新建项目 {CODE} {name} 货物 320万", "不分包", "没有", "适宜", "确认")


async def test_the_same_day_has_each_districts_own_limits(house: OneService) -> None:
    for who, name in (("小陈", "课桌椅采购"), ("小林", "图书采购")):
        assert f"✅ 已登记项目 {CODE} {name}" in await _registered(house, who, name)
    here, there = await _logged(house, "小陈", "中标通知书"), await _logged(house, "小林", "中标通知书")
    assert "须于11月26日（周四）24:00前签合同（本区2个工作日）；法定30日内，即12月24日（周四）" in here
    assert "依据：上财〔2021〕60号三（二）5；政府采购法第四十六条第一款" in here
    assert "须于12月1日（周二）24:00前签合同（本区5个工作日）；法定30日内，即12月24日（周四）" in there
    assert "依据：临财〔2023〕8号第四条；政府采购法第四十六条第一款" in there
    here, there = await _logged(house, "小陈", "合同签订"), await _logged(house, "小林", "合同签订")
    assert "须于11月25日（周三）24:00前办理合同备案（本区1个工作日）" in here
    assert "须于11月27日（周五）24:00前办理合同备案（本区3个工作日）" in there
    assert "东财〔2024〕3号第五条" in there


async def test_nobody_sees_the_other_district(house: OneService) -> None:
    await _registered(house, "小陈", "课桌椅采购")
    await _logged(house, "小陈", "中标通知书")
    for who in ("小林", "老何"):
        for text in (f"项目 {CODE}", "我的项目", "我的时限", "怎么算的 1", f"登记 {CODE} 合同签订 今天"):
            assert "课桌椅" not in await _said(house, who, text)
    assert "课桌椅采购" in await _said(house, "老周", "我的项目")
    assert "小陈" not in await _said(house, "老何", "人员")
    assert "小林" in await _said(house, "老何", "人员")
    assert "实验小学" in await _said(house, "老何", "邀请 实验小学 经办人 新人")
    assert "东湖区财政局" in await _said(house, "老何", "取消", "邀请")
    assert "上街区财政局" not in await _said(house, "老何", "取消", "邀请")


@pytest.mark.parametrize(
    ("question", "here", "there"),
    [
        ("中标通知书发出之日起几天签合同", "本区2个工作日", "本区5个工作日"),
        ("算期限 中标通知书11月20日发出，合同最晚哪天签", "11月24日（周二）", "11月27日（周五）"),
        ("投诉渠道", "上街区财政局", "东湖区财政局"),
    ],
)
async def test_questions_get_each_districts_answer(
    house: OneService, question: str, here: str, there: str
) -> None:
    seats = {
        SHANGJIE: (await house.seat("小陈"), await house.web_seat(SHANGJIE)),
        DONGHU: (await house.seat("小林"), await house.web_seat(DONGHU)),
    }
    for district, mine, others in ((SHANGJIE, here, there), (DONGHU, there, here)):
        for seat in seats[district]:
            answer = "\n".join(each.text for each in await seat.say(question))
            assert mine in answer
            assert others not in answer
            assert district == SHANGJIE or "60号" not in answer


async def test_reminders_follow_each_districts_ladder(house: OneService) -> None:
    for who, name in (("小陈", "课桌椅采购"), ("小林", "图书采购")):
        await _registered(house, who, name)
        await _logged(house, who, "中标通知书")
    told = {who: await _told_on(house, who, "2026-11-26 09:05") for who in HOME}
    assert "⏰ 今天到期" in told["小陈"][-1]
    assert told["小林"] == []
    told = {who: await _told_on(house, who, "2026-12-01 09:05") for who in HOME}
    assert "⏰ 今天到期" in told["小林"][-1]
    assert "临财〔2023〕8号第四条" in told["小林"][-1]
    assert all("图书" not in text for text in told["小陈"])


async def _told_on(house: OneService, who: str, written: str) -> list[str]:
    house.hands.set(written)
    await house.beat()
    return [each.text for each in await (await house.seat(who)).told()]


async def test_a_colleague_who_binds_does_not_move_the_days(house: OneService) -> None:
    await _registered(house, "小林", "图书采购")
    await _logged(house, "小林", "中标通知书")
    before = await _said(house, "小林", "我的时限")
    assert "本区12月1日（周二）" in before
    await _bind(house, "小杨", Role.LEAD, "实验小学", DONGHU)
    assert await _said(house, "小林", "我的时限") == before
    assert (await _said(house, "小杨", "我的时限")).splitlines()[1] == before.splitlines()[1]


async def test_questions_and_written_entries_stay_in_their_district(house: OneService) -> None:
    question = "评审专家劳务费标准是多少"
    here, there = await house.web_seat(SHANGJIE), await house.web_seat(DONGHU)
    for seat in (here, there):
        (declined,) = await seat.say(question)
        assert "已记入待答" in declined.text
    assert "待答1个：没有依据1" in await _said(house, "老周", "待答")
    assert "没有这个编号的待答问题" in await _said(house, "老何", "回答 1 东湖区的答复")
    answered = await _said(house, "老何", "回答 2 东湖区的答复", "不写依据", "确认")
    assert "✅ 已答复，发给1处提问的人" in answered
    assert "✅ 条目1" in await _said(house, "老何", "写成条目 1", "东湖评审费", "政府采购法第十四条", "确认")
    await house.beat()
    assert [each.text.splitlines()[1] for each in await there.told()] == ["东湖区的答复"]
    assert await here.told() == []
    assert (await there.say(question))[0].text.startswith("东湖区的答复\n依据：政府采购法第十四条")
    for text in (question, "东湖评审费"):
        assert "东湖区的答复" not in (await here.say(text))[0].text
    assert "没有可以写成条目的答复" in await _said(house, "老周", "写成条目 1")
    assert "没有这个编号的条目" in await _said(house, "老周", "撤下 1")
