"""The service as a process: how it starts, what it refuses, how it ends, what happens when it breaks."""

import json
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from tests.conversations.doors import WebSeat
from tests.conversations.process import Service, ran

Settings = Callable[[dict[str, str]], None]
LAST = "命令行聊天"
NO_ADMIN = "还没有管理员"
"""How the last line of the greeting begins: with an administrator, and while there is none."""


BREAKS = "CREATE TRIGGER broken BEFORE INSERT ON auditentry BEGIN SELECT RAISE(FAIL, 'broken disk'); END"


def address() -> str:
    return f"http://127.0.0.1:{os.environ['CAIWEN_HTTP__PORT']}/"


async def status(path: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(address() + path) as response:
        return response.status


async def test_from_the_first_line_to_the_last(settings_in: Settings) -> None:
    settings_in({})
    async with Service() as service:
        lines = await service.greeting(NO_ADMIN)
        assert lines[:4] == [
            "采问已启动，服务郑州市上街区。",
            f"地址：{address()}",
            "Telegram：未开启（没有填写 token）",
            "网页聊天：已开启",
        ]
        assert lines[-1].startswith("还没有管理员。请在网页聊天里发：绑定 ")
        assert [await status(path) for path in ("healthz", "readyz", "")] == [200, 200, 200]
        ended = await service.ended(within_seconds=10)
    assert (ended.status, ended.out) == (0, "")


async def test_the_first_administrators_code_is_printed_until_it_is_used(settings_in: Settings) -> None:
    settings_in({})
    codes = []
    for _ in range(2):
        async with Service() as service:
            *_, line = await service.greeting(NO_ADMIN)
            code = re.search(r"绑定 ([A-Z2-7]{16})", line)
            assert code, line
            codes.append(code[1])
            await service.ended(within_seconds=10)
    async with Service() as service:
        *_, line = await service.greeting(NO_ADMIN)
        newest = re.search(r"绑定 ([A-Z2-7]{16})", line)
        assert newest
        seat = WebSeat(address())
        for old in codes:
            assert "已用过或已过期" in (await seat.say(f"绑定 {old} 王工"))[0].text
        assert "✅ 绑定成功。王工，上街区财政局管理员" in (await seat.say(f"绑定 {newest[1]} 王工"))[0].text
        await seat.close()
        await service.ended(within_seconds=10)
    async with Service() as service:
        await service.greeting(LAST)
        ended = await service.ended(within_seconds=10)
    assert "管理员" not in ended.out


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"CAIWEN_HTTP__PROT": "8080"}, "是不是 CAIWEN_HTTP__PORT"),
        ({"CAIWEN_HTTP__PORT": "eighty"}, "http.port"),
        ({"CAIWEN_HTTP__PORT": "70000"}, "http.port"),
        ({"CAIWEN_DISTRICT": "999999"}, "没有区划 999999 的规则包。可以用："),
        (
            {
                "CAIWEN_CHANNELS__TELEGRAM__TOKEN": "1:t",
                "CAIWEN_CHANNELS__TELEGRAM__MODE": "webhook",
                "CAIWEN_CHANNELS__TELEGRAM__PUBLIC_URL": "https://example.org/telegram",
            },
            "webhook 方式必须填写 webhook_secret",
        ),
        ({"CAIWEN_CHANNELS__TELEGRAM__MODE": "push"}, "可以写 'polling' 或 'webhook'"),
        ({"CAIWEN_CHANNELS__WEB__ENABLED": "maybe"}, "请写 true 或 false"),
        ({"CAIWEN_REMINDERS__HOURS": '["9-12"]'}, "请写成 “09:00-12:00”"),
        ({"CAIWEN_BUREAU__WEBSITE": "example.gov.cn"}, "bureau.website"),
        ({"CAIWEN_CONFIG": "/nowhere/config.yaml"}, "找不到设置文件 /nowhere/config.yaml"),
    ],
)
async def test_a_fault_in_the_settings_stops_the_start(
    settings_in: Settings, changes: dict[str, str], told: str
) -> None:
    settings_in(changes)
    ended = await ran()
    assert ended.status == 2
    assert told in ended.err
    assert (ended.out, "Traceback" in ended.err) == ("", False)


