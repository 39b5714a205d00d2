"""采购项目, its 标包, and what happened in them."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.tables.columns import UtcMoment, Yuan
from models.types import ProcurementKind


class Project(SQLModel, table=True):
    """A procurement project of a buyer, perhaps entrusted to an agency."""

    __table_args__ = (UniqueConstraint("district", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    code: str
    name: str
    kind: ProcurementKind
    budget_yuan: Decimal = Field(sa_type=Yuan)
    buyer_id: int = Field(foreign_key="unit.id", index=True)
    agency_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    suitable_for_sme: bool = True
    sme_reason: str = ""
    began_on: date
    created_by_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcMoment)


class Lot(SQLModel, table=True):
    """A 标包. A project without lots has one, number 1."""

    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    district: str
    project_id: int = Field(foreign_key="project.id", index=True)
    number: int
    name: str
    budget_yuan: Decimal = Field(sa_type=Yuan)


class Milestone(SQLModel, table=True):
    """Something that happened in a lot. Append-only.

    A correction is a new row that supersedes an old one; taking back is a new row with `withdrawn`.
    In force are the rows that nothing supersedes and that are not withdrawn. `root_id` is the first
    row of such a chain, empty for that row itself.
    """

    id: int | None = Field(default=None, primary_key=True)
    district: str
    lot_id: int = Field(foreign_key="lot.id", index=True)
    kind: str
    occurred_at: datetime = Field(sa_type=UtcMoment)
    has_time: bool = False
    said: str = ""
    recorded_by_id: int = Field(foreign_key="person.id", index=True)
    recorded_at: datetime = Field(sa_type=UtcMoment)
    channel: str
    supersedes_id: int | None = Field(default=None, foreign_key="milestone.id", unique=True)
    root_id: int | None = Field(default=None, foreign_key="milestone.id")
    withdrawn: bool = False
    reason: str = ""
