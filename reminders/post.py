"""The outbox: what the bot sends on its own initiative, and to which account of a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from models.message import Reply
from models.tables.post import Outbox
from models.tables.unit import Identity, Person
from models.types import DeliveryState

NO_ACCOUNT = "no account on any channel that is on"


def post(
    tx: Session,
    person: Person,
    key: str,
    message: Reply,
    now: datetime,
    useful_until: datetime,
    reach: Sequence[str],
    reminder_id: int | None = None,
    send_at: datetime | None = None,
) -> Outbox:
    """Put a message for a person into the outbox, once for each `key`; it leaves at `send_at`, else now.

    It goes to their account on the first channel of `reach`. Without any the row is refused from the
    start, which puts it onto the list of what was not delivered. A row cancelled earlier lives again,
    for what is left of its time.
    """
    account = account_of(tx, person, reach)
    new = Outbox(
        district=person.district,
        dedupe_key=key,
        person_id=person.id,
        reminder_id=reminder_id,
        channel=account.channel if account else "",
        chat=account.chat if account else "",
        message=message.as_json(),
        next_try_at=send_at or now,
        useful_until=useful_until,
        created_at=now,
    )
    return _put(tx, new, account is not None)


def post_to_chat(
    tx: Session,
    district: str,
    channel: str,
    chat: str,
    key: str,
    message: Reply,
    now: datetime,
    useful_until: datetime,
    reach: Sequence[str],
    own_reminder_id: int | None = None,
    send_at: datetime | None = None,
) -> Outbox:
    """`post` to the chat of somebody who need not be bound: it goes there and nowhere else."""
    new = Outbox(
        district=district,
        dedupe_key=key,
        own_reminder_id=own_reminder_id,
        channel=channel,
        chat=chat,
        message=message.as_json(),
        next_try_at=send_at or now,
        useful_until=useful_until,
        created_at=now,
    )
    return _put(tx, new, channel in reach)


def _put(tx: Session, new: Outbox, is_reached: bool) -> Outbox:
    """Store the row, unless its key is there; what was cancelled under that key takes its place again."""
    now = new.created_at
    row = tx.exec(select(Outbox).where(Outbox.dedupe_key == new.dedupe_key)).first() or new
    if row is not new and row.state is not DeliveryState.CANCELLED:
        return row
    row.channel, row.chat, row.message = new.channel, new.chat, new.message
    row.created_at, row.next_try_at = now, new.next_try_at
    row.attempts, row.lease_until = 0, None
    row.state, row.finished_at = DeliveryState.PENDING, None
    if not is_reached:
        row.state, row.finished_at, row.error = DeliveryState.REFUSED, now, NO_ACCOUNT
    elif row.useful_until <= now:
        # Tried for all of its time it is given up; where nobody tried, because all was down, it begins anew.
        if row.error:
            row.state, row.finished_at = DeliveryState.EXPIRED, now
        row.useful_until = new.useful_until
    tx.add(row)
    tx.flush()
    return row


def account_of(tx: Session, person: Person, reach: Sequence[str]) -> Identity | None:
    """The person's account on the first channel of `reach` where they have one."""
    accounts = tx.exec(select(Identity).where(Identity.person_id == person.id)).all()
    by_channel = {account.channel: account for account in accounts}
    return next((by_channel[name] for name in reach if name in by_channel), None)


def is_theirs(tx: Session, row: Outbox, reach: Sequence[str]) -> bool:
    """Whether the chat that a message is addressed to is still that person's, on a channel that is on.

    Who is not bound is nobody but their chat.
    """
    if row.person_id is None:
        return row.channel in reach
    account = select(Identity.id).where(
        Identity.channel == row.channel, Identity.chat == row.chat, Identity.person_id == row.person_id
    )
    return row.channel in reach and tx.exec(account).first() is not None
