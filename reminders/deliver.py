"""From the outbox to people: lease, send with no transaction open, record the outcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlmodel import Session

from models.message import Reply
from reminders.desk import Desk
from reminders.lease import LONGEST_SEND, Leased, confirm, delivered, failed, lease, refused

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
    """Carries the outbox out to the channels of this process."""

    run: Run
    senders: Mapping[str, Send]
    failures: Failures
    clock: Callable[[], datetime]
    desk: Desk

    async def once(self) -> int:
        """Send what is due, a message a chat, chats side by side; how many were looked at: 0 is the end."""
        taken = await self.run(lambda tx: lease(tx, self.clock(), tuple(self.senders), self.desk))
        await asyncio.gather(*(self._send(message) for message in taken.messages))
        return taken.looked_at

    async def _send(self, message: Leased) -> None:
        if not await self.run(lambda tx: confirm(tx, message, self.clock())):
            return
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
