"""新建项目: register a project with its lots; what must be reserved for SMEs is said at once."""

import re
from decimal import Decimal

from handlers import saying
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.reading import LONGEST_NAME, exact_yuan, read_name, read_reason, read_yuan
from handlers.reserved import reservation_lines
from handlers.turn import Turn
from handlers.words import KINDS
from language import dates, entities
from language.amounts import read_amounts
from language.dates import ImpossibleDate
from language.lots import without_lots
from language.said import say_yuan
from ledger import people, projects
from ledger.projects import NewLot, NewProject, ProjectExists
from ledger.rights import UNIT_STAFF
from models.message import Reply
from models.types import ProcurementKind, UnitKind

KIND_BY_WORD = {word: kind for kind, word in KINDS.items()}
LONGEST_CODE = 40
"""Bytes: it must fit into a button with the verb."""
SHORTEST_CODE = 4
YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
BETWEEN_LOTS = " ,，、:：;；。"
NONE = "没有"
ONE_LOT = "不分包"
SUITS, DOES_NOT_SUIT = "适宜", "不适宜"


def new_project(turn: Turn) -> list[Reply]:
    """`新建项目 SJ2026-015 学校课桌椅采购 货物 320万`, or step by step; what cannot be taken is asked for."""
    values: Values = {}
    problems = []
    readers = {field.key: field.read for field in FORM.fields}
    for key, text in _parts(turn.rest).items():
        try:
            values[key] = readers[key](turn, values, text)
        except NotUnderstood as error:
            problems.append(Reply(error.message))
    return [*problems, *start(turn, FORM, values)]


def _parts(line: str) -> dict[str, str]:
    """What the line says of each field, as it was typed."""
    parts = {}
    words = line.split()
    amounts = read_amounts(line)
    if amounts:
        parts["budget"] = line
        said = "".join(amount.said for amount in amounts).replace(" ", "")
        words = [word for word in words if word not in said and amounts[0].said not in word]
    for word in [word for word in words if word in KIND_BY_WORD][:1]:
        parts["kind"] = word
        words.remove(word)
    if words and (entities.project_code(words[0]) or len(words) > 1):
        parts["code"] = words.pop(0)
    if words:
        parts["name"] = " ".join(words)
    return parts


def _taken(turn: Turn, code: str) -> str:
    if not projects.is_taken(turn.tx, turn.actor.district, code):
        return ""
    return f"项目编号 {code} 在本区已登记过，请核对编号。"


def _read_code(turn: Turn, _values: Values, text: str) -> str:
    code = text.upper()
    if not code or len(code.encode()) > LONGEST_CODE or len(code.split()) != 1:
        raise NotUnderstood(
            f"项目编号请不要带空格，{LONGEST_CODE}个字符以内（一个汉字算3个），例如 SJ2026-015。"
        )
    if _may_be_mistaken(turn, code):
        raise NotUnderstood("项目编号请写全，至少4个字符并带数字，不能只是年份、日期，例如 SJ2026-015。")
    if problem := _taken(turn, code):
        raise NotUnderstood(problem)
    return code


def _may_be_mistaken(turn: Turn, code: str) -> bool:
    """Whether a code would be found in lines that do not mean the project: 包1, 2026, 11-20."""
    if len(code) < SHORTEST_CODE or not re.search("[0-9]", code) or YEAR.fullmatch(code):
        return True
    if not without_lots(code).strip():
        return True
    try:
        return any(reading.said == code for reading in dates.read(code, turn.now, "past"))
    except ImpossibleDate:
        return True


def _ask_kind(_turn: Turn, _values: Values) -> Reply:
    return Reply(
        "是货物、服务还是工程？三类的预留门槛不同。",
        saying.buttons_of([(word, word) for word in KIND_BY_WORD]),
    )


def _read_kind(_turn: Turn, _values: Values, text: str) -> str:
    kind = KIND_BY_WORD.get(text) or entities.kind(text)
    if kind is None:
        raise NotUnderstood("请选货物、服务或工程。")
    return kind.value


def _read_budget(_turn: Turn, _values: Values, text: str) -> str:
    return str(read_yuan(text))


def _ask_lots(_turn: Turn, _values: Values) -> Reply:
    text = "分标包吗？不分请按“不分包”；分的话每包写名称和预算，例如：\n课桌 200万\n椅子 120万"
    return Reply(text, saying.buttons_of([(ONE_LOT, ONE_LOT)]))


def _read_lots(_turn: Turn, values: Values, text: str) -> list[list[str]]:
    if text in {ONE_LOT, "不分", "否", "没有"}:
        return []
    lots = _lots(text)
    total, budget = sum((Decimal(yuan) for _, yuan in lots), Decimal(0)), Decimal(values["budget"])
    if total != budget:
        raise NotUnderstood(
            f"各包合计{say_yuan(total)}，和项目预算{say_yuan(budget)}不一致。请重发各包，或按“上一步”改预算。",
            *_ask_lots(_turn, values).buttons,
        )
    return lots


def _lots(text: str) -> list[list[str]]:
    """Each lot ends with its budget: 课桌 200万 椅子 120万, on lines of their own or on one."""
    lots: list[list[str]] = []
    begun = 0
    for amount in read_amounts(text):
        name = text[begun : amount.start].strip(BETWEEN_LOTS) or f"第{len(lots) + 1}包"
        lots.append([_lot_name(name), str(exact_yuan(amount))])
        begun = amount.end
    rest = text[begun:].strip(BETWEEN_LOTS)
    if rest:
        raise NotUnderstood(f"“{rest}”里没看到准确的预算。每包先写名称、再写预算，例如：课桌 200万")
    return lots


