"""From the outbox to people: lease, send with no transaction open, record the outcome."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlmodel import Session, col, or_, select

from models.message import Reply
from models.tables.deadline import Reminder
from models.tables.post import Outbox
from models.types import DeliveryState, ReminderState
from reminders.retry import next_try
from reminders.tick import Desk, pass_on, still_holds

LEASE = timedelta(seconds=90)
"""Longer than the longest send; after it another process may take the message over."""
BATCH = 50

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
class Leased:
    """A message in hand: sent by us until the lease ends."""

    id: int
    channel: str
    chat: str
    reply: Reply
    lease_until: datetime


async def deliver_due(
    run: Run, senders: Mapping[str, Send], failures: Failures, clock: Callable[[], datetime], desk: Desk
) -> int:
    """Send what is due on these channels, chats side by side, one chat in order; how many were taken."""
    leased = await run(lambda tx: lease(tx, clock(), tuple(senders)))
    chats: dict[tuple[str, str], list[Leased]] = {}
    for message in leased:
        chats.setdefault((message.channel, message.chat), []).append(message)

    async def one_chat(messages: list[Leased]) -> None:
        for message in messages:
            await _send(run, senders[message.channel], failures, clock, desk, message)

    await asyncio.gather(*(one_chat(messages) for messages in chats.values()))
    return len(leased)


def lease(tx: Session, now: datetime, channels: tuple[str, ...]) -> list[Leased]:
    """Take what is due, or whose sender died with it; what is no longer true is cancelled."""
    free = or_(
        col(Outbox.state) == DeliveryState.PENDING,
        (col(Outbox.state) == DeliveryState.SENDING) & (col(Outbox.lease_until) < now),
    )
    rows = tx.exec(
        select(Outbox)
        .where(free, Outbox.next_try_at <= now, col(Outbox.channel).in_(channels))
        .order_by(col(Outbox.next_try_at), col(Outbox.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    taken = []
    for row in rows:
        tx.add(row)
        if not _holds(tx, row):
            row.state, row.finished_at = DeliveryState.CANCELLED, now
            continue
        row.state, row.lease_until = DeliveryState.SENDING, now + LEASE
        reply = Reply.from_json(row.message)
        taken.append(Leased(row.id or 0, row.channel, row.chat, reply, row.lease_until))
    return taken


def _holds(tx: Session, row: Outbox) -> bool:
    reminder = tx.get(Reminder, row.reminder_id) if row.reminder_id else None
    if reminder is None or still_holds(tx, reminder):
        return True
    reminder.state = ReminderState.CANCELLED
    tx.add(reminder)
    return False


async def _send(
    run: Run,
    send: Send,
    failures: Failures,
    clock: Callable[[], datetime],
    desk: Desk,
    message: Leased,
) -> None:
    # Asked once more at the last moment: it may have been done while the message waited its turn.
    if not await run(lambda tx: confirm(tx, message, clock())):
        return
    try:
        await send(message.chat, message.reply)
    except failures.refused as error:
        reason = str(error)
        await run(lambda tx: _refused(tx, message, clock(), reason, desk))
    except failures.later as error:
        reason, after = str(error), getattr(error, "after_seconds", None)
        await run(lambda tx: _later(tx, message, clock(), reason, after, desk))
    else:
        await run(lambda tx: _delivered(tx, message, clock()))


def confirm(tx: Session, message: Leased, now: datetime) -> bool:
    """Whether the message is still ours and still true."""
    row = tx.get_one(Outbox, message.id)
    ours = (
        row.state is DeliveryState.SENDING
        and row.lease_until == message.lease_until
        and now < message.lease_until
    )
    if ours and not _holds(tx, row):
        row.state, row.finished_at = DeliveryState.CANCELLED, now
        tx.add(row)
        return False
    return ours


def _delivered(tx: Session, message: Leased, now: datetime) -> None:
    row = tx.get_one(Outbox, message.id)
    row.state, row.finished_at, row.attempts = DeliveryState.DELIVERED, now, row.attempts + 1
    tx.add(row)


def _refused(tx: Session, message: Leased, now: datetime, reason: str, desk: Desk) -> None:
    _end(tx, message, now, DeliveryState.REFUSED, reason, desk)


def _later(
    tx: Session, message: Leased, now: datetime, reason: str, after_seconds: float | None, desk: Desk
) -> None:
    row = tx.get_one(Outbox, message.id)
    if after_seconds is None:
        row.attempts += 1
    again_at = next_try(row.attempts, now, row.useful_until, after_seconds, random.random())
    if again_at is None:
        _end(tx, message, now, DeliveryState.EXPIRED, reason, desk)
        return
    row.state, row.next_try_at, row.lease_until, row.error = DeliveryState.PENDING, again_at, None, reason
    tx.add(row)


def _end(tx: Session, message: Leased, now: datetime, state: DeliveryState, reason: str, desk: Desk) -> None:
    row = tx.get_one(Outbox, message.id)
    row.state, row.finished_at, row.error = state, now, reason
    tx.add(row)
    tx.flush()
    log.warning("a message was not delivered: %s", reason, extra={"row": row.id, "channel": row.channel})
    pass_on(tx, row, now, desk)
