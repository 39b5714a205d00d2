"""From the outbox to people: lease, send with no transaction open, record the outcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlmodel import Session

from models.message import Reply
from reminders.desk import Desk
from reminders.lease import LONGEST_SEND, Leased, Taken, delivered, failed, lease, refused

AT_ONCE = 30
"""So many messages are in hand at most, each of another chat. Those that were on the wire at a crash may
come twice."""
LOOK_AGAIN_SECONDS = 0.2

T = TypeVar("T")
Send = Callable[[str, Reply], Awaitable[None]]
"""Delivers to a chat. Raises what is in Failures."""
log = logging.getLogger(__name__)


class Run(Protocol):
    """Runs a function in a transaction of its own, in a worker thread."""

    async def __call__(self, work: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Failures:
    """The exceptions by which a channel says why: never (`refused`), or not now (`later`)."""

    refused: type[Exception]
    later: type[Exception]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Carries the outbox out to the channels of this process, AT_ONCE messages at a time.

    `only` names the one chat of a channel that reaches no other, like a terminal.
    """

    run: Run
    senders: Mapping[str, Send]
    only: Mapping[str, str]
    failures: Failures
    clock: Callable[[], datetime]
    desk: Desk

    async def drain(self) -> int:
        """Send what is due until nothing is left, chats side by side; how many messages were looked at."""
        doors = {name: self.only.get(name, "") for name in self.senders}
        sending: set[asyncio.Task[None]] = set()
        looked_at = 0
        try:
            while taken := await self._next(doors, sending):
                looked_at += 1
                if taken.message is not None:
                    task = asyncio.create_task(self._send(taken.message))
                    sending.add(task)
                    task.add_done_callback(sending.discard)
                if len(sending) == AT_ONCE:
                    await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await asyncio.gather(*sending)
        return looked_at

    async def _next(self, doors: Mapping[str, str], sending: Collection[asyncio.Task[None]]) -> Taken | None:
        """The next message. While some are on the wire, look again: a slow chat holds up nothing new."""
        while True:
            taken = await self.run(lambda tx: lease(tx, self.clock(), doors, self.desk))
            if taken is not None or not sending:
                return taken
            await asyncio.wait(sending, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)

    async def _send(self, message: Leased) -> None:
        try:
            async with asyncio.timeout(LONGEST_SEND.total_seconds()):
                await self.senders[message.channel](message.chat, message.reply)
        except self.failures.refused as error:
            reason = str(error)
            await self.run(lambda tx: refused(tx, message, self.clock(), reason, self.desk))
        except self.failures.later as error:
            await self._failed(message, str(error), getattr(error, "after_seconds", None))
        except Exception as error:
            # The door of each message: what goes wrong with one must not stop the others.
            log.exception("a channel failed", extra={"row": message.id, "channel": message.channel})
            await self._failed(message, repr(error), None)
        else:
            await self.run(lambda tx: delivered(tx, message, self.clock()))

    async def _failed(self, message: Leased, reason: str, after_seconds: float | None) -> None:
        await self.run(lambda tx: failed(tx, message, self.clock(), reason, after_seconds, self.desk))
