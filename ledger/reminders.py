"""The reminders of deadlines: who will be reminded when, and being reminded again later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ledger.rights import Actor
from models.tables.deadline import Deadline, Reminder
from models.tables.unit import Person
from models.types import SHANGHAI, Level, ReminderState
from reminders.plan import SNOOZED, Planner
from rules.ladder import snooze_until


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that is still to come, and for whom."""

    reminder: Reminder
    person: Person

    @property
    def at(self) -> datetime:
        return self.reminder.due_at


def planned(tx: Session, deadlines: Sequence[Deadline]) -> list[Planned]:
    """The reminders still to come of these deadlines, in order of time."""
    query = (
        select(Reminder, Person)
        .join(Person, col(Person.id) == Reminder.recipient_id)
        .where(
            col(Reminder.deadline_id).in_([deadline.id for deadline in deadlines]),
            Reminder.state == ReminderState.PLANNED,
        )
        .order_by(col(Reminder.due_at), col(Reminder.id))
    )
    return [Planned(*row) for row in tx.exec(query)]


def snooze(tx: Session, actor: Actor, deadline: Deadline, now: datetime, planner: Planner) -> datetime:
    """Remind the actor of a deadline again a little later; the moment (UTC).

    Never later than the last office hours of the nearer limit that has not passed.
    """
    today = now.astimezone(SHANGHAI).date()
    ahead = [on for on in (deadline.local_due_on, deadline.statutory_due_on) if on and on >= today]
    last_on = planner.pack.calendar.last_working_day_on_or_before(min(ahead, default=today))
    at = snooze_until(now, planner.hours.closing(last_on), planner.pack.calendar, planner.hours)
    row = tx.exec(
        select(Reminder).where(
            Reminder.deadline_id == deadline.id,
            Reminder.milestone_id == deadline.milestone_id,
            col(Reminder.rung).startswith(SNOOZED),
            Reminder.recipient_id == actor.id,
            Reminder.state == ReminderState.PLANNED,
        )
    ).first()
    row = row or Reminder(
        district=deadline.district,
        deadline_id=deadline.id or 0,
        milestone_id=deadline.milestone_id,
        level=Level.LOCAL if deadline.local_due_on in ahead else Level.STATUTORY,
        rung=f"{SNOOZED}:{now.isoformat(timespec='seconds')}",
        last_on=last_on,
        recipient_id=actor.id,
        due_at=at,
    )
    row.due_at = at
    tx.add(row)
    tx.flush()
    return at
