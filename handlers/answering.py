"""Asking the knowledge, for the handler of questions and for questions in the middle of a form."""

from handlers.turn import Turn
from knowledge.answer import answer
from knowledge.reply import Answer
from ledger import questions
from models.message import Button, Reply
from models.types import AnswerKind

PERSON = "转人工"
MISSES_UNTIL_PERSON = 2
"""After so many declines in a row a person is offered without being asked for."""


def answer_of(turn: Turn) -> Answer:
    """What the knowledge says to the message, given what was said before in this talk."""
    return answer([*turn.conversation.turns, turn.text], turn.now, turn.district)


def told(turn: Turn, found: Answer) -> list[Reply]:
    """The answer as a message; the question is kept, and a declined one near the subject waits."""
    talk = turn.conversation
    talk.turns = [*talk.turns, turn.text]
    declined = found.kind is AnswerKind.DECLINE
    talk.misses = talk.misses + 1 if declined else 0
    waiting = declined and bool(found.refer)
    questions.keep(turn.tx, talk, turn.now, turn.text, found.kind, found.topic, found.confidence, waiting)
    buttons = found.options
    if talk.misses >= MISSES_UNTIL_PERSON and turn.text != PERSON:
        buttons = (Button(PERSON, PERSON), *buttons)[:3]
    return [Reply(found.text, buttons)]
