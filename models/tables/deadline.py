"""时限 and the reminders planned for them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.tables.columns import UtcMoment
from models.types import DeadlineState, Level, ReminderState


class Deadline(SQLModel, table=True):
    """Derived from a milestone by a rule; recomputed when the milestone, the calendar or the rule changes.

    `origin_id` is the first milestone of the chain of corrections and keeps the row the same through
    them; `milestone_id` is the one that counts now. `statutory_start_logged`: the statutory limit has a
    start of its own, and that is known. Days are Shanghai days; a due day ends at 24:00.
    """

    __table_args__ = (UniqueConstraint("lot_id", "rule_id", "origin_id"),)

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    lot_id: int = Field(foreign_key="lot.id", index=True)
    rule_id: str
    origin_id: int = Field(foreign_key="milestone.id")
    milestone_id: int = Field(foreign_key="milestone.id")
    start_on: date
    statutory_start_on: date
    statutory_start_logged: bool = False
    local_due_on: date | None = None
    statutory_due_on: date | None = None
    provisional: bool = False
    paused: bool = False
    state: DeadlineState = Field(default=DeadlineState.OPEN, index=True)
    met_on: date | None = None
    met_by_id: int | None = Field(default=None, foreign_key="milestone.id")
    responsible_id: int | None = Field(default=None, foreign_key="person.id")
    explanation: str = ""
    pack_version: str
    updated_at: datetime = Field(sa_type=UtcMoment)


class Reminder(SQLModel, table=True):
    """One rung of the ladder for one person: unique for its deadline, the milestone that started it and
    the last day it is about, so that a day that moves is reminded of anew."""

    __table_args__ = (
        UniqueConstraint("deadline_id", "milestone_id", "level", "rung", "last_on", "recipient_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    district: str
    deadline_id: int = Field(foreign_key="deadline.id", index=True)
    milestone_id: int = Field(foreign_key="milestone.id")
    level: Level
    rung: str
    last_on: date
    recipient_id: int = Field(foreign_key="person.id", index=True)
    due_at: datetime = Field(sa_type=UtcMoment, index=True)
    state: ReminderState = Field(default=ReminderState.PLANNED, index=True)


class OwnReminder(SQLModel, table=True):
    """提醒我: a last day of their own that somebody wants to hear about, bound or not.

    It belongs to the account (`channel`, `sender`) that set it and goes to the chat where that was.
    `next_at` is when they hear next, empty when nothing more is to come.
    """

    id: int | None = Field(default=None, primary_key=True)
    district: str
    channel: str
    sender: str = Field(index=True)
    chat: str
    rule_id: str
    start_on: date
    last_on: date
    next_at: datetime | None = Field(default=None, sa_type=UtcMoment, index=True)
    set_at: datetime = Field(sa_type=UtcMoment)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    pack_version: str
