"""A Bot API server for tests: the methods we use in their real shapes, people who write, faults on demand.

Updates wait until they are confirmed: by the offset of getUpdates, or by a 200 of the webhook, which is asked
again and again, each chat in order.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

TOKEN = "410106:token-of-the-tests"
ME = {
    "id": 410106,
    "is_bot": True,
    "first_name": "采问",
    "username": "caiwen_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
DATE = 1795492800
WAIT_SECONDS = 10
LOOK_SECONDS = 0.002
REDELIVERY_SECONDS = 0.02
TEXT_UNITS = 4096
BUTTON_BYTES = 64

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call as it came in. `at` is the time of the loop, in seconds."""

    method: str
    params: Json
    at: float


@dataclass(frozen=True)
class Sent:
    """A message that a person has got. `rows` are the labels as shown, `says` what each button sends."""

    chat: int
    text: str
    rows: tuple[tuple[str, ...], ...]
    says: dict[str, str]
    at: float


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, **parameters: int | None) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = {name: value for name, value in parameters.items() if value is not None}


@dataclass
class _Fault:
    method: str
    chat: int | None
    times: int
    refusal: Refusal | None = None
    drops: bool = False
    gate: asyncio.Event | None = None

    def hits(self, method: str, params: Json) -> bool:
        for_chat = self.chat is None or str(self.chat) == str(params.get("chat_id"))
        return self.times > 0 and self.method.lower() == method and for_chat


