"""What people asked and what became of it; what was declined waits for a person (待答)."""

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from models.tables.post import Conversation, Question
from models.types import AnswerKind


def keep(
    tx: Session,
    conversation: Conversation,
    now: datetime,
    text: str,
    kind: AnswerKind,
    topic: str,
    confidence: float,
    waiting: bool,
) -> None:
    """Remember a question with its topic and how sure the answer was."""
    tx.execute(
        insert(Question).values(
            district=conversation.district,
            conversation_id=conversation.id,
            asked_at=now,
            text=text,
            kind=kind.value,
            topic=topic,
            confidence=confidence,
            waiting=waiting,
        )
    )
