"""From a deadline and its ladder to reminder rows: who is told what, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from models.tables.deadline import Deadline, Reminder
from models.tables.post import Outbox
from models.types import DeadlineState, DeliveryState, Level, ReminderState
from reminders.recipients import Circle
from rules.deadlines import DerivedDeadline
from rules.ladder import OfficeHours, rungs
from rules.pack import Pack

Key = tuple[Level, str, date, int]
"""Level, rung, the last day it is about, recipient: what makes a reminder of a deadline unique."""
START = "start"
SNOOZED = "snoozed"
"""How the rung of a reminder begins that somebody asked to get again later."""


@dataclass(frozen=True, slots=True)
class Planner:
    """The rules of a district and the hours in which it is reminded: all that planning depends on."""

    pack: Pack
    hours: OfficeHours

    def replan(self, tx: Session, deadline: Deadline, derived: DerivedDeadline, logged_at: datetime) -> None:
        """Bring the reminders of a deadline in line with it.

        What was sent stays sent. A deadline that is met has none left to send.
        """
        stored: dict[Key, Reminder] = {}
        for row in tx.exec(select(Reminder).where(Reminder.deadline_id == deadline.id)).all():
            if row.milestone_id == deadline.milestone_id:
                stored[row.level, row.rung, row.last_on, row.recipient_id] = row
            else:
                _stop(tx, row)
        wanted = self._wanted(tx, deadline, derived, logged_at) if _is_open(deadline) else {}
        for key, row in stored.items():
            if key not in wanted and (not row.rung.startswith(SNOOZED) or not _is_open(deadline)):
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

    def start_is_told(self, tx: Session, milestone_id: int, person_id: int) -> None:
        """Whoever recorded a milestone has just read its last days: no start rung for them."""
        rows = select(Reminder).where(
            Reminder.milestone_id == milestone_id,
            Reminder.recipient_id == person_id,
            Reminder.rung == START,
            Reminder.state == ReminderState.PLANNED,
        )
        for row in tx.exec(rows).all():
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
            (rung.level, rung.name, _last_on(deadline, rung.level), person.id or 0): rung.at
            for rung in rungs(ladder, derived, self.pack.calendar, self.hours, logged_at)
            for name in rung.to
            for person in circle.audience(name)
        }


def _last_on(deadline: Deadline, level: Level) -> date:
    last_on = deadline.local_due_on if level is Level.LOCAL else deadline.statutory_due_on
    return last_on or deadline.start_on


def _is_open(deadline: Deadline) -> bool:
    return deadline.state is DeadlineState.OPEN


def _stop(tx: Session, row: Reminder) -> None:
    """A reminder that has not left yet will not leave; one that did is untouched."""
    if row.state is ReminderState.PLANNED:
        row.state = ReminderState.CANCELLED
        tx.add(row)
    if row.state is not ReminderState.QUEUED:
        return
    waiting = select(Outbox).where(Outbox.reminder_id == row.id, Outbox.state == DeliveryState.PENDING)
    for message in tx.exec(waiting).all():
        message.state = DeliveryState.CANCELLED
        tx.add(message)
