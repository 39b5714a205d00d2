"""回答 and 不答: a supervisor settles a waiting question, and whoever asked it hears the answer."""

from datetime import timedelta

from handlers import abroad
from handlers.citing import HOW, WITHOUT_BUTTON, read_sources_or_none
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.queue import ELSEWHERE, line
from handlers.reading import read_answer, read_number, read_reason
from handlers.saying import buttons_of
from handlers.turn import Turn
from handlers.words import BACK, quoted
from handlers.written import cited, doubts_of, others_say
from language.said import say_moment
from ledger import waiting
from ledger.rights import SUPERVISION
from ledger.waiting import Asker, NotWaiting, Waiting
from models.message import Button, Reply
from reminders.post import post_to_chat

LONGEST_ANSWER = 500
WAITS_FOR = timedelta(days=90)
"""How long an answer is kept for somebody who does not come back to their chat."""
NOT_THERE = "没有这个编号的待答问题，可能已经答复。发“待答”看编号。"


def reply(turn: Turn) -> list[Reply]:
    """`回答 12`, or `回答 12 答复的话`."""
    return _begin(turn, ANSWER, "answer")


def put_away(turn: Turn) -> list[Reply]:
    """`不答 12 原因`."""
    return _begin(turn, PUT_AWAY, "reason")


def _begin(turn: Turn, form: Form, rest_is: str) -> list[Reply]:
    number = read_number(turn.rest)
    if number is None:
        return start(turn, form)
    values: Values = {}
    fields = {field.key: field for field in form.fields}
    _, _, rest = turn.rest.strip().partition(" ")
    try:
        values["number"] = fields["number"].read(turn, values, str(number))
        if rest:
            values[rest_is] = fields[rest_is].read(turn, values, rest)
    except NotUnderstood as error:
        return [Reply(error.message), *(start(turn, form, values) if values else [])]
    return start(turn, form, values)


def _ask_number(turn: Turn, _values: Values) -> Reply:
    numbers = [str(each.number) for each in waiting.waiting(turn.tx, turn.actor.district)]
    return Reply("是哪一个问题？请发编号（发“待答”看编号）。", buttons_of([(each, each) for each in numbers]))


def _read_number(turn: Turn, _values: Values, text: str) -> int:
    try:
        return waiting.find(turn.tx, turn.actor.district, read_number(text) or 0).number
    except NotWaiting as error:
        raise NotUnderstood(NOT_THERE) from error


def _ask_answer(turn: Turn, values: Values) -> Reply:
    question = _question(turn, values)
    ask = f"请写答复（{LONGEST_ANSWER}个字之内），会原样发给提问的人。"
    return Reply(f"{line(turn, question)}\n{ask}" if question else ask, abroad=f"{ask}{ELSEWHERE}")


def _ask_sources(_turn: Turn, _values: Values) -> Reply:
    return Reply(f"依据哪一条？{HOW}。没有的可以不写。", (WITHOUT_BUTTON,))


def _read_answer(turn: Turn, values: Values, text: str) -> str:
    """The answer as it will go out; one that states another length of time than the rules is refused."""
    doubts = doubts_of(turn, text, _asked(turn, values), [])
    if doubts:
        raise NotUnderstood(f"{doubts}\n请重写答复。")
    return read_answer(text, LONGEST_ANSWER)


def _read_sources(turn: Turn, values: Values, text: str) -> list[str]:
    sources = read_sources_or_none(turn, text)
    doubts = doubts_of(turn, values["answer"], _asked(turn, values), sources)
    if doubts:
        raise NotUnderstood(f"{doubts}\n请发“{BACK}”改答复，或者换一条依据。", Button(BACK, BACK))
    return sources


def _asked(turn: Turn, values: Values) -> list[str]:
    question = _question(turn, values)
    return [*question.before, question.text] if question else []


def _question(turn: Turn, values: Values) -> Waiting | None:
    """The question that is being settled, unless a colleague was faster."""
    try:
        return waiting.find(turn.tx, turn.actor.district, values["number"])
    except NotWaiting:
        return None


