"""Where each talk stands: the open form, the last questions, the misses in a row."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.message import Incoming
from models.tables.columns import table_of
from models.tables.post import Conversation

REMEMBERED_TURNS = 4

_TALKS = table_of(Conversation)
_FIND = (
    select(_TALKS.c.id, _TALKS.c.district, _TALKS.c.form, _TALKS.c.turns, _TALKS.c.misses)
    .where(
        _TALKS.c.channel == bindparam("of_channel"),
        _TALKS.c.chat == bindparam("of_chat"),
        _TALKS.c.sender == bindparam("of_sender"),
    )
    .with_for_update()
)
_BEGIN = insert(_TALKS)
_SAVE = update(_TALKS).where(_TALKS.c.id == bindparam("of_id"))


def open_conversation(tx: Session, incoming: Incoming, district: str, now: datetime) -> Conversation:
    """The talk of this sender in this chat, locked for the transaction; made if it is new.

    The row is plain data: nothing is written back before `save`.
    """
    key = {"of_channel": incoming.channel, "of_chat": incoming.chat, "of_sender": incoming.sender}
    found = tx.connection().execute(_FIND, key).first()
    talk = Conversation(
        channel=incoming.channel,
        chat=incoming.chat,
        sender=incoming.sender,
        district=incoming.district or district,
        turns=[],
        updated_at=now,
    )
    if found is None:
        made = tx.connection().execute(_BEGIN, talk.model_dump(exclude={"id"}))
        talk.id = (made.inserted_primary_key or (None,))[0]
        return talk
    talk.id, stored_district, talk.form, talk.turns, talk.misses = found
    talk.district = incoming.district or stored_district
    return talk


def save(tx: Session, talk: Conversation, now: datetime) -> None:
    """Write the talk back."""
    values = {
        "of_id": talk.id,
        "district": talk.district,
        "form": talk.form,
        "turns": talk.turns[-REMEMBERED_TURNS:],
        "misses": talk.misses,
        "updated_at": now,
    }
    tx.connection().execute(_SAVE, values)
