"""Any text that is nothing else: a question to the knowledge."""

from handlers.answering import answer_of, told
from handlers.intention import Intention
from handlers.turn import Turn
from ledger.rights import EVERYONE
from models.message import Reply


def ask(turn: Turn) -> list[Reply]:
    """Answer, ask back or decline."""
    return told(turn, answer_of(turn))


INTENTION = Intention("ask", (), EVERYONE, ask)
