"""`ask --explain`: how an answer came about, in words for whoever looks after the knowledge."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from knowledge.answer import understand
from knowledge.base import District
from language.amounts import read_amounts, read_counts
from language.dates import ImpossibleDate, read_all
from language.lengths import read_lengths, read_shares
from models.types import SHANGHAI, AnswerKind

KINDS = {AnswerKind.ANSWER: "直接答", AnswerKind.CLARIFY: "回问", AnswerKind.DECLINE: "不答"}
WHYS = {
    "title": "整句就是条目的标题",
    "words": "看字面就能定（words.yaml、short.yaml、talk.yaml）",
    "figures": "话里的数或日期，交给计算",
    "several": "拆成几问，分别答",
    "sure": "问法模型有把握",
    "options": "几条都有可能，列出来选",
    "unsure": "问法模型没有把握",
    "outside": "像是不能答的一类",
    "unwritten": "有这一类，没有写条目",
}
LIKELIEST = 5


def explained(turns: Sequence[str], now: datetime, district: District) -> Iterator[str]:
    """Lines on the last of the turns: how it was read, what decided, which entry, which came next."""
    said = understand(turns, now, district)
    found = said.found
    yield f"读作：{said.text}{'（接着前面的话）' if len(turns) > 1 else ''}"
    yield from _figures(turns[-1], now)
    yield f"结论：{KINDS[found.kind]}，{_named(found.topic, district, now)}，概率{found.confidence:.2f}"
    yield f"因为：{WHYS.get(found.why, found.why)}"
    yield f"次选：{_named(found.rival, district, now) if found.rival else '无'}"
    yield from _likeliest(said.text, now, district)
    yield f"依据：{'；'.join(found.citations) or '无'}"


def _likeliest(text: str, now: datetime, district: District) -> Iterator[str]:
    """What the weights alone make of the words, whether or not they decided."""
    p = district.matcher.probabilities([text])
    ranked = sorted(p, key=p.__getitem__, reverse=True)[:LIKELIEST]
    yield "模型单看这句："
    yield from (f"  {p[label]:.2f} {_named(label, district, now)}" for label in ranked)


def _named(topic: str, district: District, now: datetime) -> str:
    """A topic with its title, each of several."""
    on = now.astimezone(SHANGHAI).date()
    entries = ((part, district.entry(part, on)) for part in topic.split("+"))
    return "、".join(f"{part}（{entry.title}）" if entry else part for part, entry in entries)


def _figures(text: str, now: datetime) -> Iterator[str]:
    """What was read out of the words, exact or about right."""
    about = {True: "（约数）", False: ""}
    found = [f"金额{one.said.strip()}＝{one.yuan:f}元{about[one.approximate]}" for one in read_amounts(text)]
    found += [f"人数{one.said.strip()}＝{one.people}人{about[one.approximate]}" for one in read_counts(text)]
    found += [f"期限{one.said}" for one in read_lengths(text)]
    found += [f"比例{one.said}" for one in read_shares(text)]
    try:
        found += [
            f"日期{readings[0].said}＝{'或'.join(each.typed for each in readings)}"
            for readings in read_all(text, now, "past")
            if readings
        ]
    except ImpossibleDate as error:
        found.append(f"日期{error.said}：没有这一天")
    yield f"读到：{'；'.join(found) or '没有数和日期'}"
