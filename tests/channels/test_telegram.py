"""Telegram through the wire, by long polling and by webhook alike."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.base import Refused, TryLater
from models.message import Button, Incoming, Reply
from tests.fakes.telegram_api import TOKEN, FakeBotApi, person
from tests.fakes.telegram_door import QUICK, Door, opened
from tests.fakes.web_core import StubCore

GROUP = -1007


@pytest.fixture
def core() -> StubCore:
    return StubCore()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        yield api


@pytest.fixture(params=["polling", "webhook"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def door(api: FakeBotApi, core: StubCore, mode: str) -> AsyncIterator[Door]:
    async with opened(api, core, mode) as door:
        yield door


async def test_a_message_is_taken_in_and_answered(door: Door) -> None:
    number = door.api.say("几天内签合同", chat=1001)
    await door.api.until_confirmed()
    assert door.core.received == [Incoming("telegram", str(number), "1001", "1001", "几天内签合同")]
    assert door.api.texts(1001) == ["答：几天内签合同"]


async def test_a_deep_link_comes_as_it_was_typed(door: Door) -> None:
    door.api.say("/start K7-M2Q4")
    await door.api.until_confirmed()
    assert door.core.received[0].text == "/start K7-M2Q4"


async def test_a_button_says_what_could_have_been_typed(door: Door) -> None:
    door.core.answers["登记"] = (Reply("请核对", (Button("确认", "确认登记"), Button("取消", "取消登记"))),)
    door.api.say("登记")
    await door.api.until_confirmed()
    card = door.api.sent[-1]
    assert card.rows == (("确认", "取消"),)
    door.api.press(card.says["确认"])
    await door.api.until_confirmed()
    assert door.core.received[-1].text == "确认登记"
    assert door.api.texts()[-1] == "答：确认登记"
    assert len(door.api.called("answerCallbackQuery")) == 1


async def test_a_button_in_a_group_speaks_for_who_pressed_it(door: Door) -> None:
    door.api.press("确认登记", chat=GROUP, sender=1002)
    await door.api.until_confirmed()
    incoming = door.core.received[0]
    assert (incoming.chat, incoming.sender, incoming.is_group) == (str(GROUP), "1002", True)


async def test_a_button_that_cannot_be_released_is_answered_all_the_same(door: Door) -> None:
    door.api.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
    door.api.press("确认登记")
    await door.api.until_confirmed()
    assert door.api.texts() == ["答：确认登记"]


async def test_a_press_without_words_is_only_released(door: Door) -> None:
    query = {"id": "q", "from": person(1001), "chat_instance": "1", "inline_message_id": "1", "data": "确认"}
    door.api.update({"update_id": door.api.next_number(), "callback_query": query})
    await door.api.until_confirmed()
    assert door.core.received == []
    assert len(door.api.called("answerCallbackQuery")) == 1


async def test_each_chat_is_answered_in_order(door: Door) -> None:
    for number in range(10):
        for chat in (1001, 1002, 1003):
            door.api.say(str(number), chat=chat)
    await door.api.until_confirmed()
    for chat in (1001, 1002, 1003):
        assert door.api.texts(chat) == [f"答：{number}" for number in range(10)]


async def test_a_message_that_could_not_be_committed_comes_again_before_the_next(door: Door) -> None:
    door.core.failures = 2
    door.api.say("第一")
    door.api.say("第二")
    await door.api.until_confirmed()
    assert [incoming.text for incoming in door.core.received] == ["第一", "第一", "第一", "第二"]
    assert door.api.texts() == ["答：第一", "答：第二"]


@pytest.mark.parametrize("fault", ["500", "502", "429", "404", "hang", "drop"])
async def test_what_could_not_be_sent_for_now_is_sent_later_and_once(door: Door, fault: str) -> None:
    match fault:
        case "hang":
            door.api.hang("sendMessage")
        case "drop":
            door.api.drop("sendMessage")
        case "429":
            door.api.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
        case status:
            door.api.refuse("sendMessage", int(status), "Not now", times=2)
    door.api.say("第一")
    door.api.say("第二")
    await door.api.until_confirmed()
    assert door.api.texts() == ["答：第一", "答：第二"]
    assert len(door.core.committed) == 2


async def test_a_chat_that_asked_for_quiet_is_left_in_quiet(door: Door) -> None:
    door.api.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1, chat=1001)
    door.api.say("几天", chat=1001)
    await door.api.until(lambda: bool(door.api.called("sendMessage")))
    door.api.say("几天", chat=1002)
    await door.api.until_confirmed()
    refused, to_other, to_first = [call for call in door.api.calls if call.method == "sendmessage"]
    assert to_other.at - refused.at < 0.9 < to_first.at - refused.at
    assert [to_other.params["chat_id"], to_first.params["chat_id"]] == ["1002", "1001"]


async def test_of_several_messages_none_is_said_twice(door: Door) -> None:
    door.core.answers["我的时限"] = (Reply("其一"), Reply("其二"), Reply("其三"))
    door.api.refuse("sendMessage", 429, "Too Many Requests", retry_after=1)
    door.api.drop("sendMessage")
    door.api.say("我的时限")
    await door.api.until_confirmed()
    assert door.api.texts() == ["其一", "其二", "其三"]


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_who_cannot_be_answered_is_not_tried_again(door: Door, status: int, description: str) -> None:
    door.api.refuse("sendMessage", status, description)
    door.api.say("几天", chat=1001)
    await door.api.until_confirmed()
    assert (len(door.core.received), door.api.sent) == (1, [])
    door.api.say("几天", chat=1002)
    await door.api.until_confirmed()
    assert door.api.texts(1002) == ["答：几天"]


async def test_a_long_reply_is_split_and_complete(door: Door) -> None:
    text = "\n".join(f"第{number}条 {'规' * 90}" for number in range(100))
    door.core.answers["全文"] = (Reply(text, (Button("返回", "返回"),)),)
    door.api.say("全文")
    await door.api.until_confirmed()
    assert "".join(door.api.texts()) == text
    assert [message.rows for message in door.api.sent] == [(), (), (("返回",),)]


@pytest.mark.parametrize(("withhold", "text"), [(True, "请到网页查看"), (False, "得分 87.5")])
async def test_what_must_not_go_abroad_stays(
    api: FakeBotApi, core: StubCore, mode: str, withhold: bool, text: str
) -> None:
    secret = Reply("得分 87.5", (Button("排序", "排序 SJ2026-015"),), abroad="请到网页查看")
    core.answers["得分"] = (secret,)
    async with opened(api, core, mode, withhold_personal_data=withhold) as door:
        assert door.channel.abroad is withhold
        api.say("得分", chat=1001)
        await api.until_confirmed()
        await door.channel.send("1002", secret)
    assert api.texts(1001) == api.texts(1002) == [text]
    assert all(bool(message.rows) is not withhold for message in api.sent)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("@caiwen_bot 几天内签合同", "几天内签合同"),
        ("@Caiwen_Bot几天内签合同", "几天内签合同"),
        ("请问 @caiwen_bot 几天", "请问 几天"),
        ("/log@caiwen_bot SJ2026-015", "/log SJ2026-015"),
        ("/start@caiwen_bot K7-M2Q4", "/start K7-M2Q4"),
        ("几天内签合同", None),
        ("/log SJ2026-015", None),
        ("/log@other_bot SJ2026-015", None),
        ("@caiwen_bot2 几天", None),
    ],
)
async def test_in_a_group_only_who_is_addressed_hears(door: Door, said: str, heard: str | None) -> None:
    door.api.say(said, chat=GROUP, sender=1002)
    await door.api.until_confirmed()
    assert [incoming.text for incoming in door.core.received] == ([heard] if heard else [])
    assert all(incoming.is_group and incoming.sender == "1002" for incoming in door.core.received)


@pytest.mark.parametrize(("author", "heard"), [(410106, ["2个工作日吗"]), (1003, [])])
async def test_in_a_group_a_reply_to_us_is_for_us(door: Door, author: int, heard: list[str]) -> None:
    earlier = {
        "message_id": 1,
        "date": 1795492800,
        "chat": {"id": GROUP, "type": "supergroup", "title": "采购中心"},
        "from": {"id": author, "is_bot": author == 410106, "first_name": "某"},
        "text": "2个工作日",
    }
    door.api.say("2个工作日吗", chat=GROUP, sender=1002, reply_to_message=earlier)
    await door.api.until_confirmed()
    assert [incoming.text for incoming in door.core.received] == heard


async def test_our_name_is_cut_out_of_a_command_in_private_too(door: Door) -> None:
    door.api.say("/help@caiwen_bot")
    await door.api.until_confirmed()
    assert door.core.received[0].text == "/help"


async def test_a_voice_message_comes_without_words(door: Door) -> None:
    door.api.message(voice={"file_id": "1", "file_unique_id": "1", "duration": 3})
    await door.api.until_confirmed()
    assert [incoming.text for incoming in door.core.received] == [""]


NOT_FOR_US = {
    "edited": ("edited_message", {"from": person(1001), "text": "改了"}),
    "channel post": ("channel_post", {"text": "公告"}),
    "service message": ("message", {"from": person(1001), "group_chat_created": True}),
    "in the name of a channel": (
        "message",
        {"from": person(1001), "sender_chat": {"id": -1, "type": "channel", "title": "频"}, "text": "几天"},
    ),
    "another bot": ("message", {"from": {"id": 5, "is_bot": True, "first_name": "b"}, "text": "几天"}),
}


@pytest.mark.parametrize("case", NOT_FOR_US)
async def test_what_is_not_for_us_is_confirmed_in_silence(door: Door, case: str) -> None:
    kind, content = NOT_FOR_US[case]
    message = {"message_id": 1, "date": 1795492800, "chat": {"id": 1001, "type": "private"}, **content}
    door.api.update({"update_id": door.api.next_number(), kind: message})
    await door.api.until_confirmed()
    assert (door.core.received, door.api.sent) == ([], [])


async def test_stopped_between_commit_and_send_the_stored_reply_is_sent_once(
    api: FakeBotApi, core: StubCore, mode: str
) -> None:
    api.hang("sendMessage")
    async with opened(api, core, mode):
        api.say("登记")
        await api.until(lambda: bool(core.committed) and bool(api.called("sendMessage")))
    assert (api.texts(), len(api.pending)) == ([], 1)
    core.answers["登记"] = (Reply("a second handling would say this"),)
    async with opened(api, core, mode):
        await api.until_confirmed()
    assert (len(core.received), api.texts()) == (2, ["答：登记"])


async def test_stopping_finishes_what_is_in_hand(api: FakeBotApi, core: StubCore, mode: str) -> None:
    core.gate = asyncio.Event()
    async with opened(api, core, mode):
        api.say("登记")
        await api.until(lambda: bool(core.received))
        asyncio.get_running_loop().call_later(0.05, core.gate.set)
    assert api.texts() == ["答：登记"]
    await api.until_confirmed()


async def test_an_api_out_of_reach_at_start_is_tried_again(
    api: FakeBotApi, core: StubCore, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.drop("getMe", times=2)
    api.refuse("getMe", 502)
    api.hang("getMe")
    api.refuse("getMe", 401, "Unauthorized")
    api.say("几天")
    async with opened(api, core, mode):
        await api.until_confirmed()
    assert api.texts() == ["答：几天"]
    assert caplog.text.count("cannot connect") == 5
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: BUTTON_DATA_INVALID"),
    ],
)
async def test_a_reminder_that_can_never_arrive_is_refused(door: Door, status: int, description: str) -> None:
    door.api.refuse("sendMessage", status, description)
    with pytest.raises(Refused, match="(?i)" + description.partition(": ")[2]):
        await door.channel.send("1001", Reply("今天到期"))


async def test_a_group_that_moved_is_refused(door: Door) -> None:
    door.api.refuse("sendMessage", 400, "Bad Request: group chat was upgraded", migrate_to=-1009)
    with pytest.raises(Refused, match="-1009"):
        await door.channel.send(str(GROUP), Reply("今天到期"))


async def test_a_reminder_waits_for_as_long_as_telegram_asks(door: Door) -> None:
    door.api.refuse("sendMessage", 429, "Too Many Requests: retry after 35", retry_after=35)
    for _ in range(2):
        with pytest.raises(TryLater) as later:
            await door.channel.send("1001", Reply("今天到期"))
        assert later.value.after_seconds == pytest.approx(35, abs=1)
    assert len(door.api.called("sendMessage")) == 1


async def test_stopping_lets_a_reminder_in_hand_arrive_and_puts_off_the_next(
    api: FakeBotApi, core: StubCore, mode: str
) -> None:
    gate = api.hold("sendMessage")
    async with opened(api, core, mode) as door:
        in_hand = asyncio.create_task(door.channel.send("1001", Reply("今天到期")))
        await api.until(lambda: bool(api.called("sendMessage")))
        asyncio.get_running_loop().call_later(0.05, gate.set)
    await in_hand
    assert api.texts() == ["今天到期"]
    with pytest.raises(TryLater):
        await door.channel.send("1001", Reply("今天到期"))
    assert len(api.called("sendMessage")) == 1


@pytest.mark.parametrize("fault", ["500", "hang", "drop"])
async def test_a_reminder_is_tried_later_when_the_network_fails(door: Door, fault: str) -> None:
    match fault:
        case "hang":
            door.api.hang("sendMessage")
        case "drop":
            door.api.drop("sendMessage")
        case status:
            door.api.refuse("sendMessage", int(status))
    with pytest.raises(TryLater) as later:
        await door.channel.send("1001", Reply("今天到期"))
    assert later.value.after_seconds is None


async def test_no_error_tells_the_token(api: FakeBotApi, core: StubCore, mode: str) -> None:
    async with opened(api, core, mode, connected=False, base_url="bot-api.example/bot") as door:
        with pytest.raises(TryLater) as later:
            await door.channel.send("1001", Reply("今天到期"))
    assert TOKEN not in "".join(traceback.format_exception(later.value))


async def test_reminders_keep_to_the_limits_and_answers_do_not_wait(
    api: FakeBotApi, core: StubCore, mode: str
) -> None:
    timing = replace(QUICK, between_messages=0.01, between_messages_to_a_chat=0.2)
    async with opened(api, core, mode, timing=timing) as door:
        began = asyncio.get_running_loop().time()
        chats = ["1001", "1001", "1001", *(str(number) for number in range(2001, 2021))]
        await asyncio.gather(*(door.channel.send(chat, Reply("今天到期")) for chat in chats))
    assert max(sent.at for sent in api.sent if sent.chat == 1001) - began >= 2 * 0.2
    assert max(sent.at for sent in api.sent if sent.chat != 1001) - began >= 20 * 0.01
    async with opened(api, core, mode, timing=replace(QUICK, between_messages_to_a_chat=1000)):
        api.say("第一")
        api.say("第二")
        await api.until_confirmed()
    assert api.texts()[-2:] == ["答：第一", "答：第二"]


async def test_it_goes_out_through_the_proxy_of_the_environment(
    api: FakeBotApi, core: StubCore, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    # The fake takes a whole address in the request line just as a proxy does.
    monkeypatch.setenv("HTTP_PROXY", api.base_url.removesuffix("/bot"))
    async with opened(api, core, mode, base_url="http://api.telegram.invalid/bot"):
        api.say("几天")
        await api.until_confirmed()
    assert api.texts() == ["答：几天"]
