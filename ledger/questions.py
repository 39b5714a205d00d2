"""What people asked, what became of it, and what they said of the answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from ledger.codes import without_codes
from ledger.conversations import Talk
from models.tables.columns import table_of
from models.tables.question import Question
from models.types import AnswerKind, WaitingFor

LOOKED_BACK = 10
"""So many questions of a talk are looked through for the last one that asks something."""
RECENT = timedelta(days=1)
"""Who asks for a person means a question that is no older."""

_QUESTIONS = table_of(Question)
_KEEP = insert(_QUESTIONS)
_SETTLE_DOUBT = (
    update(_QUESTIONS)
    .where(
        _QUESTIONS.c.conversation_id == bindparam("of_talk"),
        _QUESTIONS.c.waiting,
        _QUESTIONS.c.reason == WaitingFor.UNSURE.value,
    )
    .values(waiting=False)
)


class UnknownQuestion(Exception):
    """The talk has no such question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is kept. `before` are the turns that it leans on, `gist` what it asks."""

    text: str
    before: Sequence[str]
    gist: str
    kind: AnswerKind
    topic: str
    confidence: float
    reason: WaitingFor | None = None
    """Why it waits for a person, if it does."""


def keep(tx: Session, talk: Talk, now: datetime, asked: Asked) -> int:
    """Remember a question; its number. Every message passes here, so it is one bare statement."""
    row = {
        "district": talk.district,
        "conversation_id": talk.id,
        "asked_at": now,
        "text": without_codes(asked.text),
        "before": [without_codes(turn) for turn in asked.before],
        "gist": without_codes(asked.gist),
        "kind": asked.kind.value,
        "topic": asked.topic,
        "confidence": asked.confidence,
        "waiting": asked.reason is not None,
        "reason": asked.reason.value if asked.reason else "",
    }
    made = tx.connection().execute(_KEEP, row).inserted_primary_key
    return int(made[0]) if made else 0


def ask_for_person(tx: Session, talk: Talk, now: datetime, chatter: Collection[str]) -> Question | None:
    """Let the last question of the talk wait for a person, also one that was answered; None without any,
    and where its answer was of use: then another one is meant.

    `chatter` are topics that ask nothing, like greetings.
    """
    query = (
        select(Question)
        .where(Question.conversation_id == talk.id, Question.asked_at > now - RECENT)
        .order_by(col(Question.id).desc())
        .limit(LOOKED_BACK)
    )
    question = next((row for row in tx.exec(query) if row.topic not in chatter), None)
    if question is None or question.useful:
        return None
    _wait(question, WaitingFor.PERSON)
    tx.add(question)
    tx.flush()
    return question


def rate(tx: Session, talk: Talk, number: int | None, useful: bool) -> Question:
    """What the asker says of the answer to a question of their own talk, by its number or else the last.

    The last word counts. What was not useful waits for a person. Raises UnknownQuestion.
    """
    query = select(Question).where(Question.conversation_id == talk.id).order_by(col(Question.id).desc())
    if number is not None:
        query = query.where(Question.id == number)
    question = tx.exec(query.limit(1)).first()
    if question is None or question.kind == AnswerKind.DECLINE:
        raise UnknownQuestion(number)
    question.useful = useful
    if not useful and not question.waiting:
        _wait(question, WaitingFor.NOT_USEFUL)
    elif useful and question.reason in {WaitingFor.NOT_USEFUL, WaitingFor.UNSURE}:
        question.waiting = False
    tx.add(question)
    tx.flush()
    return question


def settle_doubt(tx: Session, talk: Talk) -> None:
    """Somebody chose among what was offered: what the bot was unsure of in this talk waits no longer."""
    tx.connection().execute(_SETTLE_DOUBT, {"of_talk": talk.id})


def _wait(question: Question, reason: WaitingFor) -> None:
    question.waiting, question.reason = True, reason.value
