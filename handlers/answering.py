"""Asking the knowledge, for the handler of questions and for questions in the middle of a form."""

from handlers import person, written
from handlers.own_limits import offers
from handlers.person import PERSON
from handlers.saying import MOST_BUTTONS
from handlers.turn import Turn
from knowledge.answer import answer
from knowledge.base import Domain
from knowledge.guards import HUMAN
from knowledge.reply import Answer
from ledger import questions
from ledger.questions import Asked
from models.message import Button, Reply
from models.types import AnswerKind, WaitingFor

MISSES_UNTIL_PERSON = 2
"""After so many declines in a row a person is offered without being asked for."""
NEARLY_DECLINED = 0.5
"""Probability of the likeliest topic below which what was offered to choose from is little to go by: so are
6 in 10 of the choices offered where a decline was due, and 1 in 5 of the others."""
NOT_RATED = {"smalltalk", "bot_use"}
"""Objects of entries that nobody is asked about whether they were of use."""


def answer_of(turn: Turn) -> Answer:
    """What the knowledge says to the message, given what was said before in this talk; else what people
    have written for it."""
    found = answer([*turn.conversation.turns, turn.text], turn.now, turn.district)
    return written.instead_of(turn, found)


def told(turn: Turn, found: Answer) -> list[Reply]:
    """The answer as a message; the question is kept, and may wait for a person."""
    if found.topic == HUMAN:
        return person.pass_on(turn)
    talk = turn.conversation
    reason = _waits_for(turn, found)
    number = _keep(turn, found, reason)
    talk.turns = [*talk.turns, turn.text]
    talk.misses = talk.misses + 1 if found.kind is AnswerKind.DECLINE else 0
    buttons = (*offers(turn, found.remindable), *found.options)[:MOST_BUTTONS]
    if talk.misses >= MISSES_UNTIL_PERSON:
        buttons = (Button(PERSON, PERSON), *buttons)[:MOST_BUTTONS]
    if _is_rated(turn, found):
        buttons += (Button("有用", f"有用 {number}"), Button("没用", f"没用 {number}"))
    later = "\n已记入待答，有人答复后发到这个聊天里。" if reason is WaitingFor.NO_BASIS else ""
    return [Reply(found.text + later, buttons)]


def _keep(turn: Turn, found: Answer, reason: WaitingFor | None) -> int:
    """The number of the question. A choice among what was offered settles what was unsure before."""
    if found.why == "title" and turn.conversation.turns:
        questions.settle_doubt(turn.tx, turn.conversation)
    question = written.meant(turn)
    gist = written.gist_of(turn.district, question)
    asked = Asked(turn.text, question[:-1], gist, found.kind, found.topic, found.confidence, reason)
    return questions.keep(turn.tx, turn.conversation, turn.now, asked)


def _waits_for(turn: Turn, found: Answer) -> WaitingFor | None:
    """Why a person should look at the question: declined though it is near the subject, or nearly so."""
    if found.kind is AnswerKind.DECLINE:
        entry = turn.district.entry(found.topic, turn.today)
        is_near = entry is None or entry.domain is Domain.NEAR
        return WaitingFor.NO_BASIS if found.refer and is_near else None
    unsure = found.why == "options" and found.confidence < NEARLY_DECLINED
    return WaitingFor.UNSURE if unsure else None


def _is_rated(turn: Turn, found: Answer) -> bool:
    """Whether it tells something that can be of use: neither declines nor asks, and is no small talk."""
    entry = turn.district.entry(found.topic.partition("+")[0], turn.today)
    return found.kind is AnswerKind.ANSWER and (entry is None or entry.object not in NOT_RATED)
