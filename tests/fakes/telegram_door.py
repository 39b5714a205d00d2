"""The Telegram channel before a fake Bot API and a core that can be told what to do."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_pace import Timing
from bot.config import Telegram
from tests.fakes.telegram_api import TOKEN, FakeBotApi
from tests.fakes.web_core import StubCore

SECRET = "a-secret_of-the-tests"
QUICK = Timing(
    between_messages=0,
    between_messages_to_a_chat=0,
    long_poll=30,
    look_again=0.02,
    call=0.3,
    first_pause=0.01,
    longest_pause=0.05,
)


@dataclass
class Door:
    api: FakeBotApi
    core: StubCore
    channel: TelegramChannel
    url: str


def settings(api: FakeBotApi, mode: str = "polling", **changes: object) -> Telegram:
    values = {
        "token": TOKEN,
        "mode": mode,
        "base_url": api.base_url,
        "base_file_url": api.base_file_url,
        "webhook_secret": SECRET if mode == "webhook" else "",
        "public_url": "",
        "withhold_personal_data": True,
    }
    return Telegram.model_validate(values | changes)


@asynccontextmanager
async def opened(
    api: FakeBotApi,
    core: StubCore,
    mode: str = "polling",
    timing: Timing = QUICK,
    connected: bool = True,
    **changes: object,
) -> AsyncIterator[Door]:
    """The channel in an HTTP server, started; on leaving, stopped."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/telegram"
    channel = TelegramChannel(settings(api, mode, public_url=url, **changes), timing)
    application = web.Application()
    application.add_routes(channel.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    await channel.start(core.receive)
    door = Door(api, core, channel, url)
    try:
        if connected:
            await api.until(lambda: bool(api.called("setWebhook" if mode == "webhook" else "getUpdates")))
        yield door
    finally:
        await channel.stop()
        await runner.cleanup()
