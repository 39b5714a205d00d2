"""From the outbox to people: lease, send with no transaction open, record the outcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlmodel import Session

from models.message import Reply
from reminders.desk import Desk
from reminders.lease import LONGEST_SEND, Leased, delivered, failed, lease, refused

AT_ONCE = 10
"""So many messages are on the wire at most, and so many may come twice after a crash."""
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


@dataclass(slots=True)
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
    _in_hand: int = field(default=0, init=False)

    async def drain(self) -> int:
        """Send what is due until nothing is left; how many messages were looked at."""
        return sum(await asyncio.gather(*(self._work() for _ in range(AT_ONCE))))

    async def _work(self) -> int:
        """While others still send, look again: one chat that takes long must not hold up what is new."""
        doors = {name: self.only.get(name, "") for name in self.senders}
        looked_at = 0
        while True:
            taken = await self.run(lambda tx: lease(tx, self.clock(), doors, self.desk))
            if taken is not None:
                looked_at += 1
            elif self._in_hand:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
            else:
                return looked_at
            if taken is not None and taken.message is not None:
                self._in_hand += 1
                try:
                    await self._send(taken.message)
                finally:
                    self._in_hand -= 1

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
