"""What an answer is made of, and the words around what the entries say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from knowledge.base import District, Entry
from knowledge.render import cite, is_offered, render
from models.message import Button
from models.types import AnswerKind

OPTIONS = 3
"""At most so many buttons under one message."""


@dataclass(frozen=True, slots=True)
class Remindable:
    """A limit that was counted from a day (which is not counted), so that people can be reminded of it."""

    rule_id: str
    start_on: date


WHOSE = {"#buyer": "项目的采购人或者代理机构", "#works": "该工程的招标投标行政监督部门"}
"""Whose matter it is, where it is not the finance bureau's."""

REFUSED = {
    "#rigging": "这类做法我帮不了，我只讲规定允许的做法。依法的路子是：材料照实准备，评审和合同按程序办；"
    "权益受损的先质疑、再投诉，发现别人违规的可以举报。您问的要是别的意思，请换个说法再问。",
    "#promise": "结果怎样我不能保证，也不能替人办事、催办。规定的条件、期限和程序，可以问我。",
    "#privacy": "没有公开的信息（标底、别人的标书和得分、个人的联系方式），我看不到，也不提供。"
    "公开的信息看指定媒体的公告；您自己的得分与排序，由采购人或者代理机构告知。",
    "#injection": "我只按规定回答政府采购的问题。您要问的事，请用一句话说。",
}
"""Kind of what is not done → how it is refused to somebody who may have meant no harm."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says to a question, and how it came to it.

    `refer` names who can answer what was declined. `confidence` is the probability of `topic`, `rival` the
    next likely one, `why` one word for what decided (title, words, figures, sure, options, unsure, outside,
    unwritten); they are for the answer queue and for --explain, not for the person who asked.
    """

    kind: AnswerKind
    topic: str
    text: str
    citations: tuple[str, ...] = ()
    options: tuple[Button, ...] = ()
    refer: str = ""
    confidence: float = 1.0
    rival: str = ""
    why: str = ""
    remindable: tuple[Remindable, ...] = ()


def tell(entry: Entry, district: District, on: date, why: str) -> Answer:
    """The answer that an entry gives, with its 依据 line and its buttons."""
    citations = cite(entry.sources, district)
    lines = [render(entry, district, on)]
    if entry.kind is AnswerKind.ANSWER and citations:
        lines.append(f"依据：{'；'.join(citations)}")
    return Answer(
        entry.kind, entry.id, "\n".join(lines), citations, _buttons(entry, district, on), entry.refer, why=why
    )


def offered(topic: str, district: District, on: date) -> Entry | None:
    """The entry on a topic, if one is written, in force and complete in this district."""
    entry = district.entry(topic, on)
    return entry if entry is not None and is_offered(entry, district, on) else None


def decline(label: str, district: District, why: str, options: tuple[Button, ...] = ()) -> Answer:
    """A decline in the bot's own words: that it has nothing to go by, who can answer, how to reach a person.

    `label` is a topic without an entry, or `#matter` of what was not written down; `options` are what may
    have been meant all the same.
    """
    finance = district.pack.division.finance_bureau
    office = WHOSE.get(label) or f"{finance}（政府采购监管）"
    text = f"这个问题我没有可靠依据，不能答。请向{office}咨询；需要人工，请发“转人工”。"
    if options:
        text += f"\n下面几件我能答：{'；'.join(option.label for option in options)}。"
    return Answer(AnswerKind.DECLINE, label, text, options=options, refer=WHOSE.get(label, finance), why=why)


def decline_far(label: str, options: tuple[Button, ...] = ()) -> Answer:
    """A decline of what has nothing to do with procurement; `options` are what may have been meant."""
    text = "这件事不在政府采购范围内，我答不了。政府采购的质疑投诉、时限、中小企业，可以随时问我。"
    if options:
        near = "；".join(option.label for option in options)
        text = f"这件事看来不属于政府采购，我答不了。政府采购里相近的几件我能答：{near}。"
    return Answer(AnswerKind.DECLINE, label, text, options=options, why="outside")


def refuse(refusal: Entry, label: str, district: District, on: date) -> Answer:
    """A refusal in place of the entry's own where it is not certain that somebody asks for such a thing.

    It accuses nobody, says what can be done by the rules, and leaves the way open to ask otherwise.
    """
    return replace(tell(refusal, district, on, "outside"), text=REFUSED[label], topic=label)


def titles(topics: Iterable[str], district: District, on: date) -> tuple[Button, ...]:
    """Buttons that say the titles of these topics, of those that are offered here."""
    entries = (offered(topic, district, on) for topic in topics)
    return tuple(Button(entry.title, entry.title) for entry in entries if entry)


def _buttons(entry: Entry, district: District, on: date) -> tuple[Button, ...]:
    if entry.kind is AnswerKind.CLARIFY:
        return tuple(Button(label, label) for label in entry.options[:OPTIONS])
    says = (_button_text(name, district, on) for name in entry.next)
    return tuple(Button(text, text) for text in says if text)[:OPTIONS]


def _button_text(name: str, district: District, on: date) -> str:
    """The title of an entry that is offered here, or a command as it is typed; empty for other entries."""
    if name in district.entries:
        entry = offered(name, district, on)
        return entry.title if entry else ""
    return "" if name.isascii() else name
