"""转人工: the last question goes to the office's people, and where they can be reached is told."""

from handlers.turn import Turn
from handlers.words import quoted
from ledger import questions
from models.message import Reply

PERSON = "转人工"
CHATTER = frozenset({"smalltalk"})
"""Objects of entries that answer no question, like greetings."""


def pass_on(turn: Turn) -> list[Reply]:
    """Put the last question onto the supervisors' list; without one, ask for it."""
    office = turn.pack.division.finance_bureau
    turn.conversation.misses = 0
    question = questions.ask_for_person(turn.tx, turn.conversation, turn.now, _chatter(turn))
    if question is None:
        text = f"好的。请把要问的事发给我；我答不了的就转给{office}，答得不合适的请再发“{PERSON}”。"
        return [Reply(f"{text}\n{_reached(turn)}")]
    passed, later = f"好的，已转给{office}的工作人员", "有人答复后发到这个聊天里，过后再打开也能看到。"
    text, abroad = f"{passed}：“{quoted(question.text)}”。{later}", f"{passed}。{later}"
    return [Reply(f"{text}\n{_reached(turn)}", abroad=f"{abroad}\n{_reached(turn)}")]


def _chatter(turn: Turn) -> set[str]:
    entries = turn.district.entries.items()
    return {topic for topic, versions in entries if versions[0].object in CHATTER}


def _reached(turn: Turn) -> str:
    """How to reach the office at once, as far as the deployer has filled it in."""
    contacts = turn.contacts
    filled = [
        f"{name}：{value}" for name, value in (("电话", contacts.phone), ("地址", contacts.address)) if value
    ]
    if not filled:
        return "联系电话尚未配置；着急的请直接联系采购人或代理机构，联系方式在采购文件里。"
    hours = [f"办公时间：{contacts.office_hours}"] if contacts.office_hours else []
    return f"着急的请直接联系。{'；'.join([*filled, *hours])}。"
