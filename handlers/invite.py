"""邀请: a one-time binding code for an officer, lead, supervisor or administrator."""

from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.reading import read_name
from handlers.saying import buttons_of
from handlers.turn import Turn
from handlers.words import ROLES
from language.said import say_moment
from ledger import people
from ledger.people import UnknownUnit
from ledger.rights import ADMINS
from models.message import Reply
from models.types import Role, UnitKind

ROLE_BY_WORD = {ROLES[role]: role for role in (Role.OFFICER, Role.LEAD, Role.SUPERVISOR, Role.ADMIN)}
FINANCE_ROLES = ("监督岗", "管理员", "经办人")
UNIT_ROLES = ("经办人", "责任人")


def invite(turn: Turn) -> list[Reply]:
    """`邀请 上街区实验小学 经办人 小陈`, or step by step."""
    values: Values = {}
    words = turn.rest.split()
    for word in [word for word in words if word in ROLE_BY_WORD][:1]:
        values["role"] = ROLE_BY_WORD[word].value
        words.remove(word)
    try:
        if words:
            values["unit"] = people.unit_named(turn.tx, turn.actor.district, words[0]).name
            words.pop(0)
    except UnknownUnit as error:
        (asked,) = start(turn, FORM, values)
        return [Reply(_unknown(error), asked.buttons)]
    if "unit" in values and ROLES.get(values.get("role", "")) not in _roles(turn, values):
        values.pop("role", None)
    if words and "role" in values:
        values["name"] = " ".join(words)
    return start(turn, FORM, values)


def _unknown(error: UnknownUnit) -> str:
    known = "、".join(error.names[:10]) or "还没有单位，请先发“新建单位”"
    return f"没有找到唯一的单位“{error.name}”。现有：{known}。"


def _ask_unit(turn: Turn, _values: Values) -> Reply:
    names = [unit.name for unit in people.units(turn.tx, turn.actor.district)]
    listed = "\n".join(names) if names else "还没有单位，请先发“新建单位”。"
    return Reply(f"哪个单位？\n{listed}", buttons_of([(name, name) for name in names]))


def _read_unit(turn: Turn, _values: Values, text: str) -> str:
    try:
        return people.unit_named(turn.tx, turn.actor.district, text).name
    except UnknownUnit as error:
        raise NotUnderstood(_unknown(error)) from error


def _roles(turn: Turn, values: Values) -> tuple[str, ...]:
    unit = people.unit_named(turn.tx, turn.actor.district, values["unit"])
    return FINANCE_ROLES if unit.kind is UnitKind.FINANCE else UNIT_ROLES


def _ask_role(turn: Turn, values: Values) -> Reply:
    return Reply("什么身份？", buttons_of([(word, word) for word in _roles(turn, values)]))


def _read_role(turn: Turn, values: Values, text: str) -> str:
    words = _roles(turn, values)
    if text not in words:
        raise NotUnderstood(f"这个单位可以选：{'、'.join(words)}。")
    return ROLE_BY_WORD[text].value


def _card(_turn: Turn, values: Values) -> Card:
    role = ROLES[Role(values["role"])]
    return Card(f"请核对\n单位 {values['unit']}\n身份 {role}\n姓名 {values['name']}\n确认后给出一次性绑定码")


def _save(turn: Turn, values: Values) -> list[Reply]:
    unit = people.unit_named(turn.tx, turn.actor.district, values["unit"])
    made = people.invite(turn.tx, turn.actor, turn.now, unit, Role(values["role"]), values["name"])
    until = say_moment(made.expires_at, turn.today)
    buttons = buttons_of([("再邀请一位", f"邀请 {unit.name}")])
    return [Reply(_told(made.code, until), buttons, kept=_told("******", until))]


def _told(code: str, until: str) -> str:
    return f"✅ 绑定码：{code}\n请本人发：绑定 {code}\n只能用一次，{until}前有效。这里只显示这一次。"


FORM = Form(
    "invite",
    (
        Field("unit", _ask_unit, _read_unit),
        Field("role", _ask_role, _read_role),
        Field("name", lambda _turn, _values: Reply("这位的姓名是什么？"), read_name, free=True),
    ),
    _save,
    _card,
)
INTENTION = Intention("invite", ("邀请",), ADMINS, invite, "给经办人、责任人、监督岗发绑定码", (FORM,))
