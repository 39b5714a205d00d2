"""Where each talk stands: the open form, the last questions, the misses in a row."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from ledger.codes import without_codes
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


@dataclass(slots=True)
class Talk:
    """A conversation in hand: plain values, written back by `save` and nothing else."""

    id: int
    district: str
    form: dict[str, Any] | None = None
    turns: list[str] = field(default_factory=list)
    misses: int = 0


def open_talk(tx: Session, incoming: Incoming, district: str, now: datetime) -> Talk:
    """The talk of this sender in this chat, locked for the transaction; made if it is new."""
    key = {"of_channel": incoming.channel, "of_chat": incoming.chat, "of_sender": incoming.sender}
    found = tx.connection().execute(_FIND, key).first()
    if found is not None:
        talk = Talk(*found)
        talk.district = incoming.district or talk.district
        return talk
    row: dict[str, Any] = {
        "channel": incoming.channel,
        "chat": incoming.chat,
        "sender": incoming.sender,
        "district": incoming.district or district,
        "form": None,
        "turns": [],
        "misses": 0,
        "updated_at": now,
    }
    made = tx.connection().execute(_BEGIN, row).inserted_primary_key
    return Talk(made[0] if made else 0, row["district"])


def save(tx: Session, talk: Talk, now: datetime) -> None:
    """Write the talk back."""
    values = {
        "of_id": talk.id,
        "district": talk.district,
        "form": talk.form,
        "turns": [without_codes(said) for said in talk.turns[-REMEMBERED_TURNS:]],
        "misses": talk.misses,
        "updated_at": now,
    }
    tx.connection().execute(_SAVE, values)
