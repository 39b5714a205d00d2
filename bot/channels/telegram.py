"""Telegram. An update is confirmed only when its transaction is committed and its replies are sent.

python-telegram-bot is client, parser and types; its Application and Updater confirm first and are not used.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Coroutine, Iterable
from http import HTTPStatus

from aiohttp import web
from telegram import Bot, CallbackQuery, Update, User
from telegram.error import TelegramError

from bot.channels.base import Receive, Refused, TryLater, outward
from bot.channels.telegram_http import AiohttpRequest
from bot.channels.telegram_pace import Pace, Timing, Turns, persevere
from bot.channels.telegram_polling import Poller
from bot.channels.telegram_text import NAME, Outgoing, incoming_of, outgoing, parse, refusal_of
from bot.config import ConfigError, Telegram
from models.message import Reply

logger = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ALLOWED = ["message", "callback_query"]
WEBHOOK_CONNECTIONS = 32
BODY_BYTES = 256 * 1024
REMEMBERED = 1000
"""Of so many updates we know how far their replies are sent, should they come again."""
FINAL = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}
"""Sent again, these messages would be refused again."""


class TelegramChannel:
    """Takes updates by long polling or webhook, as the settings say."""

    name = NAME
    only_chat = ""

    def __init__(self, settings: Telegram, timing: Timing | None = None) -> None:
        if settings.mode == "webhook" and not settings.webhook_secret:
            raise ConfigError("channels.telegram.webhook_secret：webhook 方式必须填写")
        self.abroad = settings.withhold_personal_data
        self._settings = settings
        self._timing = timing or Timing()
        self._http = AiohttpRequest(settings.base_url, self._timing.call)
        self._bot = Bot(
            settings.token,
            settings.base_url,
            settings.base_file_url,
            self._http,
            get_updates_request=self._http,
        )
        # Every reply passes here: sending through the object layer of Bot costs as much as all the rest.
        self._send_message = f"{self._bot.base_url}/sendMessage"
        self._pace = Pace(self._timing)
        self._turns = Turns()
        self._poller = Poller(self._bot, self._finish, ALLOWED, self._timing)
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._in_hand: set[asyncio.Task[None]] = set()
        self._sent: dict[int, int] = {}
        self._receive: Receive | None = None
        self._me: User | None = None

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.post(PATH, self._hook)] if self._settings.mode == "webhook" else []

    async def start(self, receive: Receive) -> None:
        self._receive = receive
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stopping.set()
        if self._running:
            self._running.cancel()
            await asyncio.wait([self._running])
        await self._poller.stop()
        if self._in_hand:
            await asyncio.wait(self._in_hand)
        await self._http.shutdown()

    async def send(self, chat: str, reply: Reply) -> None:
        for message in outgoing(outward(reply, self.abroad)):
            await self._pace.turn(chat)
            if self._stopping.is_set():
                raise TryLater("stopping")
            await self._take_in_hand(self._deliver(chat, message))

    async def _run(self) -> None:
        if await persevere(self._connect, "cannot connect", self._timing, self._stopping):
            logger.info("telegram: connected, %s", self._settings.mode)
            if self._settings.mode == "polling":
                await self._poller.run()

    async def _connect(self) -> None:
        me = await self._bot.get_me()
        if self._settings.mode == "webhook":
            await self._bot.set_webhook(
                self._settings.public_url,
                secret_token=self._settings.webhook_secret,
                allowed_updates=ALLOWED,
                max_connections=WEBHOOK_CONNECTIONS,
            )
        else:
            await self._bot.delete_webhook(drop_pending_updates=False)
        self._me = me

    async def _hook(self, request: web.Request) -> web.Response:
        """200 only for what is finished; to anything else of 5xx Telegram delivers again."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._settings.webhook_secret.encode()):
            return web.Response(status=403)
        update = _read(await request.clone(client_max_size=BODY_BYTES).read())
        if update is None:
            return web.Response(status=400)
        if self._stopping.is_set():
            return web.Response(status=503)
        return await self._outcome(update)

    async def _outcome(self, update: Update) -> web.Response:
        try:
            await self._take_in_hand(self._finish_in_turn(update))
        except TryLater as later:
            logger.warning("telegram: update %d is not finished: %s", update.update_id, later)
            return web.Response(status=500)
        except Exception:
            logger.exception("telegram: update %d is not finished", update.update_id)
            return web.Response(status=500)
        return web.Response()

    def _take_in_hand(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Begin what `stop` has to wait for."""
        task = asyncio.create_task(work)
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        return task

    async def _finish_in_turn(self, update: Update) -> None:
        chat = update.effective_chat
        async with self._turns.of(chat.id if chat else 0):
            await self._finish(update)

    async def _finish(self, update: Update) -> None:
        """Commit and answer. Raises TryLater, or what `receive` raised where nothing was committed."""
        if self._receive is None or self._me is None:
            raise TryLater("not connected yet")
        incoming = incoming_of(update, self._me)
        if incoming is None:
            await self._release(update.callback_query)
            return
        replies = await self._receive(incoming)
        await asyncio.gather(
            self._release(update.callback_query), self._answer(update.update_id, incoming.chat, replies)
        )

    async def _release(self, query: CallbackQuery | None) -> None:
        """Stop a pressed button from turning. What it did is committed, so a failure changes nothing."""
        if query is None:
            return
        try:
            await self._bot.answer_callback_query(query.id)
        except TelegramError as error:
            logger.info("telegram: a button could not be released: %s", error)

    async def _answer(self, number: int, chat: str, replies: tuple[Reply, ...]) -> None:
        """Send what is not sent yet: of an update that comes again, nothing is said twice."""
        messages = [message for reply in replies for message in outgoing(outward(reply, self.abroad))]
        for position in range(self._sent.get(number, 0), len(messages)):
            try:
                await self._deliver(chat, messages[position])
            except Refused as refusal:
                logger.info("telegram: update %d has nobody to answer to: %s", number, refusal)
                return
            self._pace.count(chat)
            self._remember(number, position + 1)

    def _remember(self, number: int, sent: int) -> None:
        self._sent[number] = sent
        if len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]

    async def _deliver(self, chat: str, message: Outgoing) -> None:
        """One message, now. Raises Refused or TryLater."""
        if held_seconds := self._pace.held_seconds(chat):
            raise TryLater("Telegram asked for quiet in this chat", held_seconds)
        try:
            status, body = await self._http.call(self._send_message, message.as_json(chat))
        except TelegramError as error:
            raise TryLater(str(error)) from error
        if status == HTTPStatus.OK:
            return
        said, held_seconds = refusal_of(body)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self._pace.hold(chat, held_seconds)
            raise TryLater(said, held_seconds)
        if status == HTTPStatus.BAD_REQUEST:
            logger.warning("telegram: a message was refused: %s", said)
        if status in FINAL:
            raise Refused(said)
        raise TryLater(said)


def _read(body: bytes) -> Update | None:
    try:
        return parse(json.loads(body))
    except (ValueError, RecursionError):
        return None
