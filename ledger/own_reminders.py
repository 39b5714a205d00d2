"""提醒我: setting, listing and cancelling reminders of one's own last days, bound or not."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ledger import audit
from ledger.rights import Actor
from models.tables.deadline import OwnReminder
from models.types import SHANGHAI
from reminders.own import drop_waiting, limit_of, next_after, rungs_of
from reminders.plan import Planner
from rules.calendar import OutsideCalendar
from rules.counting import NoFixedLength
from rules.own import NotReminded, OwnLimit, own_limit

log = logging.getLogger(__name__)


class LimitOver(ValueError):
    """All limits of the rule, counted from that day, are over."""


class NothingLeft(ValueError):
    """The last day is still to come or today, but all reminders of it would have been before now."""

    def __init__(self, own: OwnLimit) -> None:
        super().__init__(own.rule.id)
        self.own = own


class UnknownOwnReminder(LookupError):
    """The actor has no reminder of that number that is still to come."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class OwnMoved:
    """A last day that moved with the rules or the calendar, and what it was before."""

    row: OwnReminder
    before: date


def remind(
    tx: Session, actor: Actor, rule_id: str, start_on: date, now: datetime, planner: Planner
) -> OwnReminder:
    """Remind the actor, in this chat, before a rule counted from `start_on` runs out; twice is once.

    Raises LimitOver, NothingLeft and what `own_limit` raises.
    """
    own = own_limit(rule_id, start_on, planner.pack, _day(now))
    if own is None:
        raise LimitOver(rule_id)
    standing = next(
        (row for row in mine(tx, actor) if (row.rule_id, row.start_on) == (rule_id, start_on)), None
    )
    if standing is not None and standing.last_on == own.due.last_on:
        return standing
    row = OwnReminder(
        district=actor.district,
        channel=actor.channel,
        sender=actor.sender,
        chat=actor.chat,
        rule_id=rule_id,
        start_on=start_on,
        last_on=own.due.last_on,
        set_at=now,
        pack_version=planner.pack.version,
    )
    row.next_at = next_after(rungs_of(row, planner), now)
    if row.next_at is None:
        raise NothingLeft(own)
    tx.add(row)
    tx.flush()
    _log(tx, actor, now, "own reminder set", row)
    return row


def mine(tx: Session, actor: Actor) -> list[OwnReminder]:
    """What the actor has set with this account and is still to come, in order of the last day."""
    query = select(OwnReminder).where(
        OwnReminder.channel == actor.channel,
        OwnReminder.sender == actor.sender,
        col(OwnReminder.next_at).is_not(None),
        col(OwnReminder.cancelled_at).is_(None),
    )
    return list(tx.exec(query.order_by(col(OwnReminder.last_on), col(OwnReminder.id))))


def cancel(tx: Session, actor: Actor, number: int, now: datetime) -> OwnReminder:
    """Nothing more is sent of it, also not what waits in the outbox. Raises UnknownOwnReminder."""
    row = next((row for row in mine(tx, actor) if row.id == number), None)
    if row is None:
        raise UnknownOwnReminder(number)
    row.cancelled_at, row.next_at = now, None
    tx.add(row)
    drop_waiting(tx, row, now)
    _log(tx, actor, now, "own reminder cancelled", row)
    return row


def moments(row: OwnReminder, now: datetime, planner: Planner) -> Sequence[datetime]:
    """When it is still to come (UTC), in order. Raises as `own_limit`."""
    return [rung.at for rung in rungs_of(row, planner) if rung.at > now]


def refresh(tx: Session, now: datetime, planner_of: Callable[[str], Planner]) -> list[OwnMoved]:
    """Count anew what another version of the rules counted; those whose last day moved.

    What is due already and was not sent stays due.
    """
    query = select(OwnReminder).where(
        col(OwnReminder.next_at).is_not(None), col(OwnReminder.cancelled_at).is_(None)
    )
    # Of two processes that start at once the second finds everything counted, and tells nobody again.
    rows = tx.exec(query.order_by(col(OwnReminder.id)).with_for_update()).all()
    return [moved for row in rows if (moved := _recount(tx, row, now, planner_of(row.district)))]


def _recount(tx: Session, row: OwnReminder, now: datetime, planner: Planner) -> OwnMoved | None:
    if row.pack_version == planner.pack.version:
        return None
    try:
        own, before = limit_of(row, planner), row.last_on
    except (NotReminded, NoFixedLength, OutsideCalendar):
        # The door of each row: a rule that gives it no last day any more must not keep the service down.
        log.exception("an own reminder has no last day any more", extra={"row": row.id})
        return None
    row.pack_version, row.next_at = planner.pack.version, now
    moved = own is not None and own.due.last_on != before
    if own is not None and moved:
        drop_waiting(tx, row, now)
        row.last_on, row.next_at = own.due.last_on, next_after(rungs_of(row, planner), now)
    tx.add(row)
    tx.flush()
    return OwnMoved(row, before) if moved else None


def _log(tx: Session, actor: Actor, now: datetime, action: str, row: OwnReminder) -> None:
    days = {"start_on": row.start_on.isoformat(), "last_on": row.last_on.isoformat()}
    audit.append(tx, actor, now, action, f"own_reminder:{row.id}", rule=row.rule_id, **days)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
