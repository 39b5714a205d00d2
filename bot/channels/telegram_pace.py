"""How fast: Telegram's limits on what we send, and the pauses before trying again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import uniform
from weakref import WeakValueDictionary

from telegram.error import RetryAfter, TelegramError

from bot.channels.base import TryLater

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """All lengths of time in seconds. The defaults are Telegram's limits, a little on the safe side."""

    between_messages: float = 1 / 29
    between_messages_to_a_chat: float = 1.0
    long_poll: int = 50
    look_again: float = 1.0
    call: float = 10.0
    first_pause: float = 1.0
    longest_pause: float = 60.0


@dataclass(eq=False)
class _Chat:
    free_at: float = 0.0
    held_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """Spreads the messages that we send on our own initiative; answers are only counted."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._free_at = 0.0
        self._turn = asyncio.Lock()
        # A chat is kept only while somebody waits for it, or a timer says that it has to rest.
        self._chats: WeakValueDictionary[str, _Chat] = WeakValueDictionary()

    async def turn(self, name: str) -> None:
        """Wait until a message to this chat is within the limits; first come, first served."""
        chat = self._chats.setdefault(name, _Chat())
        async with chat.turn:
            await _sleep_until(chat.free_at)
            async with self._turn:
                await _sleep_until(self._free_at)
                self.count(name)

    def count(self, name: str) -> None:
        """A message goes out to this chat now."""
        chat = self._chats.setdefault(name, _Chat())
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now) + self._timing.between_messages
        chat.free_at = now + self._timing.between_messages_to_a_chat
        _keep(chat, chat.free_at)

    def hold(self, name: str, seconds: float) -> None:
        """Telegram asked for quiet in this chat."""
        chat = self._chats.setdefault(name, _Chat())
        chat.held_until = asyncio.get_running_loop().time() + seconds
        _keep(chat, chat.held_until)

    def held_seconds(self, name: str) -> float:
        """How long Telegram still wants quiet in this chat."""
        chat = self._chats.get(name)
        return max(0.0, chat.held_until - asyncio.get_running_loop().time()) if chat else 0.0


class Turns:
    """One after the other for each chat, in the order of asking; different chats at the same time."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, chat: int) -> asyncio.Lock:
        return self._locks.setdefault(chat, asyncio.Lock())


async def persevere(
    work: Callable[[], Awaitable[None]], what: str, timing: Timing, stopping: asyncio.Event
) -> bool:
    """Try until it succeeds, with growing pauses. False: it had not when everything was stopped."""
    for own_pause in _pauses(timing):
        if stopping.is_set():
            return False
        pause = own_pause
        try:
            await work()
            return True
        except (TryLater, TelegramError) as error:
            logger.warning("telegram: %s: %s", what, error)
            pause = max(pause, asked_seconds(error) or 0.0)
        except Exception:
            # The outermost door: whatever went wrong, the update is not lost and is taken again.
            logger.exception("telegram: %s", what)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stopping.wait()
    raise AssertionError("pauses never end")


def asked_seconds(error: Exception) -> float | None:
    """How long the platform asked us to wait, if it did."""
    match error:
        case TryLater():
            return error.after_seconds
        case RetryAfter():
            asked = error.retry_after
            return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
    return None


def _pauses(timing: Timing) -> Iterator[float]:
    """Doubling, and uneven, so that those who failed together do not come back together."""
    pause = timing.first_pause
    while True:
        yield pause * uniform(0.75, 1.25)
        pause = min(pause * 2, timing.longest_pause)


async def _sleep_until(at: float) -> None:
    await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))


def _keep(chat: _Chat, until: float) -> None:
    asyncio.get_running_loop().call_at(until, lambda: chat)
