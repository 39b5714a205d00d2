"""待答: the questions of a district that wait for a person, and how a supervisor settles them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ledger import audit
from ledger.rights import Actor
from models.tables.post import Conversation
from models.tables.question import Question, Settlement, WrittenEntry
from models.types import WaitingFor

MOST = 1000
"""So many waiting questions are looked at, the newest."""
REASONS = tuple(WaitingFor)


class NotWaiting(Exception):
    """No question of that number waits in the district (any more)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What several may have asked in the same sense. Number, words and moment are those of the newest.

    `reason` is the most pressing one, `askers` counts chats, `asked_at` is in UTC.
    """

    number: int
    text: str
    before: tuple[str, ...]
    gist: str
    topic: str
    reason: WaitingFor
    askers: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Asker:
    """A chat in which the question was asked: where the answer goes, and how it was put there."""

    channel: str
    chat: str
    question: str
    asked_at: datetime


def waiting(tx: Session, district: str) -> list[Waiting]:
    """The waiting questions of a district by reason, the newest of each first; the same one once."""
    query = (
        select(Question, Conversation)
        .join(Conversation, col(Conversation.id) == Question.conversation_id)
        .where(Question.district == district, Question.waiting)
        .order_by(col(Question.id).desc())
        .limit(MOST)
    )
    same: dict[str, list[tuple[Question, Conversation]]] = {}
    for question, talk in tx.exec(query):
        same.setdefault(question.gist, []).append((question, talk))
    found = [_together(rows) for rows in same.values()]
    return sorted(found, key=lambda each: REASONS.index(each.reason))


def find(tx: Session, district: str, number: int) -> Waiting:
    """The waiting question of that number, with all that ask the same. Raises NotWaiting."""
    return _together(_asked_alike(tx, district, number))


def answer(
    tx: Session, actor: Actor, now: datetime, number: int, text: str, sources: Sequence[str]
) -> tuple[Settlement, list[Asker]]:
    """Answer a question for all who asked it, each chat once; they wait no longer. Raises NotWaiting.

    Sending is left to the caller, in the same transaction.
    """
    rows = _asked_alike(tx, actor.district, number)
    settled = _settle(tx, actor, now, rows, answer=text, sources=list(sources))
    audit.append(tx, actor, now, "answered", f"settlement:{settled.id}", questions=[q.id for q, _ in rows])
    chats = {(talk.channel, talk.chat): question for question, talk in reversed(rows)}
    return settled, [Asker(*chat, question.text, question.asked_at) for chat, question in chats.items()]


def put_away(tx: Session, actor: Actor, now: datetime, number: int, reason: str) -> Settlement:
    """Take a question off the list without an answer, for a reason. Raises NotWaiting."""
    rows = _asked_alike(tx, actor.district, number)
    settled = _settle(tx, actor, now, rows, reason=reason)
    audit.append(tx, actor, now, "put away", f"settlement:{settled.id}", questions=[q.id for q, _ in rows])
    return settled


def settlement(tx: Session, district: str, number: int) -> Settlement | None:
    """What was answered in the district under that number."""
    found = tx.get(Settlement, number)
    return found if found is not None and found.district == district and found.answer else None


def answered(tx: Session, district: str, most: int) -> list[Settlement]:
    """The newest answers that no entry was made of, newest first."""
    used = select(WrittenEntry.settlement_id).where(WrittenEntry.district == district)
    query = (
        select(Settlement)
        .where(Settlement.district == district, Settlement.answer != "", col(Settlement.id).not_in(used))
        .order_by(col(Settlement.id).desc())
        .limit(most)
    )
    return list(tx.exec(query))


def _asked_alike(tx: Session, district: str, number: int) -> list[tuple[Question, Conversation]]:
    """The rows, newest first, locked: of two supervisors who answer at once the second finds none."""
    gist = tx.exec(select(Question.gist).where(Question.id == number, Question.district == district)).first()
    query = (
        select(Question, Conversation)
        .join(Conversation, col(Conversation.id) == Question.conversation_id)
        .where(Question.district == district, Question.waiting, Question.gist == gist)
        .order_by(col(Question.id).desc())
        .with_for_update(of=Question)
    )
    rows = list(tx.exec(query)) if gist is not None else []
    if not rows:
        raise NotWaiting(number)
    return rows


def _settle(
    tx: Session,
    actor: Actor,
    now: datetime,
    rows: Sequence[tuple[Question, Conversation]],
    answer: str = "",
    sources: Sequence[str] = (),
    reason: str = "",
) -> Settlement:
    newest = rows[0][0]
    settled = Settlement(
        district=newest.district,
        question=newest.text,
        before=newest.before,
        gist=newest.gist,
        topic=newest.topic,
        answer=answer,
        sources=list(sources),
        reason=reason,
        settled_by_id=actor.id,
        settled_at=now,
    )
    tx.add(settled)
    tx.flush()
    for question, _ in rows:
        question.waiting, question.settlement_id = False, settled.id
        tx.add(question)
    tx.flush()
    return settled


def _together(rows: Sequence[tuple[Question, Conversation]]) -> Waiting:
    newest = rows[0][0]
    reasons = {WaitingFor(question.reason) for question, _ in rows}
    return Waiting(
        number=newest.id or 0,
        text=newest.text,
        before=tuple(newest.before),
        gist=newest.gist,
        topic=newest.topic,
        reason=min(reasons, key=REASONS.index),
        askers=len({(talk.channel, talk.chat) for _, talk in rows}),
        asked_at=newest.asked_at,
    )
