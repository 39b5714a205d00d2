"""Where each talk stands: the open form, the last questions, the misses in a row."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from models.message import Incoming
from models.tables.post import Conversation

REMEMBERED_TURNS = 4


def open_conversation(tx: Session, incoming: Incoming, district: str, now: datetime) -> Conversation:
    """The talk of this sender in this chat, locked for the transaction; made if it is new.

    The row is plain data: nothing is written back before `save`.
    """
    key = (
        col(Conversation.channel) == incoming.channel,
        col(Conversation.chat) == incoming.chat,
        col(Conversation.sender) == incoming.sender,
    )
    columns = (
        Conversation.id,
        Conversation.district,
        Conversation.form,
        Conversation.turns,
        Conversation.misses,
    )
    found = tx.execute(select(*map(col, columns)).where(*key).with_for_update()).first()
    conversation = Conversation(
        channel=incoming.channel,
        chat=incoming.chat,
        sender=incoming.sender,
        district=incoming.district or district,
        turns=[],
        updated_at=now,
    )
    if found is None:
        made = tx.execute(insert(Conversation).values(conversation.model_dump(exclude={"id"})))
        conversation.id = made.inserted_primary_key[0]  # type: ignore[attr-defined]
        return conversation
    conversation.id, stored_district, conversation.form, conversation.turns, conversation.misses = found
    conversation.district = incoming.district or stored_district
    return conversation


def save(tx: Session, conversation: Conversation, now: datetime) -> None:
    """Write the talk back."""
    tx.execute(
        update(Conversation)
        .where(col(Conversation.id) == conversation.id)
        .values(
            district=conversation.district,
            form=conversation.form,
            turns=conversation.turns[-REMEMBERED_TURNS:],
            misses=conversation.misses,
            updated_at=now,
        )
    )
