"""Who may learn what: every person × every intention × a project and a deadline of theirs or of others."""

import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.registry import MENU
from models.types import Role
from tests.conversations.house import BETWEEN_MESSAGES, Hands, OneService, invitation, serving

SCHOOL, LIBRARY, NOBODYS = "SJ2026-418", "SJ2026-700", "SJ2026-399"
"""The project of unit A, that of unit B, and a code that nobody has; as near to one another as may be."""
PROJECTS = {SCHOOL: 1, LIBRARY: 2}
"""With the number of the deadline that runs in each."""
NO_DEADLINE = 999
PEOPLE = {
    "小陈": (Role.OFFICER, "上街区实验小学"),
    "赵校长": (Role.LEAD, "上街区实验小学"),
    "小王": (Role.OFFICER, "恒信招标代理"),
    "小吴": (Role.OFFICER, "上街区第二小学"),
    "老周": (Role.SUPERVISOR, "上街区财政局"),
    "王工": (Role.ADMIN, "上街区财政局"),
}
SUPPLIER = "老张"
SEES = {
    SCHOOL: {"小陈", "赵校长", "小王", "老周", "王工"},
    LIBRARY: {"小吴", "老周", "王工"},
}
ONLY_THEIRS = {
    SCHOOL: re.compile(r"升降台凳|小陈|赵校长|小王|代表出差|317万|11月26日|12月24日"),
    LIBRARY: re.compile(r"图书|小吴|51万"),
}
"""What only those concerned may read of each: names, money, days, reasons."""
OF_A_PROJECT = {"project", "log", "correct"}
OF_A_DEADLINE = {"snooze", "hand_over", "explain", "counted"}
OF_NEITHER = {each.command for each in MENU} - OF_A_PROJECT - OF_A_DEADLINE
TABLES = ("unit", "person", "project", "lot", "milestone", "deadline", "reminder", "outbox")


@pytest.fixture
async def house(settings_in: Callable[[dict[str, str]], None]) -> AsyncIterator[OneService]:
    """Unit A's project, entrusted to an agency, and unit B's, each with a clock that runs.

    So much later that nothing can be undone any more.
    """
    settings_in({})
    async with serving(Hands()) as house:
        for name, (role, unit) in PEOPLE.items():
            await _bind(house, name, role, unit)
        await _said(
            house, "小陈", f"新建项目 {SCHOOL} 升降台凳采购 货物 317万", "不分包", "恒信招标代理", "适宜"
        )
        await _said(house, "小陈", "确认", f"登记 {SCHOOL} 中标通知书 今天", "确认")
        await _said(house, "小陈", "说明原因 1 供应商代表出差", "确认")
        await _said(house, "小吴", f"新建项目 {LIBRARY} 图书采购 货物 51万", "不分包", "没有", "适宜", "确认")
        await _said(house, "小吴", f"登记 {LIBRARY} 中标通知书 昨天", "确认")
        house.hands.now += timedelta(minutes=15)
        yield house


async def _bind(house: OneService, name: str, role: Role, unit: str) -> None:
    code = await house.run(lambda tx: invitation(tx, house.hands.now, role, unit, name))
    assert "✅ 绑定成功" in await _said(house, name, f"绑定 {code}")


async def _said(house: OneService, who: str, *texts: str) -> str:
    """What the bot answers to the last of these, buttons included."""
    seat = await house.seat(who)
    answer = ""
    for text in texts:
        house.hands.now += BETWEEN_MESSAGES
        answer = "\n".join(f"{heard.text} {heard.buttons}" for heard in await seat.say(text))
    return answer


async def _tried(house: OneService, who: str, text: str) -> str:
    """The same, and whatever form opened is put away."""
    answer = await _said(house, who, text)
    await _said(house, who, "取消")
    return answer


def _rows(folder: Path) -> list[str]:
    """Everything of units, people and projects that is written."""
    with sqlite3.connect(folder / "caiwen.sqlite3") as database:
        starts = tuple(f'INSERT INTO "{table}"' for table in TABLES)
        return [line for line in database.iterdump() if line.startswith(starts)]


@pytest.mark.parametrize("who", [*PEOPLE, SUPPLIER])
async def test_a_project_that_is_not_theirs_is_as_good_as_none(
    house: OneService, tmp_path: Path, who: str
) -> None:
    before = _rows(tmp_path)
    for each in MENU:
        for project, deadline in PROJECTS.items():
            if each.command in OF_A_PROJECT:
                texts = [
                    f"{{}} {rest}".strip() for rest in ("", "中标通知书", "合同签订 今天", "收到投诉 昨天")
                ]
                there, nowhere = project, NOBODYS
            elif each.command in OF_A_DEADLINE:
                texts, there, nowhere = ["{}", "#{}"], str(deadline), str(NO_DEADLINE)
            else:
                continue
            for text in (f"{each.keywords[0]} {text}" for text in texts):
                answer = await _tried(house, who, text.format(there))
                same = answer.replace(there, nowhere) == await _tried(house, who, text.format(nowhere))
                allowed = who in SEES[project] and PEOPLE[who][0] in each.who
                assert same != allowed, (text, project, answer)
    if who not in SEES[SCHOOL] | SEES[LIBRARY]:
        assert _rows(tmp_path) == before


@pytest.mark.parametrize("who", [*PEOPLE, SUPPLIER])
async def test_nobody_reads_of_others_whatever_they_send(house: OneService, tmp_path: Path, who: str) -> None:
    hidden = [project for project in PROJECTS if who not in SEES[project]]
    before = _rows(tmp_path)
    for each in MENU:
        for rest in ("", SCHOOL, LIBRARY, SCHOOL.lower(), "#1", "1", "2", "升降台凳采购", "图书采购"):
            sent = f"{each.keywords[0]} {rest}".strip()
            if each.command in {"snooze", "account"}:
                continue
            # That a code is taken is said to whoever wants to give it to a project: it is unique.
            answer = (await _tried(house, who, sent)).replace(rest.upper() or "-", "")
            for project in hidden:
                found = ONLY_THEIRS[project].search(answer.replace(who, ""))
                assert found is None, (sent, answer)
                assert project not in answer, (sent, answer)
    assert _rows(tmp_path) == before


@pytest.mark.parametrize("who", [*PEOPLE, SUPPLIER])
async def test_what_is_for_others_is_refused_by_role(house: OneService, who: str) -> None:
    role = PEOPLE[who][0] if who in PEOPLE else Role.SUPPLIER
    for each in MENU:
        answer = await _tried(house, who, each.keywords[0])
        refused = f"“{each.keywords[0]}”是给" in answer or f"“{each.keywords[0]}”只有" in answer
        assert refused == (role not in each.who), answer
