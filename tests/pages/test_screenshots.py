"""Pictures of a conversation, in each look, for people to judge: artefacts/chat-*.png."""

from datetime import datetime, timedelta
from typing import Literal

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from models.message import Button, Reply
from tests.fakes.web_core import NOON, Line, StubCore, WebServer
from tests.pages.conftest import ARTEFACTS, PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")

DESKTOP = ViewportSize(width=1280, height=860)
BEFORE = NOON - timedelta(hours=20)

TODAY = """⏰ 今天到期：签合同
SJ2026-015 学校课桌椅采购。中标通知书11月23日（周一）发出，本区时限今天（11月25日 周三）截止。
为什么收到：您是经办人。
依据：60号文三（二）5"""
SAVED = """✅ 已登记。
合同须于11月25日（周三）前签订（本区2个工作日）；法定30日，到12月23日（周三）。
届时提醒：小陈；超期同时告知赵局和区财政局监督岗。"""
NOT_30 = """不是30天。本区要求中标通知书发出后2个工作日内签合同；30日是法律规定的最长期限。
依据：60号文三（二）5；政府采购法第四十六条"""
WELCOME = """您好，我是上街区政府采购助手。可以问我：质疑投诉怎么走、几天之内、合同和备案时限、\
中小企业规则、资格承诺函。直接打字就行。"""


def bot(at: datetime, text: str, *labels: str) -> Line:
    return Line(True, at, Reply(text, tuple(Button(label, label) for label in labels)))


CONVERSATION = [
    bot(BEFORE, WELCOME, "质疑投诉", "中小企业", "算期限"),
    Line(False, BEFORE, Reply("收到中标通知书30天内签合同就行吧？")),
    bot(BEFORE, NOT_30, "算我的截止日", "怎么算的"),
    Line(False, NOON, Reply("登记 SJ2026-015 中标通知书 昨天")),
    bot(NOON, SAVED, "我的时限", "怎么算的", "撤销"),
    bot(NOON + timedelta(hours=21), TODAY, "已签，登记", "稍后提醒", "转交"),
]

LOOKS: dict[str, tuple[ViewportSize, Literal["light", "dark"], bool]] = {
    "phone": (PHONE, "light", False),
    "phone-dark": (PHONE, "dark", False),
    "phone-large": (PHONE, "light", True),
    "desktop": (DESKTOP, "light", False),
    "desktop-dark": (DESKTOP, "dark", False),
}


@pytest.mark.parametrize("look", LOOKS)
async def test_picture(browser: Browser, core: StubCore, server: WebServer, look: str) -> None:
    viewport, scheme, large = LOOKS[look]
    core.lines += CONVERSATION
    context = await browser.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN")
    page = await context.new_page()
    await page.goto(server.url)
    await expect(page.locator(".newest button")).to_have_count(3)
    if large:
        await page.get_by_role("button", name="大字").click()
    ARTEFACTS.mkdir(exist_ok=True)
    await page.screenshot(path=ARTEFACTS / f"chat-{look}.png")
    await context.close()
