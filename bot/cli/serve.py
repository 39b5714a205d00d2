"""Runs the service, or the console beside it, until it is told to stop."""

import asyncio
import os
import signal
import sys

from bot import installation
from bot.app import App
from bot.channels.console import ConsoleChannel
from bot.clock import system_clock
from bot.config import Settings
from bot.wiring import DOORS
from language.said import say_moment
from models.types import SHANGHAI


async def serve(settings: Settings) -> None:
    """The service. Prints where it is, what is on, and how to become the first administrator."""
    app = App(settings, system_clock)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await app.start()
    try:
        for line in await _greeting(app):
            print(line, flush=True)
        await stopping.wait()
    finally:
        await app.stop()


async def talk(settings: Settings) -> None:
    """The console: the same bot on standard input and output, on the same database, without HTTP."""
    console = ConsoleChannel(sys.stdin, sys.stdout)
    app = App(settings, system_clock, [console], http=False)
    await app.start()
    try:
        await console.ended.wait()
    finally:
        await app.stop()


async def _greeting(app: App) -> list[str]:
    division = app.districts.packs.of(app.settings.district).division
    now = app.clock()
    python = os.path.relpath(sys.executable) if sys.prefix != sys.base_prefix else "python3"
    code = await app.database.run(lambda tx: installation.first_admin_code(tx, division, now))
    lines = [
        f"采问已启动，服务{division.name}。",
        f"地址：{app.address}",
        *(
            f"{door.title}：{'已开启' if door.is_on(app.settings) else f'未开启（{door.off}）'}"
            for door in DOORS
        ),
        f"命令行聊天：另开一个窗口运行 {python} -m bot console",
    ]
    if code is not None:
        until = say_moment(code.expires_at, now.astimezone(SHANGHAI).date())
        lines.append(
            f"还没有管理员。请在网页聊天里发：绑定 {code.code} 您的姓名（只能用一次，{until}前有效）"
        )
    return lines
