"""Long polling that confirms an update only when it is finished (the Updater of PTB confirms first)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram_pace import Timing, Turns, persevere
from bot.channels.telegram_text import parse

logger = logging.getLogger(__name__)

# Spelt so (method names have no case) because Bot.get_updates drops a whole batch over one bad update.
GET_UPDATES = "getupdates"


class Poller:
    """Takes updates to their end, chats side by side, each chat in order.

    `_taken` holds what Telegram may still give us again: the offset never passes what is unfinished.
    """

    def __init__(
        self, bot: Bot, finish: Callable[[Update], Awaitable[None]], allowed: list[str], timing: Timing
    ) -> None:
        self._bot = bot
        self._finish = finish
        self._allowed = allowed
        self._timing = timing
        self._turns = Turns()
        self._taken: dict[int, asyncio.Task[bool]] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Ask for ever, until cancelled."""
        while True:
            await persevere(self._round, "cannot fetch updates", self._timing, self._stopping)

    async def stop(self) -> None:
        """Let what is in hand end, give up what only waits to be tried again, confirm what is finished."""
        self._stopping.set()
        if self._taken:
            await asyncio.wait(self._taken.values())
            try:
                await self._ask(self._offset(), timeout=0, limit=1)
            except TelegramError as error:
                logger.warning("telegram: finished updates could not be confirmed: %s", error)

    async def _round(self) -> None:
        busy = any(not task.done() for task in self._taken.values())
        offset = self._offset()
        raws = await self._ask(offset, timeout=0 if busy else self._timing.long_poll)
        if offset is not None:
            self._taken = {number: task for number, task in self._taken.items() if number >= offset}
        for raw in raws:
            if raw["update_id"] not in self._taken:
                self._taken[raw["update_id"]] = asyncio.create_task(self._take(raw))
        running = [task for task in self._taken.values() if not task.done()]
        if running:
            # One chat that takes long must not hold up the others: soon ask for what is newer.
            await asyncio.wait(running, timeout=self._timing.look_again)

    def _offset(self) -> int | None:
        """The oldest unfinished update, else the one after the newest.

        None where all is confirmed: after a quiet week Telegram goes on with any number, also a lower one.
        """
        unfinished = [number for number, task in self._taken.items() if not task.done() or not task.result()]
        return min(unfinished, default=max(self._taken, default=-1) + 1) or None

    async def _ask(self, offset: int | None, timeout: int, limit: int = 100) -> list[dict[str, Any]]:
        asked = {"offset": offset, "timeout": timeout, "limit": limit, "allowed_updates": self._allowed}
        updates: list[dict[str, Any]] = await self._bot.do_api_request(
            GET_UPDATES, asked, read_timeout=timeout + self._timing.call
        )
        return updates

    async def _take(self, raw: dict[str, Any]) -> bool:
        """Whether it is finished, and Telegram may forget it."""
        update = parse(raw)
        if update is None:
            logger.error("telegram: update %s cannot be read", raw["update_id"])
            return True
        chat = update.effective_chat
        async with self._turns.of(chat.id if chat else 0):
            return await persevere(
                lambda: self._finish(update),
                f"update {update.update_id} is not finished",
                self._timing,
                self._stopping,
            )
