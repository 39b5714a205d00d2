"""What is due and still true goes into the outbox: one transaction a tick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby

from sqlmodel import Session, col, select

from models.message import Reply
from models.tables.deadline import Deadline, Reminder
from models.tables.post import Outbox
from models.tables.unit import Person
from models.types import SHANGHAI, DeadlineState, DeliveryState, Level, ReminderState
from reminders.plan import Planner
from reminders.post import post
from reminders.recipients import Circle

BATCH = 200
LATE_IS_NEWS_FOR = timedelta(days=3)
"""How long a message that something is overdue is tried."""

Render = Callable[[Session, Reminder, Person], Reply]
"""The words of a reminder for a person; they live with the handlers."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a tick works with: each district's planner, the words, the channels in order of preference."""

    planner: Callable[[str], Planner]
    render: Render
    reach: Sequence[str]


def tick(tx: Session, now: datetime, desk: Desk) -> int:
    """Queue the reminders that are due; how many. Of several due for one deadline and person the most
    urgent goes out and the others end as collapsed, so a week's downtime is one message."""
    due = tx.exec(
        select(Reminder)
        .where(Reminder.state == ReminderState.PLANNED, Reminder.due_at <= now)
        .order_by(col(Reminder.due_at), col(Reminder.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    queued = 0
    for _, rows in groupby(sorted(due, key=_pair), key=_pair):
        *others, chosen = sorted(rows, key=_urgency)
        for row in others:
            row.state = ReminderState.COLLAPSED
            tx.add(row)
        queued += _queue(tx, chosen, now, desk)
    tx.flush()
    return queued


def still_holds(tx: Session, reminder: Reminder) -> bool:
    """Whether it is still true: its deadline open and running from the same event, the person there."""
    deadline = tx.get_one(Deadline, reminder.deadline_id)
    person = tx.get_one(Person, reminder.recipient_id)
    running = deadline.state is DeadlineState.OPEN and deadline.milestone_id == reminder.milestone_id
    return running and person.active


def pass_on(tx: Session, failed: Outbox, now: datetime, desk: Desk) -> Outbox | None:
    """Send what could not be delivered to the next in line who can be reached; None if there is nobody.

    The failed row stays as it is: it is what the supervisors' list shows.
    """
    reminder = tx.get(Reminder, failed.reminder_id) if failed.reminder_id else None
    if reminder is None or not still_holds(tx, reminder):
        return None
    deadline = tx.get_one(Deadline, reminder.deadline_id)
    tracking = desk.planner(reminder.district).pack.rules[deadline.rule_id].tracking
    circle = Circle(tx, deadline, tracking.obliged if tracking else ())
    for person in circle.after(tx.get_one(Person, failed.person_id)):
        key = f"reminder:{reminder.id}:person:{person.id}"
        if tx.exec(select(Outbox.id).where(Outbox.dedupe_key == key)).first():
            continue
        row = _post(tx, reminder, person, key, now, desk)
        if row.state is DeliveryState.PENDING:
            return row
    return None


def _queue(tx: Session, reminder: Reminder, now: datetime, desk: Desk) -> int:
    if not still_holds(tx, reminder):
        reminder.state = ReminderState.CANCELLED
        tx.add(reminder)
        return 0
    planner = desk.planner(reminder.district)
    opening = planner.hours.at_or_after(now, planner.pack.calendar)
    if opening > now and opening < _useful_until(tx, reminder, now):
        reminder.due_at = opening
        tx.add(reminder)
        return 0
    person = tx.get_one(Person, reminder.recipient_id)
    row = _post(tx, reminder, person, f"reminder:{reminder.id}", now, desk)
    reminder.state = ReminderState.QUEUED
    tx.add(reminder)
    if row.state is DeliveryState.REFUSED:
        pass_on(tx, row, now, desk)
    return 1


def _post(tx: Session, reminder: Reminder, person: Person, key: str, now: datetime, desk: Desk) -> Outbox:
    message = desk.render(tx, reminder, person)
    return post(
        tx, person, key, message, now, _useful_until(tx, reminder, now), desk.reach, reminder_id=reminder.id
    )


def _useful_until(tx: Session, reminder: Reminder, now: datetime) -> datetime:
    """The end of the last day, or a few days from now once that is over."""
    deadline = tx.get_one(Deadline, reminder.deadline_id)
    last_on = deadline.local_due_on if reminder.level is Level.LOCAL else deadline.statutory_due_on
    end = datetime.combine((last_on or deadline.start_on) + timedelta(days=1), time(), SHANGHAI)
    return end if end > now else now + LATE_IS_NEWS_FOR


def _pair(row: Reminder) -> tuple[int, int]:
    return row.deadline_id, row.recipient_id


def _urgency(row: Reminder) -> tuple[datetime, bool, int]:
    return row.due_at, row.level is Level.STATUTORY, row.id or 0
