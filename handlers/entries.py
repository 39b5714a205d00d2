"""条目, 撤下: the entries that supervisors wrote, and taking one out of force."""

from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.paging import page_of
from handlers.reading import read_number
from handlers.saying import buttons_of, day
from handlers.turn import Turn
from handlers.write_entry import own_answer
from handlers.written import is_sourced
from ledger import entries
from ledger.entries import UnknownEntry
from ledger.rights import SUPERVISION
from models.message import Reply
from models.tables.question import Settlement, WrittenEntry
from models.types import SHANGHAI, AnswerKind

PAGE = 10
NO_ENTRY = "没有这个编号的条目，可能已经撤下。发“条目”看编号。"


def list_entries(turn: Turn) -> list[Reply]:
    """`条目`, or `条目 2` for the second page: title, who wrote and reviewed it, and what is wrong by now."""
    every = entries.in_force(turn.tx, turn.actor.district)
    if not every:
        return [
            Reply("本区还没有自己写的条目。答复待答问题以后，可以写成条目。", buttons_of([("待答", "待答")]))
        ]
    page = page_of(every, PAGE, "条目", turn.rest)
    head = f"本区自己写的条目{len(every)}条{page.mark}"
    last = "撤下请发：撤下 编号。"
    told = "\n".join(
        [head, *(f"{_line(each)}（{_by(turn, each)}）{_now(turn, each)}" for each in page.shown), last]
    )
    without_names = "\n".join([head, *(f"{_line(each)}{_now(turn, each)}" for each in page.shown), last])
    buttons = buttons_of(page.further)
    return [Reply(told, buttons, abroad=without_names, abroad_buttons=buttons)]


def _line(entry: WrittenEntry) -> str:
    return f"{entry.id}　{entry.title}"


def _by(turn: Turn, entry: WrittenEntry) -> str:
    writer, reviewer = entries.people_of(turn.tx, entry)
    return f"{writer.name}写，{reviewer.name}审核，{day(turn, entry.reviewed_at.astimezone(SHANGHAI).date())}"


def _now(turn: Turn, entry: WrittenEntry) -> str:
    """What has changed since: the knowledge answers by itself, or a law is no longer in the packs."""
    if not is_sourced(turn.district, entry.sources):
        return "⚠️ 依据已不在收录的文件里，现在不用它答"
    settled = turn.tx.get_one(Settlement, entry.settlement_id)
    own = own_answer(turn, settled)
    return "⚠️ 我自己也能答，请核对是否还要" if own.kind is AnswerKind.ANSWER else ""


def withdraw(turn: Turn) -> list[Reply]:
    """`撤下 3`, confirmed on a card."""
    number = read_number(turn.rest)
    try:
        values: Values = {"number": _read_entry(turn, {}, str(number))} if number else {}
    except NotUnderstood as error:
        return [Reply(error.message)]
    return start(turn, WITHDRAWAL, values)


def _read_entry(turn: Turn, _values: Values, text: str) -> int:
    try:
        return entries.find(turn.tx, turn.actor.district, read_number(text) or 0).id or 0
    except UnknownEntry as error:
        raise NotUnderstood(NO_ENTRY) from error


def _card_withdrawal(turn: Turn, values: Values) -> Card:
    try:
        entry = entries.find(turn.tx, turn.actor.district, values["number"])
    except UnknownEntry:
        return Card(f"请核对\n{NO_ENTRY}")
    return Card(f"请核对\n撤下 {_line(entry)}\n答复 {entry.answer}\n撤下后不再用它答，记录保留")


def _save_withdrawal(turn: Turn, values: Values) -> list[Reply]:
    try:
        entry = entries.find(turn.tx, turn.actor.district, values["number"])
    except UnknownEntry:
        return [Reply(NO_ENTRY)]
    entries.withdraw(turn.tx, turn.actor, turn.now, entry)
    return [Reply(f"✅ 已撤下条目{entry.id}“{entry.title}”。", buttons_of([("条目", "条目")]))]


WITHDRAWAL = Form(
    "withdrawal",
    (Field("number", lambda _turn, _values: Reply("撤下哪一条？请发编号（发“条目”看编号）。"), _read_entry),),
    _save_withdrawal,
    _card_withdrawal,
)
LIST = Intention("entries", ("条目",), SUPERVISION, list_entries, "本区自己写的条目")
WITHDRAW = Intention("withdraw", ("撤下",), SUPERVISION, withdraw, forms=(WITHDRAWAL,))
