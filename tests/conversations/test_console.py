"""The console as people start it: a process with a terminal, here a pipe."""

import re
from collections.abc import Callable

import pytest

from tests.conversations.process import ran

Settings = Callable[[dict[str, str]], None]
SET_UP = (
    ("unit", "add", "上街区实验小学", "--kind", "buyer"),
    ("invite", "--role", "officer", "--unit", "上街区实验小学", "--name", "小陈"),
)


@pytest.fixture
async def code(settings_in: Settings) -> str:
    """A code that the operator made on the command line."""
    settings_in({})
    for command in SET_UP:
        ended = await ran(*command)
        assert ended.status == 0, ended.err
    return ended.out.rpartition("：")[2].strip()


async def test_a_whole_day_at_the_console(code: str) -> None:
    typed = [
        f"绑定 {code}",
        "新建项目 SJ2026-015 学校课桌椅采购 货物 320万",
        ":1",  # 不分包
        ":1",  # 没有委托
        ":1",  # 适宜
        ":1",  # 确认
        "登记 SJ2026-015 中标通知书 今天",
        ":1",
        "我的时限",
    ]
    ended = await ran("console", typed="\n".join([*typed, ""]))
    assert ended.status == 0, ended.err
    said = (
        "您好，我是上街区政府采购助手",
        "✅ 绑定成功。小陈，上街区实验小学经办人",
        "分标包吗",
        "委托了哪家代理机构",
        "适宜由中小企业提供吗",
        "请核对",
        "✅ 已登记项目 SJ2026-015 学校课桌椅采购",
        "请核对",
        "✅ 已登记",
        "签合同（本区2个工作日）",
        "未办结的时限共1项",
    )
    assert re.search(".*".join(map(re.escape, said)), ended.out, re.DOTALL), ended.out


async def test_the_next_console_goes_on_where_the_last_one_ended(code: str) -> None:
    await ran("console", typed=f"绑定 {code}\n新建项目 SJ2026-015\n")
    ended = await ran("console", typed="学校课桌椅采购\n")
    assert "您好，小陈（上街区实验小学，经办人）" in ended.out
    assert "是货物、服务还是工程" in ended.out


async def test_a_number_without_a_button_is_said_as_it_is(code: str) -> None:
    ended = await ran("console", typed=f"绑定 {code}\n:9\n：0\n\n")
    assert ended.status == 0
    assert "这一步没有成功" not in ended.out


async def test_nothing_of_the_service_listens(code: str, settings_in: Settings) -> None:
    """The console runs beside a service on the same port and database."""
    del code
    settings_in({"CAIWEN_HTTP__HOST": "192.0.2.1"})
    ended = await ran("console", typed="投诉渠道\n")
    assert ended.status == 0, ended.err
    assert "上街区财政局" in ended.out
