"""预留测算: kind and budget → dedicated to SMEs, or which share is to be reserved."""

from decimal import Decimal

from handlers import saying
from handlers.forms import Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.reading import read_yuan
from handlers.reserved import reservation_lines
from handlers.turn import Turn
from handlers.words import KINDS
from language import entities
from language.amounts import read_amounts
from ledger.rights import EVERYONE
from models.message import Reply
from models.types import ProcurementKind

SUITS, DOES_NOT_SUIT = "适宜", "不适宜"


def reserve(turn: Turn) -> list[Reply]:
    """`预留测算 服务 260万`, or step by step."""
    values: Values = {}
    kind, amounts = entities.kind(turn.rest), read_amounts(turn.rest)
    if kind is not None:
        values["kind"] = kind.value
    if len(amounts) == 1 and not amounts[0].approximate:
        values["budget"] = str(amounts[0].yuan)
    return start(turn, FORM, values)


def _ask_kind(_turn: Turn, _values: Values) -> Reply:
    text = "是货物、服务还是工程？三类的门槛不同。"
    return Reply(text, saying.buttons_of([(word, word) for word in KINDS.values()]))


def _read_kind(_turn: Turn, _values: Values, text: str) -> str:
    kind = entities.kind(text)
    if kind is None:
        raise NotUnderstood("请选货物、服务或工程。", *_ask_kind(_turn, _values).buttons)
    return kind.value


def _read_budget(_turn: Turn, _values: Values, text: str) -> str:
    return str(read_yuan(text))


def _ask_suitable(_turn: Turn, _values: Values) -> Reply:
    text = "适宜由中小企业提供吗？属于财库〔2020〕46号第六条例外情形的选“不适宜”。"
    return Reply(text, saying.buttons_of([(SUITS, SUITS), (DOES_NOT_SUIT, DOES_NOT_SUIT)]))


def _read_suitable(_turn: Turn, _values: Values, text: str) -> bool:
    if text not in {SUITS, DOES_NOT_SUIT}:
        raise NotUnderstood("请选“适宜”或“不适宜”。", *_ask_suitable(_turn, _values).buttons)
    return text == SUITS


def _save(turn: Turn, values: Values) -> list[Reply]:
    kind, budget = ProcurementKind(values["kind"]), Decimal(values["budget"])
    lines = reservation_lines(turn, kind, budget, values["suitable"])
    return [Reply("\n".join(lines), saying.buttons_of([("再算一个", "预留测算"), ("企业划型", "企业划型")]))]


FORM = Form(
    "reserve",
    (
        Field("kind", _ask_kind, _read_kind),
        Field("budget", lambda _turn, _values: Reply("预算多少？例如 260万。"), _read_budget),
        Field("suitable", _ask_suitable, _read_suitable),
    ),
    _save,
)
INTENTION = Intention("reserve", ("预留测算", "预留"), EVERYONE, reserve, "算要给中小企业留多少", (FORM,))
