"""Every incoming update leaves one row with the replies it got; a repeated one gets the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from ledger.codes import without_codes
from models.message import Incoming, Reply
from models.tables.columns import table_of
from models.tables.post import Inbox, Outbox
from models.types import DeliveryState

# Every message passes here, so these statements are built once and go past the object layer,
# which costs several times as much as the database (docs/decisions/0002-plain-functions.md).
_INBOX = table_of(Inbox)


_KNOWN = select(_INBOX.c.replies).where(
    _INBOX.c.channel == bindparam("of_channel"), _INBOX.c.external_id == bindparam("of_id")
)
_STORE = insert(_INBOX)


def stored_replies(tx: Session, incoming: Incoming) -> tuple[Reply, ...] | None:
    """The replies given to this update before, or None if it is new."""
    key = {"of_channel": incoming.channel, "of_id": incoming.external_id}
    found = tx.connection().execute(_KNOWN, key).first()
    return None if found is None else tuple(Reply.from_json(data) for data in found[0])


def store(
    tx: Session, incoming: Incoming, text: str, now: datetime, replies: Sequence[Reply], reference: str = ""
) -> None:
    """Keep the update and its replies, in the transaction of what it caused.

    `text` is what is kept of what was said: a binding code never is.
    """
    row = {
        "channel": incoming.channel,
        "external_id": incoming.external_id,
        "chat": incoming.chat,
        "sender": incoming.sender,
        "text": without_codes(text),
        "received_at": now,
        "replies": [reply.as_json() for reply in replies],
        "reference": reference,
    }
    tx.connection().execute(_STORE, row)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat as it is shown again: by the bot or by the person, at a moment (UTC)."""

    by_bot: bool
    at: datetime
    reply: Reply


def history(tx: Session, channel: str, chat: str, most: int) -> list[Line]:
    """The newest lines of a chat, oldest first: what was said, what was answered, what the bot sent."""
    said = tx.execute(
        select(col(Inbox.received_at), col(Inbox.text), col(Inbox.replies))
        .where(col(Inbox.channel) == channel, col(Inbox.chat) == chat)
        .order_by(col(Inbox.id).desc())
        .limit(most)
    ).all()
    lines: list[Line] = []
    for at, text, replies in reversed(said):
        lines.append(Line(False, at, Reply(text)))
        lines += [Line(True, at, Reply.from_json(data)) for data in replies]
    lines += [Line(True, at, Reply.from_json(data)) for at, data in _sent(tx, channel, chat, most)]
    return sorted(lines, key=lambda line: line.at)[-most:]


def _sent(tx: Session, channel: str, chat: str, most: int) -> list[tuple[datetime, dict[str, object]]]:
    query = (
        select(col(Outbox.finished_at), col(Outbox.message))
        .where(
            col(Outbox.channel) == channel,
            col(Outbox.chat) == chat,
            col(Outbox.state) == DeliveryState.DELIVERED,
        )
        .order_by(col(Outbox.finished_at).desc())
        .limit(most)
    )
    return [(at, data) for at, data in tx.execute(query)]
