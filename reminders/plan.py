"""From a deadline and its ladder to reminder rows: who is told what, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models.tables.deadline import Deadline, Reminder
from models.tables.post import Outbox
from models.types import SHANGHAI, DeadlineState, DeliveryState, Level, ReminderState
from reminders.recipients import Circle
from rules.deadlines import DerivedDeadline
from rules.ladder import OfficeHours, rungs
from rules.pack import Pack

Key = tuple[Level, str, date, int]
"""Level, rung, the last day it is about, recipient: what makes a reminder of a deadline unique."""
START = "start"
SNOOZED = "snoozed"
"""How the rung of a reminder begins that somebody asked to get again later."""
ON_THE_WAY = (DeliveryState.PENDING, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Planner:
    """The rules of a district and the hours in which it is reminded: all that planning depends on."""

    pack: Pack
    hours: OfficeHours

    def replan(self, tx: Session, deadline: Deadline, derived: DerivedDeadline, logged_at: datetime) -> None:
        """Bring the reminders of a deadline in line with it.

        What was sent stays sent; what has not left yet and is not wanted any more is cancelled, and
        planned again should it be wanted later. A deadline that is met has none left to send.
        """
        wanted = self._wanted(tx, deadline, derived, logged_at) if _is_open(deadline) else {}
        stored: dict[Key, Reminder] = {}
        for row in tx.exec(select(Reminder).where(Reminder.deadline_id == deadline.id)).all():
            key = (row.level, row.rung, row.last_on, row.recipient_id)
            if row.milestone_id == deadline.milestone_id:
                stored[key] = row
            if row.milestone_id != deadline.milestone_id or not (key in wanted or _is_asked(row, deadline)):
                _stop(tx, row)
        for (level, rung, last_on, recipient_id), due_at in wanted.items():
            row = stored.get((level, rung, last_on, recipient_id)) or Reminder(
                district=deadline.district,
                deadline_id=deadline.id or 0,
                milestone_id=deadline.milestone_id,
                level=level,
                rung=rung,
                last_on=last_on,
                recipient_id=recipient_id,
                due_at=due_at,
            )
            if row.state in {ReminderState.PLANNED, ReminderState.CANCELLED}:
                row.state, row.due_at = ReminderState.PLANNED, due_at
                tx.add(row)
        tx.flush()

    def told(self, tx: Session, deadline: Deadline, person_id: int, now: datetime) -> None:
        """Somebody has just read the last days, by recording, taking over or hearing that they moved.

        They get no start rung for them, nor what was due before; that a last day is over they still hear.
        """
        heard = select(Reminder).where(
            Reminder.deadline_id == deadline.id,
            Reminder.recipient_id == person_id,
            Reminder.state == ReminderState.PLANNED,
            Reminder.last_on >= now.astimezone(SHANGHAI).date(),
            or_(Reminder.rung == START, col(Reminder.due_at) <= now),
        )
        for row in tx.exec(heard).all():
            row.state = ReminderState.COLLAPSED
            tx.add(row)
        tx.flush()

    def cancel(self, tx: Session, deadline: Deadline) -> None:
        """Nothing more is sent about this deadline."""
        for row in tx.exec(select(Reminder).where(Reminder.deadline_id == deadline.id)).all():
            _stop(tx, row)
        tx.flush()

    def _wanted(
        self, tx: Session, deadline: Deadline, derived: DerivedDeadline, logged_at: datetime
    ) -> dict[Key, datetime]:
        tracking = self.pack.rules[deadline.rule_id].tracking
        if tracking is None:
            return {}
        circle = Circle(tx, deadline, tracking.obliged)
        ladder = self.pack.ladders[tracking.ladder]
        return {
            (rung.level, rung.name, last_day(deadline, rung.level), person.id or 0): rung.at
            for rung in rungs(ladder, derived, self.pack.calendar, self.hours, logged_at)
            for name in rung.to
            for person in circle.audience(name)
        }


def last_day(deadline: Deadline, level: Level) -> date:
    """The last day that a reminder of that level is about; the start day where there is no such limit."""
    last_on = deadline.local_due_on if level is Level.LOCAL else deadline.statutory_due_on
    return last_on or deadline.start_on


def _is_open(deadline: Deadline) -> bool:
    return deadline.state is DeadlineState.OPEN


def _is_asked(row: Reminder, deadline: Deadline) -> bool:
    """Whether somebody asked for it themselves, and its deadline is running."""
    return row.rung.startswith(SNOOZED) and _is_open(deadline) and not deadline.paused


def _stop(tx: Session, row: Reminder) -> None:
    """A reminder that has not left yet will not leave: its message is dropped when its turn comes."""
    waiting = select(Outbox.id).where(Outbox.reminder_id == row.id, col(Outbox.state).in_(ON_THE_WAY))
    queued = row.state is ReminderState.QUEUED
    if row.state is ReminderState.PLANNED or (queued and tx.exec(waiting).first() is not None):
        row.state = ReminderState.CANCELLED
        tx.add(row)
