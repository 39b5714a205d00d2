"""The page of the web chat in a real browser, against a core that does as it is told."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from models.message import Button, Reply
from tests.fakes.web_core import NOON, Line, StubCore, WebServer
from tests.pages.conftest import visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOST = "连接中断，正在重连…"


def bubbles(page: Page) -> Locator:
    return page.locator("#log .text")


async def say(page: Page, text: str) -> None:
    await page.get_by_label("输入消息").fill(text)
    await page.keyboard.press("Enter")


async def greeted(page: Page) -> None:
    await expect(bubbles(page)).to_have_text(["答：/start"])


async def test_first_visit_is_greeted_once_and_the_title_names_the_district(
    page: Page, core: StubCore
) -> None:
    await greeted(page)
    await expect(page).to_have_title("采问 · 上街区政府采购助手")
    await expect(page.get_by_role("heading")).to_have_text("采问 · 上街区政府采购助手")
    await page.reload()
    await greeted(page)
    assert [incoming.text for incoming in core.received] == ["/start"]


async def test_a_question_is_sent_answered_and_still_there_after_a_reload(page: Page) -> None:
    await greeted(page)
    await say(page, "质疑期限\n多少天")
    expected = ["答：/start", "质疑期限\n多少天", "答：质疑期限\n多少天"]
    await expect(bubbles(page)).to_have_text(expected, use_inner_text=True)
    await expect(page.get_by_label("输入消息")).to_be_focused()
    await expect(page.get_by_label("输入消息")).to_have_value("")
    await page.reload()
    await expect(bubbles(page)).to_have_text(expected, use_inner_text=True)


async def test_times_and_days_are_those_of_shanghai(page: Page, core: StubCore) -> None:
    await greeted(page)
    core.lines += [
        Line(False, NOON.replace(hour=15, minute=59), Reply("当天")),
        Line(True, NOON.replace(hour=16), Reply("次日零点")),
    ]
    await page.reload()
    await expect(page.locator(".day")).to_have_text(["2026年11月24日（周二）", "2026年11月25日（周三）"])
    await expect(page.locator("#log time")).to_have_text(["12:00", "23:59", "00:00"])


async def test_a_button_says_what_could_be_typed_and_older_ones_stay_usable(
    window: BrowserContext, server: WebServer, core: StubCore
) -> None:
    core.answers["/start"] = (Reply("您好。", (Button("质疑投诉", "质疑投诉怎么走"),)),)
    core.answers["质疑投诉怎么走"] = (Reply("7个工作日内。", (Button("怎么算的", "怎么算"),)),)
    page = await visit(window, server)
    old, new = page.get_by_role("button", name="质疑投诉"), page.get_by_role("button", name="怎么算的")
    await old.click()
    await expect(new).to_be_visible()
    await expect(page.locator(".newest").get_by_role("button")).to_have_text(["怎么算的"])
    await old.click()
    await expect(bubbles(page)).to_have_text(
        ["您好。", "质疑投诉怎么走", "7个工作日内。", "质疑投诉怎么走", "7个工作日内。"]
    )


async def test_a_double_click_on_a_button_says_it_once(
    window: BrowserContext, server: WebServer, core: StubCore
) -> None:
    core.answers["/start"] = (Reply("已登记。", (Button("撤销", "撤销"),)),)
    page = await visit(window, server)
    await page.get_by_role("button", name="撤销").dblclick(delay=100)
    await expect(bubbles(page)).to_have_text(["已登记。", "撤销", "答：撤销"])
    await say(page, "完")
    await expect(bubbles(page).last).to_have_text("答：完")
    assert [incoming.text for incoming in core.received].count("撤销") == 1


async def test_what_people_write_is_shown_literally(page: Page, core: StubCore) -> None:
    attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>{{title}}'
    core.answers[attack] = (
        Reply(f"{attack}\nhttps://example.org/?a=1&b=2）。", (Button(attack[:40], "x"),)),
    )
    await greeted(page)
    await say(page, attack)
    await expect(bubbles(page).nth(1)).to_have_text(attack)
    await expect(bubbles(page).nth(2)).to_contain_text(attack)
    await expect(page.get_by_role("button", name=attack[:40])).to_be_visible()
    await expect(page.locator("#log img, #log script, #log a")).to_have_count(0)
    await expect(page).to_have_title("采问 · 上街区政府采购助手")


async def test_nothing_is_wider_than_a_phone(page: Page, core: StubCore) -> None:
    core.answers["长"] = (
        Reply(
            "很长的编号" + "SJ2026015" * 30, tuple(Button("一个很长的按钮名称" * 3, str(n)) for n in range(3))
        ),
    )
    await greeted(page)
    await say(page, "长")
    await expect(page.locator(".newest button")).to_have_count(3)
    for large in (False, True):
        if large:
            await page.get_by_role("button", name="大字").click()
        for selector in ("html", "#scroll"):
            widths = await page.locator(selector).evaluate("node => [node.scrollWidth, node.clientWidth]")
            assert widths[0] <= widths[1], selector
    await expect(page.get_by_role("button", name="发送")).to_be_in_viewport(ratio=1)


async def test_targets_are_large_enough_for_a_finger(
    window: BrowserContext, server: WebServer, core: StubCore
) -> None:
    core.answers["/start"] = (Reply("您好。", (Button("算", "算期限"),)),)
    page = await visit(window, server)
    await expect(page.locator(".newest button")).to_have_count(1)
    for target in await page.locator("button:visible, textarea").all():
        box = await target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44


async def test_large_type_is_remembered(page: Page) -> None:
    switch = page.get_by_role("button", name="大字")
    await switch.click()
    await page.reload()
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("html")).to_have_css("font-size", "22.4px")
    await switch.click()
    await expect(page.locator("html")).to_have_css("font-size", "16px")


async def test_keyboard_alone_reaches_everything(
    window: BrowserContext, server: WebServer, core: StubCore
) -> None:
    core.answers["/start"] = (Reply("您好。", (Button("算期限", "算期限"), Button("质疑投诉", "质疑投诉"))),)
    page = await visit(window, server)
    await expect(page.locator(".newest button")).to_have_count(2)
    stops = []
    for _ in range(7):
        await page.keyboard.press("Tab")
        stops.append(
            await page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")
        )
        ring = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid", stops[-1]
    assert stops[:2] == ["跳到输入框", "大字"]
    assert stops[3:] == ["算期限", "质疑投诉", "say", "发送"]
    for _ in range(2):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(bubbles(page)).to_have_text(["您好。", "质疑投诉", "答：质疑投诉"])
    await expect(page.get_by_role("button", name="质疑投诉")).to_be_focused()


async def test_shift_enter_breaks_the_line(page: Page) -> None:
    await greeted(page)
    await page.get_by_label("输入消息").press_sequentially("一")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("二")
    await expect(page.get_by_label("输入消息")).to_have_value("一\n二")
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_have_text("答：一\n二", use_inner_text=True)


async def test_enter_that_ends_a_composition_does_not_send(
    page: Page, window: BrowserContext, core: StubCore
) -> None:
    await greeted(page)
    field = page.get_by_label("输入消息")
    await field.focus()
    keyboard = await window.new_cdp_session(page)
    await keyboard.send("Input.imeSetComposition", {"text": "zhiyi", "selectionStart": 5, "selectionEnd": 5})
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    await keyboard.send("Input.insertText", {"text": "质疑"})
    await expect(field).to_have_value("质疑")
    await expect(page.locator("#waiting .text")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_have_text("答：质疑")
    assert [incoming.text for incoming in core.received] == ["/start", "质疑"]


async def test_too_long_a_message_is_kept_and_explained(page: Page, core: StubCore) -> None:
    await greeted(page)
    await say(page, "长" * 2001)
    await expect(page.get_by_role("alert")).to_have_text(
        "消息共2001字，一次最多2000字，没有发送。请分成几条。"
    )
    await say(page, "长" * 2000)
    await expect(page.get_by_role("alert")).to_have_text("")
    await expect(bubbles(page)).to_have_count(3)
    assert [len(incoming.text) for incoming in core.received[1:]] == [2000]


async def test_a_slow_reply_is_announced(page: Page, core: StubCore) -> None:
    await greeted(page)
    core.gate = asyncio.Event()
    await say(page, "慢")
    await expect(page.get_by_role("status")).to_have_text("处理中…")
    core.open_gate()
    await expect(bubbles(page).last).to_have_text("答：慢")
    await expect(page.get_by_role("status")).to_have_text("")


async def test_after_a_restart_nothing_is_lost_and_nothing_doubled(
    page: Page, core: StubCore, server: WebServer
) -> None:
    await greeted(page)
    await say(page, "之前")
    await expect(bubbles(page)).to_have_count(3)
    await server.stop()
    await expect(page.get_by_role("status")).to_have_text(LOST)
    await say(page, "断线时说的")
    await say(page, "又说一句")
    await expect(page.locator("#waiting .text")).to_have_text(["断线时说的", "又说一句"])
    await server.start()
    expected = ["答：/start", "之前", "答：之前", "断线时说的", "答：断线时说的", "又说一句", "答：又说一句"]
    await expect(bubbles(page)).to_have_text(expected)
    await expect(page.locator("#waiting .text")).to_have_count(0)
    await expect(page.get_by_role("status")).to_have_text("")
    assert [incoming.text for incoming in core.received] == ["/start", "之前", "断线时说的", "又说一句"]


@pytest.mark.parametrize("reload", [False, True])
async def test_a_reply_lost_on_the_way_comes_once(page: Page, core: StubCore, reload: bool) -> None:
    lose = asyncio.Event()
    closings = []

    def line(tab: WebSocketRoute) -> None:
        server = tab.connect_to_server()

        def carry(frame: str | bytes) -> None:
            if lose.is_set() and "reply" in str(frame):
                lose.clear()
                if not reload:
                    closings.append(asyncio.ensure_future(tab.close()))
            else:
                tab.send(frame)

        server.on_message(carry)

    await page.route_web_socket("**/chat", line)
    await page.reload()
    await greeted(page)
    lose.set()
    await say(page, "提交了")
    if reload:
        await expect(page.get_by_role("status")).to_have_text("处理中…")
        await page.reload()
    await expect(bubbles(page)).to_have_text(["答：/start", "提交了", "答：提交了"])
    await expect(page.locator("#waiting .text")).to_have_count(0)
    assert [incoming.text for incoming in core.received] == ["/start", "提交了", "提交了"]


async def test_unsent_messages_survive_closing_the_page(
    page: Page, window: BrowserContext, core: StubCore, server: WebServer
) -> None:
    await greeted(page)
    await server.stop()
    await say(page, "关页面前说的")
    await expect(page.locator("#waiting .text")).to_have_count(1)
    await page.close()
    await server.start()
    again = await visit(window, server)
    await expect(bubbles(again)).to_have_text(["答：/start", "关页面前说的", "答：关页面前说的"])
    assert [incoming.text for incoming in core.received] == ["/start", "关页面前说的"]


async def test_what_was_not_committed_is_tried_again_or_given_up(page: Page, core: StubCore) -> None:
    await greeted(page)
    core.failures = 2
    await say(page, "再试")
    await expect(bubbles(page)).to_have_text(["答：/start", "再试", "答：再试"])
    core.failures = 1_000
    await say(page, "算了")
    await page.get_by_role("button", name="不再发送").click()
    core.failures = 0
    await say(page, "下一句")
    await expect(bubbles(page).last).to_have_text("答：下一句")
    await expect(page.get_by_text("算了")).to_have_count(0)


async def test_two_tabs_show_the_same(page: Page, window: BrowserContext, server: WebServer) -> None:
    await greeted(page)
    other = await visit(window, server)
    await greeted(other)
    await say(page, "从第一页")
    await expect(bubbles(other)).to_have_text(["答：/start", "从第一页", "答：从第一页"])
    await say(other, "从第二页")
    await expect(bubbles(page).last).to_have_text("答：从第二页")
    await expect(bubbles(page)).to_have_count(5)


async def test_a_reminder_appears_by_itself_and_does_not_pull_the_reader_down(
    page: Page, core: StubCore, server: WebServer
) -> None:
    await greeted(page)
    core.lines += [Line(True, NOON, Reply(f"第{number}条")) for number in range(60)]
    await page.reload()
    await expect(bubbles(page)).to_have_count(61)
    await page.locator("#scroll").evaluate("node => { node.scrollTop = 0 }")
    await expect(bubbles(page).first).to_be_in_viewport()
    await server.channel.send(core.received[0].chat, Reply("⏰ 今天到期：签合同"))
    jump = page.get_by_role("button", name="有新消息，看最新")
    await expect(jump).to_be_visible()
    await expect(bubbles(page).first).to_be_in_viewport()
    await jump.click()
    await expect(bubbles(page).last).to_be_in_viewport()
    await expect(page.locator(".due .text")).to_have_text("⏰ 今天到期：签合同")


async def test_a_cookie_that_is_not_ours_is_replaced_once(
    page: Page, window: BrowserContext, server: WebServer
) -> None:
    await greeted(page)
    await window.add_cookies([{"name": "caiwen", "value": "forged.00", "url": server.url}])
    await server.stop()
    await server.start()
    await expect(page.get_by_role("status")).to_have_text("")
    await say(page, "还能说")
    await expect(bubbles(page).last).to_have_text("答：还能说")
    assert page.url == f"{server.url}/"


async def test_without_cookies_the_page_says_so(page: Page, server: WebServer) -> None:
    await greeted(page)
    await page.context.clear_cookies()
    server.gives_cookies = False
    await page.reload()
    await expect(page.get_by_role("status")).to_contain_text("请允许 Cookie 后刷新本页")
