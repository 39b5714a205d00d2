"""A core that can be told what to do, and the server that the web channel runs in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.channels.web import WebChannel
from models.message import Incoming, Reply

WEB = Path(__file__).parents[2] / "web"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@dataclass
class Line:
    """An entry of the history."""

    by_bot: bool
    at: datetime
    reply: Reply


@dataclass
class StubCore:
    """Commits each message once, like the real one, and answers `答：` and the text unless told otherwise."""

    answers: dict[str, tuple[Reply, ...]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    received: list[Incoming] = field(default_factory=list)
    committed: dict[str, tuple[Reply, ...]] = field(default_factory=dict)
    failures: int = 0
    gate: asyncio.Event | None = None

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        self.received.append(incoming)
        if self.gate:
            await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        if incoming.external_id not in self.committed:
            replies = self.answers.get(incoming.text, (Reply(f"答：{incoming.text}"),))
            self.committed[incoming.external_id] = replies
            self.lines.append(Line(False, NOON, Reply(incoming.text)))
            self.lines += [Line(True, NOON, reply) for reply in replies]
        return self.committed[incoming.external_id]

    def open_gate(self) -> None:
        """Let through what waits at the gate, and all that comes after."""
        if self.gate:
            self.gate.set()

    async def history(self, chat: str) -> Sequence[Line]:
        del chat
        return self.lines


class WebServer:
    """The channel in an HTTP server of its own, on a port that stays the same over restarts."""

    def __init__(self, core: StubCore, title: str = "上街区政府采购助手") -> None:
        self.core = core
        self.title = title
        self.port = 0
        self.now = NOON
        self.gives_cookies = True

    async def start(self) -> None:
        self.channel = WebChannel(
            WEB, b"a key of the tests", False, self.core.history, self.title, lambda: self.now
        )
        await self.channel.start(self.core.receive)
        application = web.Application()
        application.add_routes(self.channel.routes())
        application.on_response_prepare.append(self._withhold_cookies)
        self.runner = web.AppRunner(application)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        await self.channel.stop()
        await self.runner.cleanup()

    async def _withhold_cookies(self, request: web.Request, response: web.StreamResponse) -> None:
        del request
        if not self.gives_cookies:
            response.headers.pop("Set-Cookie", None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
