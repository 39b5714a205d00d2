"""What is due and still true goes into the outbox."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables.deadline import Deadline, Reminder
from models.tables.post import Outbox
from models.tables.unit import Person
from models.types import DeliveryState, Level, ReminderState
from reminders.desk import LOOK_AGAIN, Desk
from reminders.own import tick_own
from reminders.plan import START

BATCH = 200

log = logging.getLogger(__name__)


def tick(tx: Session, now: datetime, desk: Desk) -> int:
    """Queue what is due, and give the number of deadlines and own limits it is about: 0 is the end.

    Of several for one deadline and person the most urgent goes out and the others end as collapsed,
    also where one of them still waits in the outbox: a week's downtime is one message.
    """
    return _tick_deadlines(tx, now, desk) + tick_own(tx, now, desk)


def _tick_deadlines(tx: Session, now: datetime, desk: Desk) -> int:
    due = select(Reminder.deadline_id).where(
        Reminder.state == ReminderState.PLANNED, col(Reminder.due_at) <= now
    )
    first = due.order_by(col(Reminder.due_at), col(Reminder.id)).limit(BATCH)
    # Whoever holds the deadline has all of its reminders: two processes never split them.
    deadlines = tx.exec(
        select(Deadline).where(col(Deadline.id).in_(first)).with_for_update(skip_locked=True)
    ).all()
    for deadline_id in [deadline.id for deadline in deadlines]:
        try:
            with tx.begin_nested():
                _take(tx, deadline_id or 0, now, desk)
        except Exception:
            # The door of each deadline: one that cannot be put into words must not hold up the others.
            log.exception("reminders of a deadline were put off", extra={"deadline": deadline_id})
            for row in _due(tx, deadline_id or 0, now):
                row.due_at = now + LOOK_AGAIN
                tx.add(row)
    return len(deadlines)


def _take(tx: Session, deadline_id: int, now: datetime, desk: Desk) -> None:
    due = _due(tx, deadline_id, now)
    for recipient_id in {row.recipient_id: None for row in due}:
        person = tx.get_one(Person, recipient_id)
        own = [row for row in due if row.recipient_id == recipient_id]
        *others, chosen = sorted([*own, *_waiting(tx, deadline_id, person)], key=_urgency)
        _end(tx, others, ReminderState.COLLAPSED)
        if chosen.state is ReminderState.PLANNED:
            _queue(tx, chosen, person, now, desk)
    tx.flush()


def _queue(tx: Session, reminder: Reminder, person: Person, now: datetime, desk: Desk) -> None:
    opening = desk.opening(reminder, now)
    if not person.active:
        _end(tx, [reminder], ReminderState.CANCELLED)
    elif opening:
        reminder.due_at = opening
        tx.add(reminder)
    else:
        _end(tx, [reminder], ReminderState.QUEUED)
        desk.send(tx, reminder, person, now)


def _end(tx: Session, rows: Sequence[Reminder], state: ReminderState) -> None:
    for row in rows:
        row.state = state
        tx.add(row)
    tx.flush()


def _due(tx: Session, deadline_id: int, now: datetime) -> Sequence[Reminder]:
    query = select(Reminder).where(
        Reminder.deadline_id == deadline_id,
        Reminder.state == ReminderState.PLANNED,
        col(Reminder.due_at) <= now,
    )
    return tx.exec(query.order_by(col(Reminder.due_at), col(Reminder.id))).all()


def _waiting(tx: Session, deadline_id: int, person: Person) -> Sequence[Reminder]:
    """What is in the outbox for that person about the deadline and has not left yet."""
    query = (
        select(Reminder)
        .join(Outbox, col(Outbox.reminder_id) == Reminder.id)
        .where(
            Reminder.deadline_id == deadline_id,
            Reminder.state == ReminderState.QUEUED,
            Outbox.person_id == person.id,
            Outbox.state == DeliveryState.PENDING,
        )
    )
    return tx.exec(query).all()


def _urgency(row: Reminder) -> tuple[datetime, bool, bool, int]:
    return row.due_at, row.level is Level.STATUTORY, row.rung != START, row.id or 0