def _card(turn: Turn, values: Values) -> Card:
    question = _question(turn, values)
    if question is None:
        return Card(f"请核对\n{NOT_THERE}")
    source = cited(turn.district, values["sources"]) or "依据：不写"
    to = f"发给 {question.askers}处提问的人，在他们提问的聊天里；署名{turn.actor.unit_name}"
    parts = [f"答复 {values['answer']}", source, to]
    return Card(
        "\n".join(["请核对", f"问题 {line(turn, question)}", *parts]),
        abroad="\n".join(["请核对", f"问题 {question.number}。{ELSEWHERE}", *parts]),
    )


def _send(turn: Turn, values: Values) -> list[Reply]:
    tx, text, sources = turn.tx, values["answer"], values["sources"]
    try:
        settled, askers = waiting.answer(tx, turn.actor, turn.now, values["number"], text, sources)
    except NotWaiting:
        return [Reply(f"没有发送。{NOT_THERE}")]
    for asker in askers:
        _post(turn, asker, f"answer:{settled.id}:{asker.channel}:{asker.chat}", values)
    told = f"✅ 已答复，发给{len(askers)}处提问的人。"
    others = others_say(turn, settled.id or 0)
    if others:
        return [Reply(f"{told}\n要写成条目的，{others}", buttons_of([("待答", "待答")]))]
    pairs = [("写成条目", f"写成条目 {settled.id}"), ("待答", "待答")]
    return [Reply(told, buttons_of(pairs))]


def _post(turn: Turn, asker: Asker, key: str, values: Values) -> None:
    """The answer goes into the outbox for the chat in which the question was asked, once."""
    message, until = _message(turn, asker, values), turn.now + WAITS_FOR
    post_to_chat(
        turn.tx, turn.actor.district, asker.channel, asker.chat, key, message, turn.now, until, turn.reach
    )


def _message(turn: Turn, asker: Asker, values: Values) -> Reply:
    """What the asker is told; abroad without the question, where only that must not leave."""
    at = say_moment(asker.asked_at, turn.today)
    rest = [values["answer"], cited(turn.district, values["sources"])]
    head = f"{turn.actor.unit_name}答复您{at}问的"
    whole, unquoted = (
        "\n".join(filter(None, [f"{head}{what}：", *rest]))
        for what in (f"“{quoted(asker.question)}”", "问题")
    )
    (message,) = abroad.fit(turn, [Reply(whole)])
    if message.abroad:
        (message,) = abroad.fit(turn, [Reply(whole, abroad=unquoted)])
    return message


def _card_put_away(turn: Turn, values: Values) -> Card:
    question = _question(turn, values)
    if question is None:
        return Card(f"请核对\n{NOT_THERE}")
    parts = [f"原因 {values['reason']}", "不再列入待答，提问的人不会收到答复"]
    return Card(
        "\n".join(["请核对", f"不答 {line(turn, question)}", *parts]),
        abroad="\n".join(["请核对", f"不答 {question.number}。{ELSEWHERE}", *parts]),
    )


def _save_put_away(turn: Turn, values: Values) -> list[Reply]:
    try:
        waiting.put_away(turn.tx, turn.actor, turn.now, values["number"], values["reason"])
    except NotWaiting:
        return [Reply(NOT_THERE)]
    return [Reply("✅ 已从待答移出。", buttons_of([("待答", "待答")]))]


NUMBER = Field("number", _ask_number, _read_number)
ANSWER = Form(
    "answer",
    (
        NUMBER,
        Field(
            "answer",
            _ask_answer,
            _read_answer,
            free=True,
            verbatim=True,
        ),
        Field("sources", _ask_sources, _read_sources),
    ),
    _send,
    _card,
)
PUT_AWAY = Form(
    "put_away",
    (
        NUMBER,
        Field(
            "reason",
            lambda _turn, _values: Reply("为什么不答？请写一句。"),
            read_reason,
            free=True,
            verbatim=True,
        ),
    ),
    _save_put_away,
    _card_put_away,
)
REPLY = Intention("reply", ("回答",), SUPERVISION, reply, forms=(ANSWER,))
DISMISS = Intention("dismiss", ("不答",), SUPERVISION, put_away, forms=(PUT_AWAY,))
