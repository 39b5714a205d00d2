"""What ticking and delivering work with, and how a reminder becomes a message of the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from models.message import Reply
from models.tables.deadline import Deadline, OwnReminder, Reminder
from models.tables.post import Outbox
from models.tables.unit import Person
from models.types import SHANGHAI, DeliveryState, ReminderState
from reminders.plan import ON_THE_WAY, Planner
from reminders.post import post, post_to_chat
from reminders.recipients import Circle

LATE_IS_NEWS_FOR = timedelta(days=3)
"""How long a message that something is overdue is tried."""
LOOK_AGAIN = timedelta(minutes=5)
"""When what could not be put into words is taken up again."""

Render = Callable[[Session, Reminder, Person, datetime], Reply]
"""The words of a reminder for a person at a moment; they live with the handlers."""
RenderOwn = Callable[[OwnReminder, datetime], Reply]
"""The same of a reminder that somebody set for themselves."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Each district's planner, the words, the channels in order of preference."""

    planner: Callable[[str], Planner]
    render: Render
    render_own: RenderOwn
    reach: Sequence[str]

    def opening(self, reminder: Reminder | OwnReminder, now: datetime) -> datetime | None:
        """The opening that a reminder waits for outside office hours, or None where it may leave now:
        in office hours, or because its last day would be over before the next ones."""
        planner = self.planner(reminder.district)
        opening = planner.hours.at_or_after(now, planner.pack.calendar)
        would_be_over = now < end_of(reminder) <= opening
        return opening if opening > now and not would_be_over else None

    def send(self, tx: Session, reminder: Reminder, person: Person, now: datetime) -> Outbox:
        """Put a reminder into the outbox for a person; where they have no account, for the next in line."""
        own = person.id == reminder.recipient_id
        key = f"reminder:{reminder.id}" if own else f"reminder:{reminder.id}:person:{person.id}"
        end = end_of(reminder)
        until = end if end > now else now + LATE_IS_NEWS_FOR
        words = self.render(tx, reminder, person, now)
        row = post(tx, person, key, words, now, until, self.reach, reminder_id=reminder.id)
        if row.state in {DeliveryState.REFUSED, DeliveryState.EXPIRED}:
            self.pass_on(tx, row, now)
        return row

    def send_own(self, tx: Session, row: OwnReminder, rung: str, now: datetime) -> Outbox:
        """Put a reminder that somebody set into the outbox, for the chat where they set it."""
        end = end_of(row)
        key = f"own_reminder:{row.id}:{row.last_on}:{rung}"
        until = end if end > now else now + LATE_IS_NEWS_FOR
        words = self.render_own(row, now)
        place = (row.channel, row.chat)
        return post_to_chat(tx, row.district, *place, key, words, now, until, self.reach, row.id)

    def pass_on(self, tx: Session, failed: Outbox, now: datetime) -> None:
        """Send a reminder that could not be delivered to the next in line, unless they have it anyhow.

        The failed row stays as it is: it is what the supervisors' list shows. Whoever cannot be reached
        either hands it on in turn.
        """
        reminder = tx.get(Reminder, failed.reminder_id) if failed.reminder_id else None
        if reminder is None or not still_holds(tx, failed):
            return
        deadline = tx.get_one(Deadline, reminder.deadline_id)
        tracking = self.planner(reminder.district).pack.rules[deadline.rule_id].tracking
        line = Circle(tx, deadline, tracking.obliged if tracking else ())
        for person in line.after(tx.get_one(Person, failed.person_id)):
            if _has_it(tx, reminder, person):
                return
            if not _was_tried(tx, reminder, person):
                self.send(tx, reminder, person, now)
                return


def end_of(reminder: Reminder | OwnReminder) -> datetime:
    """The end (24:00, Shanghai) of the last day that a reminder is about."""
    return datetime.combine(reminder.last_on + timedelta(days=1), time(), SHANGHAI)


def still_holds(tx: Session, message: Outbox) -> bool:
    """Whether a message is still true. Whatever makes a reminder untrue cancels it in its own transaction."""
    reminder = tx.get(Reminder, message.reminder_id) if message.reminder_id else None
    own = tx.get(OwnReminder, message.own_reminder_id) if message.own_reminder_id else None
    person = tx.get(Person, message.person_id) if message.person_id else None
    return (
        (reminder is None or reminder.state is ReminderState.QUEUED)
        and (own is None or own.cancelled_at is None)
        and (person is None or person.active)
    )


def _has_it(tx: Session, reminder: Reminder, person: Person) -> bool:
    """Whether the person got this rung, or is about to: as their own, or because it was passed on."""
    return any(
        row.state in {ReminderState.PLANNED, ReminderState.COLLAPSED} for row in _own(tx, reminder, person)
    ) or any(row.state in {*ON_THE_WAY, DeliveryState.DELIVERED} for row in _messages(tx, reminder, person))


def _was_tried(tx: Session, reminder: Reminder, person: Person) -> bool:
    return any(row.state is not DeliveryState.CANCELLED for row in _messages(tx, reminder, person))


def _own(tx: Session, reminder: Reminder, person: Person) -> list[Reminder]:
    """The same rung as planned for that person themselves."""
    same = select(Reminder).where(
        Reminder.deadline_id == reminder.deadline_id,
        Reminder.milestone_id == reminder.milestone_id,
        Reminder.level == reminder.level,
        Reminder.rung == reminder.rung,
        Reminder.last_on == reminder.last_on,
        Reminder.recipient_id == person.id,
    )
    return list(tx.exec(same))


def _messages(tx: Session, reminder: Reminder, person: Person) -> list[Outbox]:
    ids = [reminder.id, *(row.id for row in _own(tx, reminder, person))]
    query = select(Outbox).where(Outbox.person_id == person.id, col(Outbox.reminder_id).in_(ids))
    return list(tx.exec(query))
