"""What people asked and what became of it; what was declined waits for a person (待答)."""

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from ledger.codes import without_codes
from ledger.conversations import Talk
from models.tables.columns import table_of
from models.tables.post import Question
from models.types import AnswerKind

_KEEP = insert(table_of(Question))


def keep(
    tx: Session,
    talk: Talk,
    now: datetime,
    text: str,
    kind: AnswerKind,
    topic: str,
    confidence: float,
    waiting: bool,
) -> None:
    """Remember a question with its topic and how sure the answer was."""
    row = {
        "district": talk.district,
        "conversation_id": talk.id,
        "asked_at": now,
        "text": without_codes(text),
        "kind": kind.value,
        "topic": topic,
        "confidence": confidence,
        "waiting": waiting,
    }
    tx.connection().execute(_KEEP, row)
