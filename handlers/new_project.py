"""新建项目: register a project with its lots; what must be reserved for SMEs is said at once."""

from decimal import Decimal

from handlers import saying
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.reading import LONGEST_NAME, read_name, read_yuan
from handlers.reserved import reservation_lines
from handlers.turn import Turn
from handlers.words import KINDS
from language import entities
from language.amounts import read_amounts
from language.said import say_yuan
from ledger import people, projects
from ledger.projects import NewLot, NewProject, ProjectExists
from ledger.rights import UNIT_STAFF
from models.message import Reply
from models.types import ProcurementKind, UnitKind

KIND_BY_WORD = {word: kind for kind, word in KINDS.items()}
LONGEST_CODE = 40
NONE = "没有"
ONE_LOT = "不分包"
SUITS, DOES_NOT_SUIT = "适宜", "不适宜"


def new_project(turn: Turn) -> list[Reply]:
    """`新建项目 SJ2026-015 学校课桌椅采购 货物 320万`, or step by step."""
    values: Values = {}
    words = turn.rest.split()
    amounts = read_amounts(turn.rest)
    if len(amounts) == 1 and not amounts[0].approximate:
        values["budget"] = str(amounts[0].yuan)
        words = [word for word in words if amounts[0].said not in word]
    for word in [word for word in words if word in KIND_BY_WORD][:1]:
        values["kind"] = KIND_BY_WORD[word].value
        words.remove(word)
    code = entities.project_code(words[0]) if words else None
    if words and (code or len(words) > 1):
        values["code"] = words.pop(0).upper()[:LONGEST_CODE]
    if words:
        values["name"] = " ".join(words)[:LONGEST_NAME]
    problem = _taken(turn, values.get("code"))
    if problem:
        del values["code"]
        return [Reply(problem), *start(turn, FORM, values)]
    return start(turn, FORM, values)


def _taken(turn: Turn, code: str | None) -> str:
    if code is None or not projects.is_taken(turn.tx, turn.actor.district, code):
        return ""
    return f"项目编号 {code} 在本区已登记过，请核对编号。"


def _read_code(turn: Turn, _values: Values, text: str) -> str:
    code = text.upper()
    if not code or len(code.encode()) > LONGEST_CODE or len(code.split()) != 1:
        raise NotUnderstood("项目编号请不要带空格，40个字符以内，例如 SJ2026-015。")
    if problem := _taken(turn, code):
        raise NotUnderstood(problem)
    return code


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
    text = "分标包吗？不分请按“不分包”；分的话每包一行，写名称和预算，例如：\n课桌 200万\n椅子 120万"
    return Reply(text, saying.buttons_of([(ONE_LOT, ONE_LOT)]))


def _read_lots(_turn: Turn, values: Values, text: str) -> list[list[str]]:
    if text in {ONE_LOT, "不分", "否", "没有"}:
        return []
    lots: list[list[str]] = []
    for line in text.replace("；", "\n").replace(";", "\n").splitlines():
        amounts = read_amounts(line)
        if len(amounts) != 1 or amounts[0].approximate:
            raise NotUnderstood(
                f"“{line}”里没看到准确的预算。每包一行，例如：课桌 200万", *_ask_lots(_turn, values).buttons
            )
        name = line.replace(amounts[0].said, "").strip(" ，,：:") or f"第{len(lots) + 1}包"
        lots.append([name[:LONGEST_NAME], str(amounts[0].yuan)])
    total, budget = sum((Decimal(yuan) for _, yuan in lots), Decimal(0)), Decimal(values["budget"])
    if total != budget:
        raise NotUnderstood(
            f"各包合计{say_yuan(total)}，和项目预算{say_yuan(budget)}不一致。请重发各包，或按“上一步”改预算。",
            *_ask_lots(_turn, values).buttons,
        )
    return lots


def _other_kind(turn: Turn) -> UnitKind:
    return UnitKind.AGENCY if turn.actor.unit_kind is UnitKind.BUYER else UnitKind.BUYER


def _ask_partner(turn: Turn, _values: Values) -> Reply:
    kind = _other_kind(turn)
    names = [unit.name for unit in people.units(turn.tx, turn.actor.district, kind)]
    if kind is UnitKind.AGENCY:
        return Reply("委托了哪家代理机构？", saying.buttons_of([(name, name) for name in (NONE, *names)]))
    text = "是哪个采购人的项目？" if names else "本区还没有采购人单位，请管理员先新建。"
    return Reply(text, saying.buttons_of([(name, name) for name in names]))


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
        sme_reason=values.get("reason", ""),
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
        Field("reason", _ask_reason, read_name, lambda _turn, values: not values.get("suitable"), free=True),
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
