"""留痕: the audit chain, and values that the installation makes for itself."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel

from models.tables.columns import UtcMoment


class AuditEntry(SQLModel, table=True):
    """Who did what, append-only. `hash` covers the entry and `previous_hash`, so a change shows."""

    id: int | None = Field(default=None, primary_key=True)
    district: str
    at: datetime = Field(sa_type=UtcMoment)
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    channel: str
    action: str
    subject: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous_hash: str
    hash: str = Field(unique=True)


class Secret(SQLModel, table=True):
    """A random value made once per installation, such as the key that signs web visitors' cookies."""

    name: str = Field(primary_key=True)
    value: str