def _lot_name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise NotUnderstood(f"“{name}”太长，标包名称请在{LONGEST_NAME}个字以内。")
    return name


def _other_kind(turn: Turn) -> UnitKind:
    return UnitKind.AGENCY if turn.actor.unit_kind is UnitKind.BUYER else UnitKind.BUYER


def _ask_partner(turn: Turn, _values: Values) -> Reply:
    kind = _other_kind(turn)
    names = [unit.name for unit in people.units(turn.tx, turn.actor.district, kind)]
    if kind is UnitKind.AGENCY:
        return Reply(
            _listed("委托了哪家代理机构？", names),
            saying.buttons_of([(name, name) for name in (NONE, *names)]),
        )
    text = "是哪个采购人的项目？" if names else "本区还没有采购人单位，请管理员先新建。"
    return Reply(_listed(text, names), saying.buttons_of([(name, name) for name in names]))


def _listed(question: str, names: list[str]) -> str:
    """The question, with all the names where the buttons cannot hold them."""
    return question if len(names) < saying.MOST_BUTTONS else f"{question}可以发：{'、'.join(names)}。"


def _read_partner(turn: Turn, _values: Values, text: str) -> int | None:
    kind = _other_kind(turn)
    if kind is UnitKind.AGENCY and text in {NONE, "无", "没委托", "自行采购"}:
        return None
    found = [unit for unit in people.units(turn.tx, turn.actor.district, kind) if text and text in unit.name]
    exact = [unit for unit in found if unit.name == text] or found
    if len(exact) != 1:
        raise NotUnderstood("没有找到唯一的这个单位，请发全称。", *_ask_partner(turn, _values).buttons)
    return exact[0].id


def _ask_suitable(turn: Turn, values: Values) -> Reply:
    lines = reservation_lines(turn, ProcurementKind(values["kind"]), Decimal(values["budget"]), suitable=True)
    text = "\n".join([*lines, "这个项目适宜由中小企业提供吗？"])
    return Reply(text, saying.buttons_of([(SUITS, SUITS), (DOES_NOT_SUIT, DOES_NOT_SUIT)]))


def _read_suitable(_turn: Turn, _values: Values, text: str) -> bool:
    if text not in {SUITS, DOES_NOT_SUIT}:
        raise NotUnderstood("请选“适宜”或“不适宜”。")
    return text == SUITS


def _ask_reason(_turn: Turn, _values: Values) -> Reply:
    return Reply("不预留的，请写明属于财库〔2020〕46号第六条的哪种情形和理由。")


def _card(turn: Turn, values: Values) -> Card:
    partner = values["partner"]
    named = people.unit_by_id(turn.tx, partner).name if partner else "自行采购"
    role = "代理机构" if turn.actor.unit_kind is UnitKind.BUYER else "采购人"
    lots = "、".join(f"{name} {say_yuan(Decimal(yuan))}" for name, yuan in values["lots"]) or "不分包"
    lines = [
        "请核对",
        f"项目 {values['code']} {values['name']}",
        f"类别 {KINDS[ProcurementKind(values['kind'])]}",
        f"预算 {say_yuan(Decimal(values['budget']))}",
        f"标包 {lots}",
        f"{role} {named}",
        f"中小企业 {'适宜，按规定预留' if values['suitable'] else '不适宜：' + values['reason']}",
    ]
    return Card("\n".join(lines))


def _save(turn: Turn, values: Values) -> list[Reply]:
    own, partner = turn.actor.unit_id or 0, values["partner"]
    buyer_first = turn.actor.unit_kind is UnitKind.BUYER
    new = NewProject(
        code=values["code"],
        name=values["name"],
        kind=ProcurementKind(values["kind"]),
        budget_yuan=Decimal(values["budget"]),
        buyer_id=own if buyer_first else partner,
        agency_id=partner if buyer_first else own,
        suitable_for_sme=values["suitable"],
        sme_reason="" if values["suitable"] else values["reason"],
        began_on=turn.today,
        lots=tuple(NewLot(name, Decimal(yuan)) for name, yuan in values["lots"]),
    )
    try:
        project = projects.register(turn.tx, turn.actor, turn.now, new)
    except ProjectExists:
        return [Reply(f"{_taken(turn, new.code)}没有重复登记。")]
    lines = reservation_lines(turn, new.kind, new.budget_yuan, new.suitable_for_sme)
    text = "\n".join([f"✅ 已登记项目 {saying.titled(project)}。", *lines])
    ref = saying.reference(project)
    return [Reply(text, saying.buttons_of([("登记进度", f"登记 {ref}"), ("看项目", f"项目 {ref}")]))]


FORM = Form(
    "new_project",
    (
        Field("code", lambda _turn, _values: Reply("项目编号是什么？例如 SJ2026-015。"), _read_code),
        Field("name", lambda _turn, _values: Reply("项目名称是什么？"), read_name, free=True),
        Field("kind", _ask_kind, _read_kind),
        Field("budget", lambda _turn, _values: Reply("预算多少？例如 320万。"), _read_budget),
        Field("lots", _ask_lots, _read_lots),
        Field("partner", _ask_partner, _read_partner),
        Field("suitable", _ask_suitable, _read_suitable),
        Field(
            "reason", _ask_reason, read_reason, lambda _turn, values: not values.get("suitable"), free=True
        ),
    ),
    _save,
    _card,
)
INTENTION = Intention(
    "new",
    ("新建项目",),
    UNIT_STAFF,
    new_project,
    "登记项目，例如：新建项目 SJ2026-015 学校课桌椅采购 货物 320万",
    (FORM,),
)