async def test_a_misspelt_key_in_the_file_is_named(settings_in: Settings, tmp_path: Path) -> None:
    settings_in({})
    written = Path(os.environ["CAIWEN_CONFIG"]).read_text(encoding="utf-8")
    file = tmp_path / "config.yaml"
    file.write_text(written.replace("  phone:", "  fone:"), encoding="utf-8")
    ended = await ran(more={"CAIWEN_CONFIG": str(file)})
    assert ended.status == 2
    assert "没有 bureau.fone 这一项设置。是不是 phone？" in ended.err
    assert "缺少 bureau.phone" in ended.err


async def test_a_script_can_set_a_district_up(settings_in: Settings) -> None:
    settings_in({})
    added = await ran("unit", "add", "上街区实验小学", "--kind", "buyer")
    assert (added.status, added.out) == (0, "已新建采购人 上街区实验小学\n")
    again = await ran("unit", "add", "上街区实验小学", "--kind", "buyer")
    assert (again.status, again.err) == (1, "本区已有单位“上街区实验小学”。\n")
    made = await ran("unit", "add", "恒信招标代理", "--kind", "agency", "--json")
    assert json.loads(made.out) == {
        "id": 2,
        "name": "恒信招标代理",
        "kind": "agency",
        "district": "410106",
    }
    invited = await ran("invite", "--role", "officer", "--unit", "实验小学", "--name", "小陈")
    assert re.fullmatch(r"经办人绑定码：[A-Z2-7]{16}\n", invited.out)
    other = await ran("invite", "--role", "lead", "--unit", "恒信招标代理", "--json")
    assert json.loads(other.out).keys() == {"code", "role", "unit", "expires_at"}
    wrong = await ran("invite", "--role", "supervisor", "--unit", "恒信招标代理")
    assert (wrong.status, wrong.err) == (1, "监督岗和管理员只能属于财政部门。\n")
    unknown = await ran("invite", "--role", "lead", "--unit", "没有这家")
    assert (unknown.status, unknown.out) == (1, "")
    assert "现有：上街区实验小学、恒信招标代理" in unknown.err


async def test_what_breaks_gets_a_number_and_leaves_nothing_half_written(
    settings_in: Settings, tmp_path: Path
) -> None:
    settings_in({})
    file = tmp_path / "caiwen.sqlite3"
    await ran("unit", "add", "上街区实验小学", "--kind", "buyer")
    invited = await ran("invite", "--role", "officer", "--unit", "上街区实验小学", "--name", "小陈")
    code = invited.out.rpartition("：")[2].strip()
    async with Service() as service:
        await service.greeting(NO_ADMIN)
        seat = WebSeat(address())
        await seat.say(f"绑定 {code}")
        for text in ("新建项目 SJ2026-015 学校课桌椅采购 货物 320万", "不分包", "没有", "适宜"):
            await seat.say(text)
        with sqlite3.connect(file) as database:
            # The last write of the transaction fails: everything before it has to go as well.
            database.execute(BREAKS)
            before = list(database.iterdump())
        (answer,) = await seat.say("确认")
        assert answer.text.startswith("这一步没有成功，刚才的内容没有保存。")
        number = re.search(r"编号 ([0-9A-Z]{4}-[0-9A-Z]{2})", answer.text)
        assert number, answer.text
        with sqlite3.connect(file) as database:
            after = list(database.iterdump())
            assert database.execute("SELECT count(*) FROM project").fetchone() == (0,)
            written = [line for line in after if line not in before]
            assert [line.split('"')[1] for line in written if line.startswith("INSERT")] == ["inbox"]
            database.execute("DROP TRIGGER broken")
        assert "✅ 已登记项目 SJ2026-015" in (await seat.say("确认"))[0].text
        await seat.close()
        ended = await service.ended(within_seconds=10)
    logged = [json.loads(line) for line in ended.err.splitlines()]
    (failure,) = [line for line in logged if line.get("reference") == number[1]]
    assert "broken disk" in failure["traceback"]
