"""写成条目: an answer given to somebody becomes one for everybody, after review."""

from handlers.citing import HOW, read_sources
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.queue import ELSEWHERE
from handlers.reading import read_answer, read_number
from handlers.saying import buttons_of
from handlers.turn import Turn
from handlers.words import quoted
from handlers.written import cited, doubts_of, others_say
from knowledge.answer import answer
from knowledge.reply import Answer
from knowledge.sameness import wording
from language.normalise import normalise
from ledger import entries, waiting
from ledger.entries import Draft, SecondNeeded, TitleTaken
from ledger.rights import SUPERVISION
from models.message import Reply
from models.tables.question import Settlement
from models.types import AnswerKind

LONGEST_TITLE = 20
LONGEST_TEXT = 250
MOST_ANSWERED = 3


def write(turn: Turn) -> list[Reply]:
    """`写成条目 7`, where 7 is the number of an answer; without it the newest answers are shown."""
    number = read_number(turn.rest)
    settled = waiting.settlement(turn.tx, turn.actor.district, number) if number else None
    if settled is None:
        return [_answered(turn)]
    others = others_say(turn, settled.id or 0) if settled.settled_by_id == turn.actor.id else ""
    if others:
        return [Reply(f"这条答复是您写的。{others}")]
    values: Values = {"settlement": settled.id}
    if settled.sources:
        values["sources"] = settled.sources
    doubts = _doubts_of(turn, values, settled.answer)
    if len(settled.answer) <= LONGEST_TEXT and not doubts:
        values["answer"] = settled.answer
    return [*([Reply(f"{doubts}\n条目的答复要重写。")] if doubts else []), *start(turn, FORM, values)]


def _doubts_of(turn: Turn, values: Values, text: str) -> str:
    settled = turn.tx.get_one(Settlement, values["settlement"])
    return doubts_of(turn, text, [*settled.before, settled.question], values.get("sources", ()))


def _answered(turn: Turn) -> Reply:
    answers = waiting.answered(turn.tx, turn.actor.district, MOST_ANSWERED)
    if not answers:
        return Reply(
            "没有可以写成条目的答复。先发“待答”，答复以后再写成条目。", buttons_of([("待答", "待答")])
        )
    lines = [f"{each.id}　{quoted(each.question)}" for each in answers]
    says = [(f"写成条目 {each.id}", f"写成条目 {each.id}") for each in answers]
    return Reply("\n".join(["最近的答复，还没有写成条目：", *lines]), buttons_of(says), abroad=ELSEWHERE)


def _ask_title(_turn: Turn, _values: Values) -> Reply:
    return Reply(f"条目的标题是什么？最多{LONGEST_TITLE}个字，像问法，例如：评审专家劳务费谁出。")


def _read_title(turn: Turn, values: Values, text: str) -> str:
    if not normalise(text) or len(text) > LONGEST_TITLE:
        raise NotUnderstood(f"标题请在1到{LONGEST_TITLE}个字之间，您写了{len(text)}个字。")
    heading, keywords = normalise(text), {line.keyword for line in turn.menu}
    if heading in turn.district.titles or text in keywords or _is_taken(turn, values, heading):
        raise NotUnderstood(f"已经有“{text}”，请换一个标题。")
    doubts = _doubts_of(turn, values, text)
    if doubts:
        raise NotUnderstood(doubts)
    return text


def _is_taken(turn: Turn, values: Values, heading: str) -> bool:
    """Whether an entry for another question bears the title."""
    settled = turn.tx.get_one(Settlement, values["settlement"])
    return entries.standing_for(turn.tx, settled).has_other(heading)


def _ask_answer(_turn: Turn, _values: Values) -> Reply:
    return Reply(f"条目的答复怎么写？最多{LONGEST_TEXT}个字，第一句就是答复，不写个人信息。")


def _read_sources(turn: Turn, values: Values, text: str) -> list[str]:
    """The sources; where they have another length of time than the answer there is, one of both is wrong."""
    sources = read_sources(turn, text)
    doubts = _doubts_of(turn, {**values, "sources": sources}, values.get("answer", ""))
    if doubts:
        raise NotUnderstood(f"{doubts}\n请换一条依据；要改答复的，请先重新回答这个问题。")
    return sources


def _read_answer(turn: Turn, values: Values, text: str) -> str:
    doubts = _doubts_of(turn, values, text)
    if doubts:
        raise NotUnderstood(doubts)
    return read_answer(text, LONGEST_TEXT)


def _card(turn: Turn, values: Values) -> Card:
    settled = turn.tx.get_one(Settlement, values["settlement"])
    parts = [f"答复 {values['answer']}", cited(turn.district, values["sources"]), *_doubts(turn, settled)]
    second = values["answer"] != settled.answer and others_say(turn, 0)
    effect = (
        "答复改过，确认后要另一位审核才生效。" if second else "确认后本区马上生效，同样的问题都按这一条答。"
    )
    effect = f"{effect}请核对答复里没有个人信息，数字和依据一致。"
    title = f"标题 {values['title']}"
    return Card(
        "\n".join(["请核对", title, f"问题 {quoted(settled.question)}", *parts, effect]),
        change="改答复",
        changes="answer",
        abroad="\n".join(["请核对", title, *parts, effect]),
    )


def _doubts(turn: Turn, settled: Settlement) -> list[str]:
    """What the reviewer should know: what the knowledge says itself, and what would be replaced."""
    own = own_answer(turn, settled)
    doubts = []
    if own.kind is AnswerKind.ANSWER:
        said = quoted(own.text.splitlines()[0])
        doubts.append(f"⚠️ 我现在自己的答复是：“{said}”。确认后，一字不差的这个问法改按这一条答，其余照旧。")
    old = entries.standing_for(turn.tx, settled).replaced
    return [*doubts, *(f"原有的条目{each.id}“{each.title}”同时撤下。" for each in old)]


def own_answer(turn: Turn, settled: Settlement) -> Answer:
    """What the knowledge says to the question by itself."""
    return answer([*settled.before, settled.question], turn.now, turn.district)


def _save(turn: Turn, values: Values) -> list[Reply]:
    settled, title = turn.tx.get_one(Settlement, values["settlement"]), values["title"]
    worded = wording([*settled.before, settled.question])
    draft = Draft(title, normalise(title), worded, values["answer"], values["sources"])
    try:
        entry = entries.write(turn.tx, turn.actor, turn.now, settled, draft)
    except TitleTaken:
        return [Reply(f"没有保存：本区已有标题是“{title}”的条目。请换一个标题再写。")]
    except SecondNeeded:
        revised = entries.revise(turn.tx, turn.actor, turn.now, settled, draft.answer, draft.sources)
        return [Reply(f"已记下您改的答复，还没有生效。{others_say(turn, revised.id or 0)}")]
    pairs = [(title, title), ("条目", "条目")]
    return [Reply(f"✅ 条目{entry.id}“{title}”已生效。发标题可以看效果。", buttons_of(pairs))]


FORM = Form(
    "entry",
    (
        Field("title", _ask_title, _read_title, free=True, verbatim=True),
        Field(
            "sources",
            lambda _turn, _values: Reply(f"依据哪一条？必须写。{HOW}"),
            _read_sources,
        ),
        Field(
            "answer",
            _ask_answer,
            _read_answer,
            free=True,
            verbatim=True,
        ),
    ),
    _save,
    _card,
)
INTENTION = Intention("write", ("写成条目",), SUPERVISION, write, forms=(FORM,))
