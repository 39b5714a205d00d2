"""采购人、代理机构、财政部门, and the people in them."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.tables.columns import UtcMoment
from models.types import Role, UnitKind


class Unit(SQLModel, table=True):
    """An office of one district."""

    __table_args__ = (UniqueConstraint("district", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    name: str
    kind: UnitKind
    created_at: datetime = Field(sa_type=UtcMoment)


class Person(SQLModel, table=True):
    """Somebody with a role in a unit. Known on a channel only through an Identity."""

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str
    role: Role
    active: bool = True
    created_at: datetime = Field(sa_type=UtcMoment)


class Identity(SQLModel, table=True):
    """A person's account on one channel. `chat` is where messages on our own initiative go."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    chat: str
    person_id: int = Field(foreign_key="person.id", index=True)
    bound_at: datetime = Field(sa_type=UtcMoment)


class Invitation(SQLModel, table=True):
    """A one-time binding code, kept only as a hash. `person_id` is set once it was used."""

    id: int | None = Field(default=None, primary_key=True)
    district: str
    unit_id: int = Field(foreign_key="unit.id")
    role: Role
    name: str
    code_hash: str = Field(unique=True)
    created_by_id: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    person_id: int | None = Field(default=None, foreign_key="person.id")


class FailedBinding(SQLModel, table=True):
    """A wrong binding code: what the lock counts."""

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    sender: str
    at: datetime = Field(sa_type=UtcMoment, index=True)
