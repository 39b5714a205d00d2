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
    """A message that was refused or expired: when (UTC), for whom, how it began.

    `unit` and `person` are empty where it was for the chat of somebody who is not bound.
    """

    at: datetime
    unit: str
    person: str
    first_line: str


def recent(tx: Session, district: str) -> list[Undelivered]:
    """The newest undelivered messages of a district, the newest first.

    What somebody asked to be reminded of is theirs alone and is not among them.
    """
    query = (
        select(Outbox, Person, Unit)
        .join(Person, col(Person.id) == Outbox.person_id, isouter=True)
        .join(Unit, col(Unit.id) == Person.unit_id, isouter=True)
        .where(
            Outbox.district == district,
            col(Outbox.own_reminder_id).is_(None),
            col(Outbox.state).in_([DeliveryState.REFUSED, DeliveryState.EXPIRED]),
        )
        .order_by(col(Outbox.id).desc())
        .limit(MOST)
    )
    return [
        Undelivered(
            row.finished_at or row.created_at,
            unit.name if unit else "",
            person.name if person else "",
            row.message["text"].splitlines()[0],
        )
        for row, person, unit in tx.exec(query)
    ]
