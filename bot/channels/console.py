"""The console: the same bot on standard input and output, for the first try and for tests."""

import asyncio
import getpass
import secrets
from collections.abc import Iterable
from typing import TextIO

from aiohttp import web

from bot.channels.base import Receive
from models.message import Button, Incoming, Reply


class ConsoleChannel:
    """One person at a terminal. A button is pressed by its number after a colon (:1)."""

    name = "console"
    abroad = False

    def __init__(self, source: TextIO, sink: TextIO, user: str | None = None) -> None:
        self._source, self._sink = source, sink
        self.only_chat = user or getpass.getuser()
        self._buttons: tuple[Button, ...] = ()
        self._task: asyncio.Task[None] | None = None
        self.ended = asyncio.Event()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return ()

    async def start(self, receive: Receive) -> None:
        self._task = asyncio.create_task(self._talk(receive))

    async def stop(self) -> None:
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def send(self, chat: str, reply: Reply) -> None:
        del chat
        self._print(reply)

    async def _talk(self, receive: Receive) -> None:
        session = secrets.token_hex(8)
        number = 0
        await self._say(receive, f"{session}:{number}", "帮助")
        while line := await asyncio.to_thread(self._source.readline):
            number += 1
            await self._say(receive, f"{session}:{number}", self._pressed(line.strip()))
        self.ended.set()

    async def _say(self, receive: Receive, external_id: str, text: str) -> None:
        for reply in await receive(Incoming(self.name, external_id, self.only_chat, self.only_chat, text)):
            self._print(reply)

    def _pressed(self, line: str) -> str:
        place = line.removeprefix(":").removeprefix("：")
        if place == line or not place.isdecimal() or not 1 <= int(place) <= len(self._buttons):
            return line
        return self._buttons[int(place) - 1].says

    def _print(self, reply: Reply) -> None:
        self._buttons = reply.buttons or self._buttons
        choices = [f"  :{place} {button.label}" for place, button in enumerate(reply.buttons, start=1)]
        self._sink.write("\n".join([reply.text, *choices, "", ""]))
        self._sink.flush()
