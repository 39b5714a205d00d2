"""The doors that people come in by, each with the real channel behind it."""

import asyncio
import io
import json
import os
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from bot.channels.console import ConsoleChannel
from tests.fakes.telegram_api import FakeBotApi

VOICE = {"file_id": "voice-1", "file_unique_id": "v1", "duration": 3}
PHOTO = [{"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 90}]
CONTENTS: dict[str, dict[str, Any]] = {"（语音）": {"voice": VOICE}, "（图片）": {"photo": PHOTO}}
GROUP = -5001
WAIT_SECONDS = 20
PRINTED_BUTTON = re.compile(r"^  (:\d) (.+)$", re.M)


@dataclass(frozen=True)
class Heard:
    """A message of the bot: its words, and what each button sends."""

    text: str
    buttons: dict[str, str] = field(default_factory=dict)


class Seat(Protocol):
    """One person at one door."""

    async def say(self, text: str) -> list[Heard]:
        """Send a text; what the bot answers."""
        ...

    async def press(self, label: str, before: int) -> list[Heard]:
        """Press the button of that label that was shown last (`before`: how many such buttons earlier)."""
        ...

    async def again(self) -> list[Heard]:
        """The platform delivers the last update once more."""
        ...

    async def told(self) -> list[Heard]:
        """What the bot has said on its own initiative since it was last looked at."""
        ...


class NoButton(Exception):
    """There is no such button to press."""


def find_button(seen: list[Heard], label: str, before: int) -> str:
    """What the button sends."""
    says = [message.buttons[label] for message in reversed(seen) if label in message.buttons]
    if len(says) <= before:
        raise NoButton(label)
    return says[before]


class TelegramSeat:
    """A chat with the bot, in private or in a group."""

    def __init__(self, api: FakeBotApi, number: int, in_group: bool) -> None:
        self._api, self.sender = api, number
        self._chat = GROUP if in_group else number
        self._read = 0
        self._last: dict[str, object] = {}
        self._untold: list[Heard] = []

    async def say(self, text: str) -> list[Heard]:
        content = CONTENTS.get(text, {"text": text})
        return await self._answers(lambda: self._api.message(self._chat, self.sender, **content))

    async def press(self, label: str, before: int) -> list[Heard]:
        says = find_button(self._messages(), label, before)
        return await self._answers(lambda: self._api.press(says, self._chat, self.sender))

    async def again(self) -> list[Heard]:
        return await self._answers(lambda: self._api.update(self._last))

    async def told(self) -> list[Heard]:
        untold, self._untold = self._untold + self._new(), []
        return untold

    async def _answers(self, send: Callable[[], int]) -> list[Heard]:
        self._untold += self._new()
        send()
        self._last = self._api.pending[-1]
        await self._api.until_confirmed()
        return self._new()

    def _messages(self) -> list[Heard]:
        return [Heard(sent.text, sent.says) for sent in self._api.sent if sent.chat == self._chat]

    def _new(self) -> list[Heard]:
        new = self._messages()[self._read :]
        self._read += len(new)
        return new


class WebSeat:
    """A browser with the page open. It comes back with its cookie when the service was away."""

    def __init__(self, address: str, district: str = "") -> None:
        self._address, self._district = address, district
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._seen: list[Heard] = []
        self._untold: list[Heard] = []
        self._last: dict[str, str] = {}

    async def say(self, text: str) -> list[Heard]:
        self._last = {"type": "say", "id": str(uuid.uuid4()), "text": text}
        return await self.again()

    async def press(self, label: str, before: int) -> list[Heard]:
        return await self.say(find_button(self._seen, label, before))

    async def again(self) -> list[Heard]:
        return await self._until("reply", self._last)

    async def told(self) -> list[Heard]:
        if self._socket is not None:
            await self._until("history", {"type": "history"})
        untold, self._untold = self._untold, []
        return untold

    async def leave(self) -> None:
        """The connection is gone."""
        if self._socket is not None:
            await self._socket.close()
        self._socket = None

    async def close(self) -> None:
        await self.leave()
        if self._session is not None:
            await self._session.close()

    async def _until(self, kind: str, frame: dict[str, str]) -> list[Heard]:
        """Send a frame; the messages of the frame that answers it. What is pushed meanwhile is kept."""
        socket = await self._open_socket()
        await socket.send_str(json.dumps(frame, ensure_ascii=False))
        while True:
            got = await socket.receive_json(timeout=WAIT_SECONDS)
            if got["type"] == "failed":
                raise AssertionError(f"refused: {frame}")
            heard = [Heard(each["text"], dict(each["buttons"])) for each in got["messages"]]
            if got["type"] == "push":
                self._untold += heard
            if got["type"] != "history":
                self._seen += heard
            if got["type"] == kind and got.get("to", "") == frame.get("id", ""):
                return heard

    async def _open_socket(self) -> aiohttp.ClientWebSocketResponse:
        if self._session is None:
            jar = aiohttp.CookieJar(unsafe=True)
            self._session = aiohttp.ClientSession(self._address, cookie_jar=jar)
            async with self._session.get("/") as page:
                page.raise_for_status()
        if self._socket is None:
            origin = self._address.rstrip("/")
            self._socket = await self._session.ws_connect(f"/chat?district={self._district}", origin=origin)
            history = (await self._socket.receive_json(timeout=WAIT_SECONDS))["messages"]
            missed = [each for each in history if each["by_bot"]][len(self._seen) :]
            self._untold += [Heard(each["text"], dict(each["buttons"])) for each in missed]
            self._seen += self._untold
        return self._socket


class ConsoleSeat:
    """A terminal with the console in it, fed through a pipe."""

    def __init__(self, user: str) -> None:
        reading, writing = os.pipe()
        self._keys = os.fdopen(writing, "w", encoding="utf-8")
        self._paper = _Paper()
        self.channel = ConsoleChannel(os.fdopen(reading, encoding="utf-8"), self._paper, user)
        self._seen: list[Heard] = []
        self._untold = ""

    async def say(self, text: str) -> list[Heard]:
        self._untold += self._paper.take()
        self._keys.write(text + "\n")
        self._keys.flush()
        return await self.answers()

    async def answers(self) -> list[Heard]:
        async with asyncio.timeout(WAIT_SECONDS):
            await self._paper.written.wait()
        return self._read(self._paper.take())

    async def press(self, label: str, before: int) -> list[Heard]:
        newest = [message for message in self._seen if message.buttons][-1:]
        return await self.say(find_button(newest, label, before))

    async def again(self) -> list[Heard]:
        raise NotImplementedError("a terminal delivers nothing twice")

    async def told(self) -> list[Heard]:
        untold, self._untold = self._untold + self._paper.take(), ""
        return self._read(untold)

    async def close(self) -> None:
        """The person presses Ctrl-D."""
        self._keys.close()
        await self.channel.ended.wait()

    def _read(self, printed: str) -> list[Heard]:
        blocks = [block for block in printed.split("\n\n") if block.strip()]
        heard = [
            Heard(PRINTED_BUTTON.sub("", block), {label: key for key, label in PRINTED_BUTTON.findall(block)})
            for block in blocks
        ]
        self._seen += heard
        return heard


class _Paper(io.StringIO):
    """What a console prints, and when it has printed."""

    def __init__(self) -> None:
        super().__init__()
        self.written = asyncio.Event()

    def flush(self) -> None:
        self.written.set()

    def take(self) -> str:
        printed = self.getvalue()
        self.seek(0)
        self.truncate()
        self.written.clear()
        return printed
