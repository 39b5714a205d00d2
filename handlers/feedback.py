"""有用, 没用, 转人工: what people say of an answer; what was not useful goes to the supervisors' list."""

from handlers.intention import Intention
from handlers.person import PERSON, pass_on
from handlers.reading import read_number
from handlers.turn import Turn
from ledger import questions
from ledger.questions import UnknownQuestion
from ledger.rights import EVERYONE
from models.message import Button, Reply

PERSON_BUTTON = Button(PERSON, PERSON)


def useful(turn: Turn) -> list[Reply]:
    """`有用 12`, where 12 is the number of the question; without it the last one."""
    if not _rate(turn, useful=True):
        return [Reply("没有找到我答过您的这个问题。有要问的请直接发。")]
    return [Reply("谢谢您告诉我。")]


def useless(turn: Turn) -> list[Reply]:
    """`没用 12`."""
    if not _rate(turn, useful=False):
        return [Reply(f"没有找到我答过您的这个问题。要工作人员答复，请发“{PERSON}”。", (PERSON_BUTTON,))]
    return [Reply("谢谢您告诉我，已记下。可以换个说法再问，也可以请工作人员答复。", (PERSON_BUTTON,))]


def _rate(turn: Turn, useful: bool) -> bool:
    try:
        questions.rate(turn.tx, turn.conversation, read_number(turn.rest), useful)
    except UnknownQuestion:
        return False
    return True


USEFUL = Intention("useful", ("有用",), EVERYONE, useful, private=True)
USELESS = Intention("useless", ("没用",), EVERYONE, useless, private=True)
TO_A_PERSON = Intention("person", (PERSON,), EVERYONE, pass_on, "请财政局的工作人员答复")
