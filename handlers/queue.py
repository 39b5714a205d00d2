"""待答: the questions of the district that wait for a person, by kind, the same one once."""

from collections import Counter
from collections.abc import Sequence

from handlers.intention import Intention
from handlers.paging import page_of
from handlers.saying import MOST_BUTTONS, buttons_of
from handlers.turn import Turn
from handlers.words import quoted
from handlers.written import likest
from language.said import say_moment
from ledger import waiting
from ledger.rights import SUPERVISION
from ledger.waiting import Waiting
from models.message import Reply
from models.types import WaitingFor

PAGE = 5
REASONS = {
    WaitingFor.PERSON: "要人工",
    WaitingFor.NO_BASIS: "没有依据",
    WaitingFor.NOT_USEFUL: "没用",
    WaitingFor.UNSURE: "拿不准",
}
ELSEWHERE = "问题里可能有个人信息，请到网页聊天查看、答复。"


def queue(turn: Turn) -> list[Reply]:
    """`待答`, or `待答 2` for the second page."""
    every = _by_topic(waiting.waiting(turn.tx, turn.actor.district))
    if not every:
        return [Reply("没有待答的问题。")]
    page, total = page_of(every, PAGE, "待答", turn.rest), _total(every)
    lines = [f"{total}{page.mark}", *_lines(turn, page.shown)]
    lines.append("答复请发：回答 编号；不用答的发：不答 编号 原因。")
    answers = [(f"回答 {each.number}", f"回答 {each.number}") for each in page.shown]
    buttons = buttons_of([*answers[: MOST_BUTTONS - len(page.further)], *page.further])
    return [Reply("\n".join(lines), buttons, abroad=f"{total}。{ELSEWHERE}")]


def _total(every: Sequence[Waiting]) -> str:
    """`待答7个：要人工1、没有依据6`."""
    counts = Counter(each.reason for each in every)
    kinds = "、".join(f"{name}{counts[reason]}" for reason, name in REASONS.items() if counts[reason])
    return f"待答{len(every)}个：{kinds}"


def _by_topic(every: Sequence[Waiting]) -> list[Waiting]:
    """What was of no use stands together by the topic that was answered; all else stays in its order."""
    useless = [each for each in every if each.reason is WaitingFor.NOT_USEFUL]
    first = {topic: place for place, topic in reversed(list(enumerate(each.topic for each in useless)))}
    ordered = iter(sorted(useless, key=lambda each: first[each.topic]))
    return [next(ordered) if each.reason is WaitingFor.NOT_USEFUL else each for each in every]


def _lines(turn: Turn, shown: Sequence[Waiting]) -> list[str]:
    lines: list[str] = []
    for each in shown:
        heading = _heading(turn, each)
        if heading not in lines:
            lines.append(heading)
        lines.append(line(turn, each))
    return lines


def _heading(turn: Turn, each: Waiting) -> str:
    entry = turn.district.entry(each.topic, turn.today)
    of = f"，答的是“{entry.title}”" if entry and each.reason is WaitingFor.NOT_USEFUL else ""
    return f"【{REASONS[each.reason]}{of}】"


def line(turn: Turn, each: Waiting) -> str:
    """`12　合同几天内签（3处问过，11月24日（周二）10:00）`, with what was said before where it matters,
    and the entry that was written for a question like it."""
    how_many = f"{each.askers}处问过，" if each.askers > 1 else ""
    before = f"（接着“{quoted(each.before[-1])}”问）" if each.before else ""
    at, like = say_moment(each.asked_at, turn.today), likest(turn, each.gist)
    near = f"，和条目“{like}”相近" if like else ""
    return f"{each.number}　{quoted(each.text)}{before}（{how_many}{at}{near}）"


INTENTION = Intention("queue", ("待答",), SUPERVISION, queue, "等人答复的问题")
