"""The web chat: a page and a WebSocket. All open tabs of a visitor show the same conversation.

Frames are JSON. From the page: `say` (id, text) and `history` (asks for it again). To the page: `history`,
`reply` (to, said, at, messages), `push` (messages), `failed` (to). A reply leaves after the core's commit.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.base import Entry, Receive, TryLater
from bot.channels.web_page import Page, VisitorCookie
from bot.clock import Clock, system_clock
from models.message import Incoming, Reply

logger = logging.getLogger(__name__)

FRAME_BYTES = 16 * 1024
HEARTBEAT_SECONDS = 30
CLOSING_SECONDS = 2
SENDING_SECONDS = 10
BURST = 20
FRAMES_A_SECOND = 5
UNKNOWN_VISITOR = 4401
"""Our close code for a cookie that is missing or forged: the page fetches a fresh one."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Frame = Mapping[str, object]


class WebChannel:
    """The door that needs no account. `history` gives the last entries of a visitor, oldest first."""

    name = "web"
    abroad = False
    only_chat = ""

    def __init__(
        self,
        web_folder: Path,
        key: bytes,
        secure_cookie: bool,
        history: Callable[[str], Awaitable[Sequence[Entry]]],
        title: str,
        clock: Clock = system_clock,
    ) -> None:
        self._cookie = VisitorCookie(key, secure_cookie)
        self._page = Page(web_folder, title, self._cookie)
        self._history = history
        self._clock = clock
        self._receive: Receive | None = None
        # A visitor is kept for as long as a tab of his, or a message in hand, refers to it.
        self._visitors: WeakValueDictionary[str, _Visitor] = WeakValueDictionary()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [*self._page.routes(), web.get("/chat", self._chat, allow_head=False)]

    async def start(self, receive: Receive) -> None:
        self._receive = receive

    async def stop(self) -> None:
        """What is in hand is answered; then every tab is told to come back later."""
        self._receive = None
        await asyncio.gather(*(visitor.leave() for visitor in list(self._visitors.values())))

    async def send(self, chat: str, reply: Reply) -> None:
        """Show it in all open tabs. Without one it waits: the next visit collects it with the history."""
        visitor = self._visitors.get(chat)
        if visitor is None or not visitor.tabs:
            raise TryLater("no tab is open")
        async with visitor.turn:
            await visitor.show({"type": "push", "messages": [_message(reply, self._clock())]})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        if not _same_origin(request):
            raise web.HTTPForbidden(text="WebSocket 请求的来源与本站不符。")
        if self._receive is None:
            raise web.HTTPServiceUnavailable(text="服务正在启动或停止，请稍后再试。")
        socket = web.WebSocketResponse(
            max_msg_size=FRAME_BYTES, heartbeat=HEARTBEAT_SECONDS, timeout=CLOSING_SECONDS
        )
        await socket.prepare(request)
        chat = self._cookie.visitor_of(request)
        if chat is None:
            await socket.close(code=UNKNOWN_VISITOR)
            return socket
        visitor = self._visitors.setdefault(chat, _Visitor(chat, self._clock()))
        await self._serve(visitor, _Tab(socket, request.query.get("district", "")))
        return socket

    async def _serve(self, visitor: "_Visitor", tab: "_Tab") -> None:
        """Take the frames of a tab one after the other, until it goes."""
        try:
            await self._show_history(visitor, tab)
            async for frame in tab.socket:
                if frame.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._take(visitor, tab, frame.data)
        finally:
            visitor.tabs.discard(tab)

    async def _take(self, visitor: "_Visitor", tab: "_Tab", data: str | bytes) -> None:
        allowed = visitor.may_ask(self._clock())
        asked = _read(data)
        if asked is None or not allowed:
            await tab.show({"type": "failed", "to": asked.id if asked else ""})
        elif asked.id:
            await self._say(visitor, tab, asked)
        else:
            await self._show_history(visitor, tab)

    async def _say(self, visitor: "_Visitor", tab: "_Tab", say: "_Asked") -> None:
        async with visitor.turn:
            replies = await self._answer(visitor.chat, tab.district, say)
            if replies is None:
                await tab.show({"type": "failed", "to": say.id})
                return
            now = self._clock()
            said = {"to": say.id, "said": say.text, "at": now.isoformat()}
            messages = [_message(reply, now) for reply in replies]
            await visitor.show({"type": "reply", **said, "messages": messages})

    async def _answer(self, chat: str, district: str, say: "_Asked") -> tuple[Reply, ...] | None:
        """The replies of the core, or None where nothing was committed and the page shall ask again."""
        if self._receive is None:
            return None
        incoming = Incoming(self.name, f"{chat}:{say.id}", chat, chat, say.text, district=district)
        try:
            return await self._receive(incoming)
        except Exception:
            logger.exception("web: message %s was not committed", say.id)
            return None

    async def _show_history(self, visitor: "_Visitor", tab: "_Tab") -> None:
        """Everything so far; from here on the tab sees what the others see, with no gap and no overlap."""
        async with visitor.turn:
            entries = await self._history(visitor.chat)
            messages = [{"by_bot": entry.by_bot, **_message(entry.reply, entry.at)} for entry in entries]
            await tab.show({"type": "history", "messages": messages})
            visitor.tabs.add(tab)


@dataclass(eq=False)
class _Tab:
    """An open socket."""

    socket: web.WebSocketResponse
    district: str

    async def show(self, frame: Frame) -> None:
        """A tab that has gone, or takes nothing any more, is dropped: it gets the history when it is back."""
        try:
            async with asyncio.timeout(SENDING_SECONDS):
                await self.socket.send_str(json.dumps(frame))
        except (ConnectionError, TimeoutError) as error:
            logger.info("web: a tab went away: %r", error)
            await self.socket.close(drain=False)


@dataclass(eq=False)
class _Visitor:
    """The tabs of one visitor, and how many more frames they may send for now.

    `turn` keeps what they see in the order in which it was committed.
    """

    chat: str
    asked_at: datetime
    allowance: float = BURST
    tabs: set[_Tab] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def may_ask(self, now: datetime) -> bool:
        passed_seconds = max(0.0, (now - self.asked_at).total_seconds())
        self.allowance = min(BURST, self.allowance + passed_seconds * FRAMES_A_SECOND)
        self.asked_at = now
        if self.allowance < 1:
            return False
        self.allowance -= 1
        return True

    async def show(self, frame: Frame) -> None:
        await asyncio.gather(*(tab.show(frame) for tab in self.tabs))

    async def leave(self) -> None:
        async with self.turn:
            closings = [tab.socket.close(code=WSCloseCode.GOING_AWAY) for tab in self.tabs]
            await asyncio.gather(*closings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A frame of the page: a message with its id, or without one the wish to see the history again."""

    id: str = ""
    text: str = ""


def _read(data: str | bytes) -> _Asked | None:
    """The frame, or None where it is malformed."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return None
    match frame:
        case {"type": "say", "id": str(id_), "text": str(text)} if UUID.fullmatch(id_):
            return _Asked(id_, text)
        case {"type": "history"}:
            return _Asked()
    return None


def _message(reply: Reply, at: datetime) -> Frame:
    buttons = [[button.label, button.says] for button in reply.buttons]
    return {"text": reply.text, "buttons": buttons, "at": at.isoformat()}


def _same_origin(request: web.Request) -> bool:
    """Whether the page that opens the socket is ours: another site's would carry the visitor's cookie."""
    _, _, origin_host = request.headers.get("Origin", "").partition("://")
    return bool(origin_host) and origin_host.lower() == request.host.lower()
