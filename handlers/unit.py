"""新建单位: a buyer, an agency, a finance office of the district."""

from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.reading import LONGEST_NAME, read_name
from handlers.saying import buttons_of
from handlers.turn import Turn
from handlers.words import UNIT_KINDS
from ledger import people
from ledger.people import UnitExists
from ledger.rights import ADMINS
from models.message import Reply
from models.types import UnitKind

KIND_BY_WORD = {word: kind for kind, word in UNIT_KINDS.items()}


def new_unit(turn: Turn) -> list[Reply]:
    """`新建单位 上街区实验小学 采购人`, or step by step."""
    words = turn.rest.split()
    values: Values = {}
    if words and words[-1] in KIND_BY_WORD:
        values["kind"] = KIND_BY_WORD[words.pop()].value
    if words:
        values["name"] = " ".join(words)[:LONGEST_NAME]
    return start(turn, FORM, values)


def _ask_kind(_turn: Turn, _values: Values) -> Reply:
    return Reply("是哪一类单位？", buttons_of([(word, word) for word in KIND_BY_WORD]))


def _read_kind(_turn: Turn, _values: Values, text: str) -> str:
    if text not in KIND_BY_WORD:
        raise NotUnderstood("请选采购人、代理机构或财政部门。")
    return KIND_BY_WORD[text].value


def _card(turn: Turn, values: Values) -> Card:
    kind = UNIT_KINDS[UnitKind(values["kind"])]
    return Card(f"请核对\n单位 {values['name']}\n类别 {kind}\n区划 {turn.pack.division.name}")


def _save(turn: Turn, values: Values) -> list[Reply]:
    try:
        unit = people.add_unit(turn.tx, turn.actor, turn.now, values["name"], UnitKind(values["kind"]))
    except UnitExists:
        return [Reply(f"本区已有单位“{values['name']}”，没有重复新建。发“邀请”可以给它发绑定码。")]
    return [
        Reply(
            f"✅ 已新建{UNIT_KINDS[unit.kind]}：{unit.name}。",
            buttons_of([("邀请人员", f"邀请 {unit.name}")]),
        )
    ]


FORM = Form(
    "unit",
    (
        Field("name", lambda _turn, _values: Reply("单位全称是什么？"), read_name, free=True),
        Field("kind", _ask_kind, _read_kind),
    ),
    _save,
    _card,
)
INTENTION = Intention("unit", ("新建单位",), ADMINS, new_unit, "新建采购人、代理机构", (FORM,))
