"""提醒我: what people asked to hear about their own last days, from its row to the outbox."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables.deadline import OwnReminder
from models.tables.post import Outbox
from models.types import SHANGHAI, DeliveryState
from reminders.desk import LOOK_AGAIN, Desk
from reminders.plan import Planner
from rules.ladder import Rung
from rules.own import OwnLimit, own_limit, own_rungs

BATCH = 200

log = logging.getLogger(__name__)


def limit_of(row: OwnReminder, planner: Planner) -> OwnLimit | None:
    """The limit that it is about, by today's rules: the nearer one that was not over when it was set.

    Raises as `own_limit`.
    """
    return own_limit(row.rule_id, row.start_on, planner.pack, row.set_at.astimezone(SHANGHAI).date())


def rungs_of(row: OwnReminder, planner: Planner) -> tuple[Rung, ...]:
    """All its reminders since it was set, in order of time. Raises as `own_limit`."""
    own = limit_of(row, planner)
    return own_rungs(own, planner.pack, planner.hours, row.set_at) if own else ()


def next_after(rungs: Sequence[Rung], now: datetime) -> datetime | None:
    """When the next of them comes, or None where none is left."""
    return next((rung.at for rung in rungs if rung.at > now), None)


def drop_waiting(tx: Session, row: OwnReminder, now: datetime) -> None:
    """What waits in the outbox and is no longer what there is to say does not leave."""
    waiting = select(Outbox).where(Outbox.own_reminder_id == row.id, Outbox.state == DeliveryState.PENDING)
    for message in tx.exec(waiting.with_for_update()).all():
        message.state, message.finished_at = DeliveryState.CANCELLED, now
        tx.add(message)
    tx.flush()


def tick_own(tx: Session, now: datetime, desk: Desk) -> int:
    """Queue the own reminders that are due, and give their number: 0 is the end.

    Of several rungs the newest goes out, also in place of one that still waits in the outbox.
    """
    due = (
        select(OwnReminder)
        .where(col(OwnReminder.next_at) <= now, col(OwnReminder.cancelled_at).is_(None))
        .order_by(col(OwnReminder.next_at), col(OwnReminder.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = tx.exec(due).all()
    for row in rows:
        try:
            with tx.begin_nested():
                _take(tx, row, now, desk)
        except Exception:
            # The door of each row: one that cannot be put into words must not hold up the others.
            log.exception("an own reminder was put off", extra={"row": row.id})
            tx.refresh(row)
            row.next_at = now + LOOK_AGAIN
            tx.add(row)
    return len(rows)


def _take(tx: Session, row: OwnReminder, now: datetime, desk: Desk) -> None:
    rungs = rungs_of(row, desk.planner(row.district))
    due = [rung for rung in rungs if rung.at <= now]
    opening = desk.opening(row, now) if due else None
    row.next_at = opening or next_after(rungs, now)
    if due and not opening:
        drop_waiting(tx, row, now)
        if not _is_stale(tx, row, now):
            desk.send_own(tx, row, due[-1].name, now)
    tx.add(row)
    tx.flush()


def _is_stale(tx: Session, row: OwnReminder, now: datetime) -> bool:
    """Whether the last day is over, of which they have heard: that is news only where nothing came before."""
    heard = select(Outbox.id).where(Outbox.own_reminder_id == row.id, Outbox.state == DeliveryState.DELIVERED)
    is_over = row.last_on < now.astimezone(SHANGHAI).date()
    return is_over and tx.exec(heard).first() is not None