@dataclass
class FakeBotApi:
    """`async with FakeBotApi() as api:` serves it on a free port of this machine."""

    calls: list[Call] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    pending: list[Json] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    webhook: Json | None = None
    webhook_statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._faults: list[_Fault] = []
        self._numbers = itertools.count(1)
        self._closing = asyncio.Event()
        self._poll = asyncio.Event()
        self._deliveries: dict[int, asyncio.Task[None]] = {}
        self._methods: dict[str, Callable[[Json], Any]] = {
            "getme": lambda _: ME,
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "sendmessage": self._send_message,
            "answercallbackquery": lambda _: True,
        }

    async def __aenter__(self) -> "FakeBotApi":
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        self._poll.set()
        for delivery in self._deliveries.values():
            delivery.cancel()
        await self._session.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/bot"

    @property
    def base_file_url(self) -> str:
        return self.base_url.replace("/bot", "/file/bot")

    # --- what people do ---------------------------------------------------------------------------

    def say(self, text: str, chat: int = 1001, sender: int = 0, **more: Any) -> int:
        """A text message; a negative chat is a group. Returns the number of the update."""
        return self.message(chat, sender, text=text, **more)

    def message(self, chat: int = 1001, sender: int = 0, **content: Any) -> int:
        """A message of any content, e.g. voice=VOICE."""
        number = next(self._numbers)
        who = {"from": person(sender or abs(chat)), "chat": _chat(chat), "date": DATE}
        return self.update({"update_id": number, "message": {"message_id": number, **who, **content}})

    def press(self, says: str, chat: int = 1001, sender: int = 0) -> int:
        """A press of a button under a message of the bot."""
        number = next(self._numbers)
        card = {"message_id": number, "from": ME, "chat": _chat(chat), "date": DATE, "text": "卡片"}
        query = {"id": f"query-{number}", "from": person(sender or abs(chat)), "chat_instance": "1"}
        return self.update({"update_id": number, "callback_query": {**query, "message": card, "data": says}})

    def update(self, update: Json) -> int:
        """Any update. Its number has to be new."""
        self.pending.append(update)
        self._deliver_soon(update)
        self._poll.set()
        return int(update["update_id"])

    def next_number(self) -> int:
        return next(self._numbers)

    # --- how it fails -----------------------------------------------------------------------------

    def refuse(
        self,
        method: str,
        status: int,
        description: str = "",
        *,
        times: int = 1,
        retry_after: int | None = None,
        migrate_to: int | None = None,
        chat: int | None = None,
    ) -> None:
        """The next calls are answered with an error."""
        refusal = Refusal(status, description, retry_after=retry_after, migrate_to_chat_id=migrate_to)
        self._faults.append(_Fault(method, chat, times, refusal))

    def hang(self, method: str, *, times: int = 1, chat: int | None = None) -> None:
        """The next calls get no answer."""
        self._faults.append(_Fault(method, chat, times))

    def drop(self, method: str, *, times: int = 1, chat: int | None = None) -> None:
        """On the next calls the connection is closed."""
        self._faults.append(_Fault(method, chat, times, drops=True))

    def hold(self, method: str) -> asyncio.Event:
        """The next call is answered only when the event is set."""
        gate = asyncio.Event()
        self._faults.append(_Fault(method, None, 1, gate=gate))
        return gate

    # --- what was seen ----------------------------------------------------------------------------

    def texts(self, chat: int = 1001) -> list[str]:
        return [message.text for message in self.sent if message.chat == chat]

    def called(self, method: str) -> list[Json]:
        return [call.params for call in self.calls if call.method == method.lower()]

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until it is so. Fails after ten seconds."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not seen():
                await asyncio.sleep(LOOK_SECONDS)

    async def until_confirmed(self) -> None:
        """Wait until the bot has confirmed all updates."""
        await self.until(lambda: not self.pending)

    # --- the server -------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        params = {key: value for key, value in (await request.json()).items() if value is not None}
        self.calls.append(Call(method, params, asyncio.get_running_loop().time()))
        try:
            if request.match_info["token"] != TOKEN:
                raise Refusal(401, "Unauthorized")
            await self._fail(request, method, params)
            result = self._methods[method](params)
            result = await result if asyncio.iscoroutine(result) else result
        except Refusal as refusal:
            return _refused(refusal)
        return web.json_response({"ok": True, "result": result})

    async def _fail(self, request: web.Request, method: str, params: Json) -> None:
        fault = next((fault for fault in self._faults if fault.hits(method, params)), None)
        if fault is None:
            return
        fault.times -= 1
        if fault.refusal:
            raise fault.refusal
        if fault.drops:
            assert request.transport
            request.transport.abort()
        await (fault.gate or self._closing).wait()

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = params.get("offset", 0)
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        if not self.pending:
            await self._wait_for_updates(params.get("timeout", 0))
        return self.pending[: params.get("limit", 100)]

    async def _wait_for_updates(self, seconds: float) -> None:
        """As Telegram does: whoever asks later takes the place of who asked before."""
        self._poll.set()
        mine = self._poll = asyncio.Event()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await mine.wait()
        if self._poll is not mine:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")

    def _set_webhook(self, params: Json) -> bool:
        self.webhook = params
        for delivery in self._deliveries.values():
            delivery.cancel()
        self._deliveries.clear()
        for update in self.pending:
            self._deliver_soon(update)
        return True

    def _delete_webhook(self, params: Json) -> bool:
        self.webhook = None
        if params.get("drop_pending_updates"):
            self.pending.clear()
        return True

    def _send_message(self, params: Json) -> Json:
        chat, text = int(params["chat_id"]), str(params["text"])
        buttons = params.get("reply_markup", {}).get("inline_keyboard", [])
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > TEXT_UNITS:
            raise Refusal(400, "Bad Request: message is too long")
        if any(
            not 1 <= len(each["callback_data"].encode()) <= BUTTON_BYTES for row in buttons for each in row
        ):
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        rows = tuple(tuple(each["text"] for each in row) for row in buttons)
        says = {each["text"]: each["callback_data"] for row in buttons for each in row}
        self.sent.append(Sent(chat, text, rows, says, asyncio.get_running_loop().time()))
        return {"message_id": len(self.sent), "from": ME, "chat": _chat(chat), "date": DATE, "text": text}

    def _deliver_soon(self, update: Json) -> None:
        """By webhook, behind the chat's earlier updates."""
        if not self.webhook:
            return
        chat = _chat_of(update)
        before = self._deliveries.get(chat)
        self._deliveries[chat] = asyncio.create_task(self._deliver(update, before))

    async def _deliver(self, update: Json, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait([before])
        while self.webhook and await self._post(update) != 200:
            await asyncio.sleep(REDELIVERY_SECONDS)
        if update in self.pending:
            self.pending.remove(update)

    async def _post(self, update: Json) -> int:
        assert self.webhook
        headers = {SECRET_HEADER: self.webhook["secret_token"]} if "secret_token" in self.webhook else {}
        try:
            async with self._session.post(self.webhook["url"], json=update, headers=headers) as response:
                self.webhook_statuses.append(response.status)
        except aiohttp.ClientError:
            return 0
        return response.status


def person(number: int) -> Json:
    return {
        "id": number,
        "is_bot": False,
        "first_name": "晓明",
        "last_name": "陈",
        "language_code": "zh-hans",
    }


def text_message(text: str, chat: int = 1001) -> Json:
    return {"message_id": 1, "from": person(abs(chat)), "chat": _chat(chat), "date": DATE, "text": text}


def _chat(number: int) -> Json:
    if number < 0:
        return {"id": number, "type": "supergroup", "title": "采购中心"}
    return {"id": number, "type": "private", "first_name": "晓明", "last_name": "陈"}


def _chat_of(update: Json) -> int:
    message = update.get("message") or update.get("callback_query", {}).get("message", {})
    return int(message.get("chat", {}).get("id", 0))


def _refused(refusal: Refusal) -> web.Response:
    body: Json = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.Response(text=json.dumps(body), status=refusal.status, content_type="application/json")
