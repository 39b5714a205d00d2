"""The outbox row by row: taken for a while, and what became of it."""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, or_, select

from models.message import Reply
from models.tables.deadline import OwnReminder, Reminder
from models.tables.post import Outbox
from models.types import SHANGHAI, DeliveryState, ReminderState
from reminders.desk import Desk, still_holds
from reminders.plan import ON_THE_WAY
from reminders.post import NO_ACCOUNT, is_theirs
from reminders.retry import next_try

LEASE = timedelta(seconds=90)
"""After it another process may take the message over."""
LONGEST_SEND = timedelta(seconds=30)
"""A send is broken off after so long."""
PATIENCE = 3
"""A message that failed so often no longer holds up those after it in its chat."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Leased:
    """A message in hand: sent by us until the lease ends. `lease_until` is also what proves it ours."""

    id: int
    channel: str
    chat: str
    reply: Reply
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What a look into the outbox found: a message to send now, or None where it was put right instead."""

    message: Leased | None


def lease(tx: Session, now: datetime, doors: Mapping[str, str], desk: Desk) -> Taken | None:
    """Take the next message that is due, or whose sender died with it; None is the end.

    This is where it is asked whether it still holds: what was done a moment before is not sent. Of each
    chat only the oldest is taken, so that the order stays and no chat holds up another. `doors` are the
    channels of this process, each with the one chat that it reaches, or empty where it reaches all.
    """
    free = or_(
        col(Outbox.state) == DeliveryState.PENDING,
        (col(Outbox.state) == DeliveryState.SENDING) & (col(Outbox.lease_until) < now),
    )
    row = tx.exec(
        select(Outbox)
        .where(free, Outbox.next_try_at <= now, or_(*_reached(doors), col(Outbox.channel).not_in(desk.reach)))
        .where(or_(_is_oldest(now), col(Outbox.attempts) >= PATIENCE))
        .order_by(col(Outbox.next_try_at), col(Outbox.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    message = _take(tx, row, now) if _may_leave(tx, row, now, desk) else None
    tx.flush()
    return Taken(message)


def _reached(doors: Mapping[str, str]) -> list[ColumnElement[bool]]:
    return [
        (col(Outbox.channel) == name) & ((col(Outbox.chat) == only) if only else true())
        for name, only in doors.items()
    ]


def _is_oldest(now: datetime) -> ColumnElement[bool]:
    """Whether it is the first of its chat that is being tried, or should be."""
    in_line = select(func.min(Outbox.id)).where(
        col(Outbox.state).in_(ON_THE_WAY),
        col(Outbox.attempts) < PATIENCE,
        or_(col(Outbox.next_try_at) <= now, col(Outbox.error) != ""),
    )
    return col(Outbox.id).in_(in_line.group_by(col(Outbox.channel), col(Outbox.chat)))


def delivered(tx: Session, message: Leased, now: datetime) -> None:
    """The platform took it."""
    row = _ours(tx, message)
    if row is not None:
        row.state, row.finished_at, row.attempts = DeliveryState.DELIVERED, now, row.attempts + 1
        tx.add(row)


def refused(tx: Session, message: Leased, now: datetime, reason: str, desk: Desk) -> None:
    """The platform will never take it: it goes to the next in line."""
    row = _ours(tx, message)
    if row is not None:
        _give_up(tx, row, now, DeliveryState.REFUSED, reason, desk)


def failed(
    tx: Session, message: Leased, now: datetime, reason: str, after_seconds: float | None, desk: Desk
) -> None:
    """Not now: again later, as long as it is of use. A pause that the platform asked for is no attempt."""
    row = _ours(tx, message)
    if row is None:
        return
    again_at = next_try(row.attempts, now, row.useful_until, after_seconds, random.random())
    row.attempts += after_seconds is None
    if again_at is None:
        _give_up(tx, row, now, DeliveryState.EXPIRED, reason, desk)
        return
    row.state, row.next_try_at, row.lease_until, row.error = DeliveryState.PENDING, again_at, None, reason
    tx.add(row)


def collected(tx: Session, channel: str, chat: str, now: datetime) -> None:
    """Somebody came to look for what waits in a chat: what still holds is delivered by being shown.

    A reminder of another day is left, to be worded anew at the next opening.
    """
    waiting = select(Outbox).where(
        Outbox.channel == channel, Outbox.chat == chat, Outbox.state == DeliveryState.PENDING
    )
    for row in [each for each in tx.exec(waiting).all() if not _is_of_another_day(each, now)]:
        row.state = DeliveryState.DELIVERED if still_holds(tx, row) else DeliveryState.CANCELLED
        row.finished_at = now
        tx.add(row)
    tx.flush()


def _ours(tx: Session, message: Leased) -> Outbox | None:
    """The row, unless another has taken it over since: whoever comes late changes nothing."""
    row = tx.get_one(Outbox, message.id)
    if row.state is DeliveryState.SENDING and row.lease_until == message.lease_until:
        return row
    log.warning("a lease had run out", extra={"row": row.id, "channel": row.channel})
    return None


def _may_leave(tx: Session, row: Outbox, now: datetime, desk: Desk) -> bool:
    """Whether it is true and leaves at the right time to the right chat; else it is put right."""
    if not still_holds(tx, row):
        row.state, row.finished_at = DeliveryState.CANCELLED, now
        tx.add(row)
        return False
    reminder = _reminder(tx, row)
    is_theirs_still = is_theirs(tx, row, desk.reach)
    if reminder is None:
        if not is_theirs_still:
            _give_up(tx, row, now, DeliveryState.REFUSED, NO_ACCOUNT, desk)
        return is_theirs_still
    if _is_of_another_day(row, now) or not is_theirs_still:
        # Back to the plan: the next tick words it anew, for the right chat, at the next opening.
        row.state, row.finished_at = DeliveryState.CANCELLED, now
        _plan_again(reminder, now)
        tx.add(row)
        tx.add(reminder)
        return False
    if opening := desk.opening(reminder, now):
        # It stays where whoever opens their chat meanwhile finds it.
        row.next_try_at = opening
        tx.add(row)
    return opening is None


def _is_of_another_day(row: Outbox, now: datetime) -> bool:
    """Whether it is a reminder in the words of another day."""
    return bool(row.reminder_id or row.own_reminder_id) and _day(row.created_at) != _day(now)


def _reminder(tx: Session, row: Outbox) -> Reminder | OwnReminder | None:
    if row.own_reminder_id:
        return tx.get_one(OwnReminder, row.own_reminder_id)
    return tx.get(Reminder, row.reminder_id) if row.reminder_id else None


def _plan_again(reminder: Reminder | OwnReminder, now: datetime) -> None:
    if isinstance(reminder, OwnReminder):
        reminder.next_at = now
    else:
        reminder.state = ReminderState.PLANNED


def _take(tx: Session, row: Outbox, now: datetime) -> Leased:
    row.state, row.lease_until = DeliveryState.SENDING, now + LEASE
    tx.add(row)
    return Leased(row.id or 0, row.channel, row.chat, Reply.from_json(row.message), row.lease_until)


def _give_up(tx: Session, row: Outbox, now: datetime, state: DeliveryState, reason: str, desk: Desk) -> None:
    row.state, row.finished_at, row.error = state, now, reason
    tx.add(row)
    tx.flush()
    log.warning("a message was not delivered: %s", reason, extra={"row": row.id, "channel": row.channel})
    desk.pass_on(tx, row, now)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
