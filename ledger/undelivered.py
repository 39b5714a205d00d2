"""What never reached the person it was for: the supervisors' list."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables.post import Outbox
from models.tables.unit import Person, Unit
from models.types import DeliveryState

MOST = 20


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that was refused or expired: when (UTC), for whom, how it began."""

    at: datetime
    unit: str
    person: str
    first_line: str


def recent(tx: Session, district: str) -> list[Undelivered]:
    """The newest undelivered messages of a district, the newest first."""
    query = (
        select(Outbox, Person, Unit)
        .join(Person, col(Person.id) == Outbox.person_id)
        .join(Unit, col(Unit.id) == Person.unit_id)
        .where(
            Outbox.district == district,
            col(Outbox.state).in_([DeliveryState.REFUSED, DeliveryState.EXPIRED]),
        )
        .order_by(col(Outbox.id).desc())
        .limit(MOST)
    )
    return [
        Undelivered(
            row.finished_at or row.created_at, unit.name, person.name, row.message["text"].splitlines()[0]
        )
        for row, person, unit in tx.exec(query)
    ]
