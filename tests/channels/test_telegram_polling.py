"""Long polling: when an update is confirmed, and what happens when asking fails."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from models.message import Incoming, Reply
from tests.fakes.telegram_api import FakeBotApi, text_message
from tests.fakes.telegram_door import QUICK, opened
from tests.fakes.web_core import StubCore


@pytest.fixture
def core() -> StubCore:
    return StubCore()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        yield api


class SlowFor1001(StubCore):
    def __init__(self) -> None:
        super().__init__()
        self.done = asyncio.Event()

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        if incoming.chat == "1001":
            await self.done.wait()
        return await super().receive(incoming)


def offsets(api: FakeBotApi) -> list[int]:
    return [params["offset"] for params in api.called("getUpdates") if "offset" in params]


async def test_nothing_is_confirmed_before_it_is_committed(api: FakeBotApi, core: StubCore) -> None:
    core.gate = asyncio.Event()
    async with opened(api, core):
        number = api.say("登记")
        await api.until(lambda: bool(core.received))
        asked = len(api.called("getUpdates"))
        await api.until(lambda: len(api.called("getUpdates")) > asked + 2)
        assert set(offsets(api)) == {number}
        core.gate.set()
        await api.until_confirmed()
        assert max(offsets(api)) == number + 1
    assert (len(core.received), api.texts()) == (1, ["答：登记"])


async def test_nothing_is_confirmed_before_it_is_answered(api: FakeBotApi, core: StubCore) -> None:
    api.refuse("sendMessage", 500, times=4)
    async with opened(api, core):
        number = api.say("登记")
        await api.until(lambda: len(api.called("sendMessage")) == 4)
        assert max(offsets(api), default=0) <= number
        await api.until_confirmed()
    assert api.texts() == ["答：登记"]


async def test_a_chat_that_takes_long_holds_up_no_other(api: FakeBotApi) -> None:
    core = SlowFor1001()
    async with opened(api, core):
        first = api.say("慢", chat=1001)
        await api.until(lambda: first in offsets(api))
        for chat in range(2001, 2006):
            api.say("快", chat=chat)
        await api.until(lambda: len(api.sent) == 5)
        api.say("快", chat=2001)
        await api.until(lambda: len(api.sent) == 6)
        assert max(offsets(api)) == first
        core.done.set()
        await api.until_confirmed()
    assert api.texts(1001) == ["答：慢"]


async def test_it_waits_for_as_long_as_telegram_asks(api: FakeBotApi, core: StubCore) -> None:
    api.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    async with opened(api, core):
        api.say("几天")
        await api.until_confirmed()
    assert (len(core.received), api.texts()) == (2, ["答：几天"])


async def test_what_is_finished_is_confirmed_on_leaving(api: FakeBotApi, core: StubCore) -> None:
    async with opened(api, core):
        api.say("登记")
        await api.until(lambda: bool(api.sent))
    assert api.pending == []
    async with opened(api, core):
        api.say("我的时限")
        await api.until_confirmed()
    assert api.texts() == ["答：登记", "答：我的时限"]


async def test_on_leaving_what_keeps_failing_is_given_back(api: FakeBotApi, core: StubCore) -> None:
    core.failures = 1000
    async with opened(api, core):
        api.say("登记", chat=1001)
        api.say("确认", chat=1001)
        await api.until(lambda: len(core.received) > 2)
    assert len(api.pending) == 2
    assert {incoming.text for incoming in core.received} == {"登记"}


async def test_an_old_webhook_is_removed_and_what_waits_is_kept(api: FakeBotApi, core: StubCore) -> None:
    api.webhook = {"url": "http://127.0.0.1:9/old"}
    api.pending.append({"update_id": 7, "message": text_message("几天")})
    async with opened(api, core):
        await api.until_confirmed()
    assert api.webhook is None
    assert api.texts() == ["答：几天"]


@pytest.mark.parametrize("fault", ["409", "500", "429", "hang", "drop"])
async def test_asking_goes_on_after_a_fault(api: FakeBotApi, core: StubCore, fault: str) -> None:
    match fault:
        case "hang":
            api.hang("getUpdates")
        case "drop":
            api.drop("getUpdates", times=2)
        case "429":
            api.refuse("getUpdates", 429, "Too Many Requests: retry after 1", retry_after=1)
        case status:
            api.refuse("getUpdates", int(status), "Conflict: terminated by other getUpdates", times=2)
    async with opened(api, core, timing=replace(QUICK, long_poll=0)):
        api.say("几天")
        await api.until_confirmed()
    assert api.texts() == ["答：几天"]


async def test_an_update_that_cannot_be_read_holds_up_nothing(api: FakeBotApi, core: StubCore) -> None:
    async with opened(api, core):
        api.update({"update_id": api.next_number(), "message": {"date": "yesterday"}})
        api.say("几天")
        await api.until_confirmed()
    assert api.texts() == ["答：几天"]


async def test_numbers_may_begin_anew_after_a_quiet_week(api: FakeBotApi, core: StubCore) -> None:
    async with opened(api, core, timing=replace(QUICK, long_poll=0)):
        api.update({"update_id": 900, "message": text_message("之前")})
        await api.until_confirmed()
        asked = len(api.called("getUpdates"))
        await api.until(lambda: len(api.called("getUpdates")) > asked + 2)
        api.update({"update_id": 2, "message": text_message("之后")})
        await api.until_confirmed()
    assert api.texts()[-1] == "答：之后"


async def test_it_asks_for_what_it_understands_and_waits_long(api: FakeBotApi, core: StubCore) -> None:
    async with opened(api, core):
        pass
    asked = api.called("getUpdates")[0]
    assert asked == {"timeout": 30, "limit": 100, "allowed_updates": ["message", "callback_query"]}


async def test_it_offers_no_route(api: FakeBotApi, core: StubCore) -> None:
    async with opened(api, core) as door:
        assert list(door.channel.routes()) == []
