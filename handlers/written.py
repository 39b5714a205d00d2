"""What supervisors have written answers where the knowledge itself would decline or is unsure."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.saying import MOST_BUTTONS, day
from handlers.turn import Turn
from knowledge.base import Citation, District
from knowledge.claims import wrong_lengths
from knowledge.guards import HUMAN
from knowledge.render import cite
from knowledge.reply import Answer
from knowledge.sameness import gist, likeness, whole_question, wording
from language.normalise import normalise
from ledger import entries
from models.message import Button
from models.tables.question import WrittenEntry
from models.types import SHANGHAI, AnswerKind

TOPIC = "written"
OFFERED_FROM = 0.6
"""Likeness of two questions from which an entry's title is offered, never its answer."""


def meant(turn: Turn) -> tuple[str, ...]:
    """The question of this message with the turns that it leans on."""
    return whole_question([*turn.conversation.turns, turn.text])


def gist_of(district: District, question: Sequence[str]) -> str:
    """What a question asks, folded; equal for all who ask the same in the district."""
    division = district.pack.division
    return gist(question, district.matcher.model.lexicon, (division.name, division.short))


def instead_of(turn: Turn, found: Answer) -> Answer:
    """The written answer where there is one and it may speak, else what the knowledge found.

    It never speaks where the knowledge answers, unless the question is worded as the one it was written for.
    """
    if found.topic == HUMAN or found.why == "title":
        return found
    question = meant(turn)
    asked, district = gist_of(turn.district, question), turn.actor.district
    fit = entries.fitting(turn.tx, district, normalise(turn.text), wording(question), asked)
    sure = found.kind is AnswerKind.ANSWER
    if fit is not None and (fit.word_for_word or not sure) and is_sourced(turn.district, fit.entry.sources):
        return _told(turn, fit.entry)
    return found if sure else _offered(turn, asked, found)


def is_sourced(district: District, sources: Sequence[str]) -> bool:
    """Whether the laws that an entry cites are still known."""
    return all(citation.law in district.laws for citation in citations(sources))


def citations(sources: Sequence[str]) -> tuple[Citation, ...]:
    """Sources as they are stored: a law's id and the article."""
    return tuple(Citation(*source.partition(" ")[::2]) for source in sources)


def cited(district: District, sources: Sequence[str]) -> str:
    """`依据：政府采购法第五十二条`, or nothing."""
    return f"依据：{'；'.join(cite(citations(sources), district))}" if sources else ""


def doubts_of(turn: Turn, text: str, asked: Sequence[str], sources: Sequence[str]) -> str:
    """Why a text must not go out: it states lengths of time that the rules do not have; else empty."""
    wrong = wrong_lengths(text, asked, citations(sources), turn.now, turn.district)
    if not wrong:
        return ""
    how = "请照规定写；要说明不是这个期限的，写成“不是……”。规定确有变化的，请先更新规则包。"
    return "\n".join(["期限和规定不一致，不能这样答复：", *wrong, how])


def others_say(turn: Turn, number: int) -> str:
    """That somebody else reviews what the actor wrote, and by which words; empty where nobody else could."""
    if not entries.has_other_reviewer(turn.tx, turn.actor):
        return ""
    return f"请另一位监督岗或管理员发“写成条目 {number}”审核，写的人不能审核自己写的。"


def _told(turn: Turn, entry: WrittenEntry) -> Answer:
    said = day(turn, entry.reviewed_at.astimezone(SHANGHAI).date())
    by = f"这一条由{turn.pack.division.finance_bureau}的工作人员补充，{said}。"
    return Answer(
        AnswerKind.ANSWER,
        f"{TOPIC}:{entry.id}",
        "\n".join([entry.answer, cited(turn.district, entry.sources), by]),
        cite(citations(entry.sources), turn.district),
        why=TOPIC,
    )


def _offered(turn: Turn, asked: str, found: Answer) -> Answer:
    """The same, with the title of the entry that was written for the likest question as a button."""
    title = likest(turn, asked)
    if not title:
        return found
    options = (Button(title, title), *found.options)[:MOST_BUTTONS]
    return replace(found, text=f"{found.text}\n工作人员写过相近的一条：{title}。", options=options)


def likest(turn: Turn, asked: str) -> str:
    """The title of the entry that was written for the question most like a gist; empty where none is."""
    like = {each.title: likeness(each.gist, asked) for each in entries.in_force(turn.tx, turn.actor.district)}
    title = max(like, key=like.__getitem__, default="")
    return title if title and like[title] >= OFFERED_FROM else ""
