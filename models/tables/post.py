"""What came in and what goes out: every message passes through a row."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from models.tables.columns import UtcMoment
from models.types import DeliveryState


class Inbox(SQLModel, table=True):
    """An update of a platform with its replies. Unique by the platform's id: nothing happens twice."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    chat: str = Field(index=True)
    sender: str
    text: str
    received_at: datetime = Field(sa_type=UtcMoment)
    replies: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    reference: str = ""


class Outbox(SQLModel, table=True):
    """What the bot sends on its own initiative. `dedupe_key` makes each message unique for ever.

    Without a person it goes to a chat of somebody who is not bound, and to nobody else.
    """

    id: int | None = Field(default=None, primary_key=True)
    district: str
    dedupe_key: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    reminder_id: int | None = Field(default=None, foreign_key="reminder.id", index=True)
    own_reminder_id: int | None = Field(default=None, foreign_key="ownreminder.id", index=True)
    channel: str
    chat: str = Field(index=True)
    message: dict[str, Any] = Field(sa_type=JSON)
    state: DeliveryState = Field(default=DeliveryState.PENDING, index=True)
    attempts: int = 0
    next_try_at: datetime = Field(sa_type=UtcMoment, index=True)
    useful_until: datetime = Field(sa_type=UtcMoment)
    lease_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    error: str = ""
    created_at: datetime = Field(sa_type=UtcMoment)
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Conversation(SQLModel, table=True):
    """Where a talk stands: the open form, what was said before, the district it is about."""

    __table_args__ = (UniqueConstraint("channel", "chat", "sender"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat: str
    sender: str
    district: str
    form: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    turns: list[str] = Field(default_factory=list, sa_type=JSON)
    misses: int = 0
    updated_at: datetime = Field(sa_type=UtcMoment)
