"""The webhook: who is let in, and what Telegram is told."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channels.telegram import BODY_BYTES, TelegramChannel
from bot.config import ConfigError
from tests.fakes.telegram_api import SECRET_HEADER, FakeBotApi, text_message
from tests.fakes.telegram_door import SECRET, Door, opened, settings
from tests.fakes.web_core import StubCore

UPDATE = json.dumps({"update_id": 1, "message": text_message("几天")}).encode()


@pytest.fixture
def core() -> StubCore:
    return StubCore()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        yield api


@pytest.fixture
async def door(api: FakeBotApi, core: StubCore) -> AsyncIterator[Door]:
    async with opened(api, core, "webhook") as door:
        yield door


async def post(door: Door, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(door.url, data=body, headers=headers) as response,
    ):
        return response.status


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "密"])
async def test_without_the_secret_nobody_comes_in(door: Door, secret: str | None) -> None:
    assert await post(door, UPDATE, secret) == 403
    assert await post(door, b"{", secret) == 403
    assert door.core.received == []


async def test_with_the_secret_an_update_comes_in(door: Door) -> None:
    assert await post(door, UPDATE) == 200
    assert door.api.texts() == ["答：几天"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": 1, "message": {"date": "yesterday"}}',
        b'{"update_id": 1, "message": "text"}',
        b'{"update_id": 1, "callback_query": {"id": 1}}',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(
    door: Door, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert await post(door, body) == 400
    assert (door.core.received, caplog.records) == ([], [])


async def test_what_is_too_long_is_refused(door: Door) -> None:
    assert await post(door, b" " * (BODY_BYTES + 1)) == 413
    assert await post(door, UPDATE + b" " * (BODY_BYTES - len(UPDATE))) == 200


async def test_only_a_finished_update_is_acknowledged(door: Door) -> None:
    door.core.gate = asyncio.Event()
    number = door.api.say("登记")
    await door.api.until(lambda: bool(door.core.received))
    assert door.api.webhook_statuses == []
    door.core.failures = 1
    door.core.gate.set()
    await door.api.until_confirmed()
    assert door.api.webhook_statuses == [500, 200]
    assert [incoming.external_id for incoming in door.core.received] == [str(number)] * 2
    assert door.api.texts() == ["答：登记"]


async def test_what_was_answered_but_comes_again_is_acknowledged_in_silence(door: Door) -> None:
    assert [await post(door, UPDATE) for _ in range(3)] == [200, 200, 200]
    assert door.api.texts() == ["答：几天"]


async def test_the_same_update_twice_at_once_is_answered_once(door: Door) -> None:
    assert await asyncio.gather(post(door, UPDATE), post(door, UPDATE)) == [200, 200]
    assert door.api.texts() == ["答：几天"]


async def test_the_webhook_is_set_with_its_secret(door: Door) -> None:
    (asked,) = door.api.called("setWebhook")
    assert asked == {
        "url": door.url,
        "secret_token": SECRET,
        "allowed_updates": ["message", "callback_query"],
        "max_connections": 32,
    }
    assert door.api.called("getUpdates") == []


async def test_before_the_api_has_answered_updates_are_put_off(api: FakeBotApi, core: StubCore) -> None:
    api.hang("getMe", times=1000)
    async with opened(api, core, "webhook", connected=False) as door:
        assert await post(door, UPDATE) == 500
    assert core.received == []


async def test_once_stopped_updates_are_put_off(door: Door) -> None:
    await door.channel.stop()
    assert await post(door, UPDATE) == 503
    assert door.core.received == []


async def test_without_a_secret_it_does_not_start(api: FakeBotApi) -> None:
    with pytest.raises(ValueError, match="webhook_secret"):
        settings(api, "webhook", public_url="https://x/telegram", webhook_secret="")
    unchecked = settings(api, "webhook", public_url="https://x/telegram").model_copy(
        update={"webhook_secret": ""}
    )
    with pytest.raises(ConfigError, match="webhook_secret"):
        TelegramChannel(unchecked)
